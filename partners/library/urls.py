"""Addresses of this app."""

app_name = "library"
urlpatterns: list = []
