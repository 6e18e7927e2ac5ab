"""Addresses of this app."""

app_name = "incentives"
urlpatterns: list = []
