class DevServicesError(Exception):
    """An embedded server cannot run here. Its text is one sentence for the person who started it."""
