"""Addresses of the programme's settings, under /settings/."""

from django.urls import path

from .views import programme

app_name = "partner_settings"
urlpatterns = [
    path("tiers/", programme.TierList.as_view(), name="tiers"),
    path("tiers/new/", programme.TierNew.as_view(), name="tier_new"),
    path("tiers/<ref:ref>/", programme.TierEdit.as_view(), name="tier"),
    path("partner-types/", programme.TypeDefaultsList.as_view(), name="partner_types"),
    path("partner-types/<ref:ref>/", programme.TypeDefaultsEdit.as_view(), name="partner_type"),
    path("sales-reps/", programme.SalesRepList.as_view(), name="sales_reps"),
    path("sales-reps/<ref:ref>/", programme.SalesRepEdit.as_view(), name="sales_rep"),
    path("products/", programme.ProductList.as_view(), name="products"),
    path("products/new/", programme.ProductNew.as_view(), name="product_new"),
    path("products/<ref:ref>/", programme.ProductEdit.as_view(), name="product"),
]
