"""Addresses of this app."""

app_name = "partners"
urlpatterns: list = []
