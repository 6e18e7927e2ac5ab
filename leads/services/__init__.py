"""The verbs of a lead's life. Every change of state goes through one of these modules."""
