"""Addresses of the rules of money, under /settings/."""

from django.urls import path

from .views import settings

app_name = "incentive_settings"
urlpatterns = [
    path("mdf/", settings.Policy.as_view(), name="mdf"),
    path("plans/", settings.Plans.as_view(), name="plans"),
    path("plans/new/", settings.PlanNew.as_view(), name="plan_new"),
    path("plans/<ref:ref>/", settings.PlanPage.as_view(), name="plan"),
    path("plans/<ref:ref>/edit/", settings.PlanEdit.as_view(), name="plan_edit"),
    path("plans/<ref:ref>/delete/", settings.PlanDelete.as_view(), name="plan_delete"),
]
