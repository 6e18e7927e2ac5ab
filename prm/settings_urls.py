"""The first page under /settings/. The pages themselves belong to the apps."""

from django.urls import path

from prm.accounts.enums import CHANNEL, MONEY_STAFF
from prm.core.views import settings_index


class SettingsIndex(settings_index.SettingsIndex):
    roles = CHANNEL | MONEY_STAFF


app_name = "settings"
urlpatterns = [path("", SettingsIndex.as_view(), name="index")]
