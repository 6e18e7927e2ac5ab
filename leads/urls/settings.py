"""Addresses of the leads' settings, under /settings/."""

from django.urls import path

from ..views import drafts, learned, settings, webforms

app_name = "lead_settings"
urlpatterns = [
    path("scoring/", settings.ScoringRules.as_view(), name="scoring"),
    path("scoring/new/", settings.ScoringRuleNew.as_view(), name="scoring_new"),
    path("scoring/learned/", learned.LearnedScores.as_view(), name="learned"),
    path("scoring/learned/learn/", learned.Learn.as_view(), name="learn"),
    path("scoring/learned/use/", learned.UseModel.as_view(), name="use_model"),
    path("scoring/<ref:ref>/", settings.ScoringRuleEdit.as_view(), name="scoring_rule"),
    path("forms/", webforms.WebForms.as_view(), name="web_forms"),
    path("forms/new/", webforms.WebFormNew.as_view(), name="web_form_new"),
    path("forms/<ref:ref>/", webforms.WebFormEdit.as_view(), name="web_form"),
    path("lead-policy/", settings.Policy.as_view(), name="policy"),
    path("lead-policy/drafts/", drafts.Drafts.as_view(), name="drafts"),
    path("lead-policy/drafts/new/", drafts.DraftNew.as_view(), name="draft_new"),
    path("lead-policy/drafts/<ref:ref>/", drafts.DraftPage.as_view(), name="draft"),
    path("lead-policy/drafts/<ref:ref>/activate/", drafts.DraftActivate.as_view(), name="draft_activate"),
    path("lead-policy/drafts/<ref:ref>/discard/", drafts.DraftDiscard.as_view(), name="draft_discard"),
]
