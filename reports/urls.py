"""Addresses of the reports."""

from django.urls import path

from .views import late, looks, partners, pipeline, waterfall

app_name = "reports"
urlpatterns = [
    path("late/", late.Late.as_view(), name="late"),
    path("looks/", looks.Looks.as_view(), name="looks"),
    path("pipeline/", pipeline.Pipeline.as_view(), name="pipeline"),
    path("partners/", partners.Partners.as_view(), name="partners"),
    path("waterfall/", waterfall.Waterfall.as_view(), name="waterfall"),
    path("waterfall/partners/", waterfall.PartnersByStep.as_view(), name="partners_by_step"),
]
