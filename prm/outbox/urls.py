"""`/notices/`."""

from django.urls import path

from . import views

app_name = "outbox"

urlpatterns = [
    path("", views.NoticesPage.as_view(), name="notices"),
    path("read/", views.ReadAll.as_view(), name="read_all"),
    path("<ref:ref>/open/", views.OpenNotice.as_view(), name="open_notice"),
    path("parked/", views.ParkedPage.as_view(), name="parked"),
    path("parked/<ref:ref>/", views.ResendPage.as_view(), name="resend"),
]
