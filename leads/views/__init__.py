"""Pages of leads and offers: get, form, one service, message, redirect."""
