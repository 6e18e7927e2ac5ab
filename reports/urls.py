"""Addresses of the reports."""

from django.urls import path

from .views import goals, late, looks, partners, pipeline, scorecards, waterfall

app_name = "reports"
urlpatterns = [
    path("late/", late.Late.as_view(), name="late"),
    path("looks/", looks.Looks.as_view(), name="looks"),
    path("pipeline/", pipeline.Pipeline.as_view(), name="pipeline"),
    path("winners/", pipeline.Winners.as_view(), name="winners"),
    path("partners/", partners.Partners.as_view(), name="partners"),
    path("waterfall/", waterfall.Waterfall.as_view(), name="waterfall"),
    path("waterfall/partners/", waterfall.PartnersByStep.as_view(), name="partners_by_step"),
    path("goals/", goals.Goals.as_view(), name="goals"),
    path("goals/new/", goals.GoalNew.as_view(), name="goal_new"),
    path("goals/<ref:ref>/", goals.GoalPage.as_view(), name="goal"),
    path("goals/<ref:ref>/edit/", goals.GoalEdit.as_view(), name="goal_edit"),
    path("goals/<ref:ref>/agree/", goals.GoalAgree.as_view(), name="goal_agree"),
    path("goals/<ref:ref>/question/", goals.GoalQuestion.as_view(), name="goal_question"),
    path("scorecard/", scorecards.Scorecards.as_view(), name="scorecard"),
    path("scorecard/<ref:ref>/", scorecards.PartnerScorecard.as_view(), name="partner_scorecard"),
    path("promises/", scorecards.Promises.as_view(), name="promises"),
]
