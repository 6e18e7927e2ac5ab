"""`/settings/webhooks/`."""

from django.urls import path

from .views import webhooks

app_name = "webhooks"

urlpatterns = [
    path("", webhooks.Webhooks.as_view(), name="list"),
    path("new/", webhooks.WebhookNew.as_view(), name="new"),
    path("calls/<ref:ref>/", webhooks.CallPage.as_view(), name="call"),
    path("calls/<ref:ref>/again/", webhooks.CallAgain.as_view(), name="call_again"),
    path("<ref:ref>/", webhooks.WebhookPage.as_view(), name="detail"),
    path("<ref:ref>/edit/", webhooks.WebhookEdit.as_view(), name="edit"),
    path("<ref:ref>/try/", webhooks.WebhookTry.as_view(), name="try"),
    path("<ref:ref>/switch/", webhooks.WebhookSwitch.as_view(), name="switch"),
    path("<ref:ref>/secret/", webhooks.WebhookRenew.as_view(), name="renew"),
    path("<ref:ref>/delete/", webhooks.WebhookDelete.as_view(), name="delete"),
]
