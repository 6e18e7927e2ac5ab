"""Addresses of the reports."""

from django.urls import path

from .views import late, partners, pipeline

app_name = "reports"
urlpatterns = [
    path("late/", late.Late.as_view(), name="late"),
    path("pipeline/", pipeline.Pipeline.as_view(), name="pipeline"),
    path("partners/", partners.Partners.as_view(), name="partners"),
]
