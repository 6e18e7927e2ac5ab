"""Addresses of this app."""

app_name = "offers"
urlpatterns: list = []
