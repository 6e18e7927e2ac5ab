"""Addresses of the reports' settings, under /settings/."""

from django.urls import path

from .views import norms

app_name = "report_settings"
urlpatterns = [path("waterfall-norms/", norms.Norms.as_view(), name="norms")]
