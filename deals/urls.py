"""Addresses of this app."""

app_name = "deals"
urlpatterns: list = []
