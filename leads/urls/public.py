"""Addresses for everybody, under /forms/."""

from django.urls import path

from ..views import webforms

urlpatterns = [path("<str:token>/", webforms.FillIn.as_view(), name="web_form")]
