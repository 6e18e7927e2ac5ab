"""Addresses of this app."""

app_name = "devmail"
urlpatterns: list = []
