"""The API's roof: joins the apps' routes under /api/v1/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from prm.core.api.routing import FALLBACK

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    FALLBACK,
]
