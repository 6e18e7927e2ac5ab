"""What a row of a list of leads means."""
