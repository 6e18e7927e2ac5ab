"""Addresses of the leads' settings, under /settings/."""

from django.urls import path

from ..views import settings

app_name = "lead_settings"
urlpatterns = [
    path("scoring/", settings.ScoringRules.as_view(), name="scoring"),
    path("scoring/new/", settings.ScoringRuleNew.as_view(), name="scoring_new"),
    path("scoring/<ref:ref>/", settings.ScoringRuleEdit.as_view(), name="scoring_rule"),
    path("lead-policy/", settings.Policy.as_view(), name="policy"),
]
