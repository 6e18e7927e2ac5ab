"""Addresses of the rules of deals, under /settings/."""

from django.urls import path

from .views import settings

app_name = "deal_settings"
urlpatterns = [
    path("stages/", settings.Stages.as_view(), name="stages"),
    path("approvals/", settings.Approvals.as_view(), name="approvals"),
]
