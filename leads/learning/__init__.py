"""A chance to win, learned from the programme's own outcomes, beside the points of the rules."""
