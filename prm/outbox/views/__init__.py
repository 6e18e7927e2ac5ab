"""Pages of notices, parked messages and webhooks."""
