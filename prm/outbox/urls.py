"""`/notices/`."""

from django.urls import path

from .views import choices, notices

app_name = "outbox"

urlpatterns = [
    path("", notices.NoticesPage.as_view(), name="notices"),
    path("choices/", choices.MailChoices.as_view(), name="choices"),
    path("read/", notices.ReadAll.as_view(), name="read_all"),
    path("<ref:ref>/open/", notices.OpenNotice.as_view(), name="open_notice"),
    path("parked/", notices.ParkedPage.as_view(), name="parked"),
    path("parked/<ref:ref>/", notices.ResendPage.as_view(), name="resend"),
]
