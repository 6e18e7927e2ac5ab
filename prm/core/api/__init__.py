"""The ground of the API: every route is one of `views`' classes, so none can forget role, scope and visibility."""
