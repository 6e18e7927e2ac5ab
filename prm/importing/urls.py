"""Addresses of the import pages."""

from django.urls import path

from . import views

app_name = "imports"
urlpatterns = [
    path("", views.ImportList.as_view(), name="list"),
    path("new/", views.ImportNew.as_view(), name="new"),
    path("<ref:ref>/", views.ImportPage.as_view(), name="detail"),
    path("<ref:ref>/problems/", views.ImportProblems.as_view(), name="problems"),
    path("<ref:ref>/start/", views.ImportStart.as_view(), name="start"),
    path("<ref:ref>/discard/", views.ImportDiscard.as_view(), name="discard"),
]
