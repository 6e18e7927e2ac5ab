"""Addresses of this app."""

app_name = "lead_settings"
urlpatterns: list = []
