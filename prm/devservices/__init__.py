"""PostgreSQL and Valkey out of pip wheels, for development, demo and tests."""
