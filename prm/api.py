"""The API's roof: joins the apps' routes under /api/v1/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

import deals.api
import deals.incentives.api
import leads.api
import partners.api
import partners.library.api
import prm.importing.api
import prm.outbox.api
from prm.core.api.docs import Docs
from prm.core.api.routing import FALLBACK

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    *partners.api.urlpatterns,
    *partners.library.api.urlpatterns,
    *leads.api.urlpatterns,
    *deals.api.urlpatterns,
    *deals.incentives.api.urlpatterns,
    *prm.outbox.api.urlpatterns,
    *prm.importing.api.urlpatterns,
    FALLBACK,
]
