"""Addresses of the library."""

from django.urls import path

from . import views

app_name = "library"
urlpatterns = [
    path("", views.Shelf.as_view(), name="list"),
    path("new/", views.DocumentNew.as_view(), name="new"),
    path("<ref:ref>/", views.DocumentPage.as_view(), name="detail"),
    path("<ref:ref>/versions/<int:number>/file/", views.Download.as_view(), name="download"),
    path("<ref:ref>/edit/", views.DocumentEdit.as_view(), name="edit"),
    path("<ref:ref>/publish/", views.Publish.as_view(), name="publish"),
    path("<ref:ref>/acknowledge/", views.Acknowledge.as_view(), name="acknowledge"),
    path("<ref:ref>/readers/", views.Readers.as_view(), name="readers"),
    path("<ref:ref>/remind/", views.Remind.as_view(), name="remind"),
    path("<ref:ref>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("<ref:ref>/restore/", views.Restore.as_view(), name="restore"),
]
