"""Addresses of this app."""

app_name = "leads"
urlpatterns: list = []
