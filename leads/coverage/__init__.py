"""How well the territories fit together and what comes in: overlaps, holes, and who would get a lead."""
