"""What pages are measured with: the portal, beside it one bare view, and as many rows as wanted."""
