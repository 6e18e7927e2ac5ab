"""Pages of registrations and deals."""
