"""Whether two companies may be one: what the names are compared by, and the judgement over what was found."""
