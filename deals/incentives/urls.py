"""Addresses of fees."""

from django.urls import path

from . import views

app_name = "incentives"
urlpatterns = [
    path("fees/", views.FeeList.as_view(), name="fees"),
    path("fees/of-deal/<ref:ref>/", views.FeesOfDeal.as_view(), name="for_deal"),
    path("fees/<ref:ref>/", views.FeePage.as_view(), name="fee"),
    path("fees/<ref:ref>/approve/", views.Approve.as_view(), name="approve"),
    path("fees/<ref:ref>/pay/", views.Pay.as_view(), name="pay"),
]
