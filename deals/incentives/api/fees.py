"""The API of fees."""

from typing import Any

from django.urls import path
from rest_framework import serializers

from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF
from prm.core.api.serializers import StrictSerializer
from prm.core.api.views import ApiAction, ApiDetail, ApiList

from .. import selectors, services
from ..filters import FeeFilter
from ..models import Fee

READERS = MEMBERS | MONEY_STAFF | CHANNEL


class FeeOut(serializers.ModelSerializer):
    deal = serializers.SerializerMethodField()
    registration = serializers.CharField(source="registration.ref", default=None)
    partner = serializers.CharField(source="partner.ref", default=None)
    referrer = serializers.CharField(source="referrer.ref", default=None)
    plan = serializers.CharField()
    base = serializers.DecimalField(source="base.amount", max_digits=14, decimal_places=2)
    amount = serializers.DecimalField(source="amount.amount", max_digits=14, decimal_places=2)
    currency = serializers.CharField(source="amount.currency")

    class Meta:
        model = Fee
        fields = (
            "ref",
            "state",
            "deal",
            "registration",
            "partner",
            "referrer",
            "plan",
            "base",
            "amount",
            "currency",
            "lines",
            "due_on",
            "approved_at",
            "paid_at",
            "payment_reference",
            "created_at",
            "updated_at",
        )

    def get_deal(self, row: Fee) -> str | None:
        """The deal; None where the partner shares another's by a registration of its own."""
        return row.opportunity.ref if row.registration is None else None


class FeeRoute:
    model = Fee
    queryset = Fee.objects.select_related(*selectors.BESIDE)
    serializer_class = FeeOut


class Fees(FeeRoute, ApiList):
    roles = READERS
    scopes = {"GET": "fees:read"}
    filterset_class = FeeFilter


class FeeItem(FeeRoute, ApiDetail):
    roles = READERS
    scopes = {"GET": "fees:read"}


class FeeApprove(FeeRoute, ApiAction):
    roles = MONEY_STAFF
    scopes = {"POST": "fees:write"}

    def perform(self, obj: Fee, data: dict[str, Any]) -> Fee:
        return services.approve_fee(self.request.user, obj)


class PayIn(StrictSerializer):
    reference = serializers.CharField(max_length=80)


class FeePay(FeeRoute, ApiAction):
    roles = MONEY_STAFF
    scopes = {"POST": "fees:write"}
    input_class = PayIn

    def perform(self, obj: Fee, data: dict[str, Any]) -> Fee:
        return services.pay_fee(self.request.user, obj, data["reference"])


urlpatterns = [
    path("fees", Fees.as_view(), name="fees"),
    path("fees/<ref:ref>", FeeItem.as_view(), name="fee"),
    path("fees/<ref:ref>/approve", FeeApprove.as_view(), name="fee-approve"),
    path("fees/<ref:ref>/pay", FeePay.as_view(), name="fee-pay"),
]
