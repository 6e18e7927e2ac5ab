"""The API of deals."""

from decimal import Decimal
from typing import Any

from django.urls import path
from rest_framework import serializers

from prm.accounts.enums import EVERYONE, SELLERS
from prm.core.api.serializers import PersonOut, StrictSerializer
from prm.core.api.views import ApiAction, ApiDetail, ApiList, ApiUpdate

from .. import presentation, services
from ..enums import OPEN_STAGES, LossReason
from ..filters import DealFilter
from ..models import Opportunity
from ..views.deals import RELATED as DEAL_RELATED
from .amounts import AmountIn, take_amount


class DealOut(serializers.ModelSerializer):
    company = serializers.SerializerMethodField()
    product = serializers.CharField(source="product.code", default=None)
    amount = serializers.DecimalField(source="amount.amount", max_digits=14, decimal_places=2, default=None)
    currency = serializers.CharField(source="amount.currency", default=None)
    partner = serializers.CharField(source="partner.ref", default=None)
    referrer = serializers.CharField(source="referrer.ref", default=None)
    member = serializers.CharField(source="member.ref", default=None)
    campaign = serializers.CharField(source="campaign.ref", default=None)
    sales_rep = PersonOut(allow_null=True)
    registration = serializers.CharField(source="registration.ref", default=None)
    lead = serializers.CharField(source="lead.ref", default=None)
    protected_until = serializers.SerializerMethodField()

    class Meta:
        model = Opportunity
        fields = (
            "ref",
            "external_id",
            "name",
            "company",
            "stage",
            "deal_source",
            "product",
            "amount",
            "currency",
            "close_on",
            "next_step",
            "competitors",
            "partner",
            "referrer",
            "member",
            "campaign",
            "sales_rep",
            "registration",
            "lead",
            "protected_until",
            "loss_reason",
            "loss_note",
            "stage_since",
            "last_activity_at",
            "closed_at",
            "created_at",
            "updated_at",
        )

    def get_company(self, deal: Opportunity) -> str:
        return presentation.company_of(deal, getattr(deal, "registration", None))

    def get_protected_until(self, deal: Opportunity) -> str | None:
        shield = presentation.shield_of(getattr(deal, "registration", None))
        return shield.protection.ends_on.isoformat() if shield else None


class DealIn(AmountIn):
    amount = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=Decimal("0.01"), required=False, allow_null=True
    )
    name = serializers.CharField(max_length=200, required=False)
    stage = serializers.ChoiceField(choices=[(stage, stage.label) for stage in OPEN_STAGES], required=False)
    close_on = serializers.DateField(required=False, allow_null=True)
    next_step = serializers.CharField(max_length=300, required=False, allow_blank=True)
    competitors = serializers.CharField(max_length=300, required=False, allow_blank=True)


class DealRoute:
    model = Opportunity
    queryset = Opportunity.objects.select_related(*DEAL_RELATED)
    serializer_class = DealOut


def currency_of(deal: Opportunity) -> str:
    """What an amount without a currency is in."""
    if deal.amount is not None:
        return str(deal.amount.currency)
    return str(deal.partner.currency) if deal.partner is not None else ""


class Deals(DealRoute, ApiList):
    roles = EVERYONE
    scopes = {"GET": "deals:read"}
    filterset_class = DealFilter


class DealItem(DealRoute, ApiDetail, ApiUpdate):
    roles = {"GET": EVERYONE, "PATCH": SELLERS}
    scopes = {"GET": "deals:read", "PATCH": "deals:write"}
    input_class = DealIn

    def perform_update(self, obj: Opportunity, data: dict[str, Any]) -> Opportunity:
        return services.update_deal(self.request.user, obj, take_amount(data, currency_of(obj)))


class WinIn(AmountIn):
    """Without an amount the deal's own counts."""

    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=Decimal("0.01"), required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class DealWin(DealRoute, ApiAction):
    roles = SELLERS
    scopes = {"POST": "deals:write"}
    input_class = WinIn

    def perform(self, obj: Opportunity, data: dict[str, Any]) -> Opportunity:
        given = take_amount(data, currency_of(obj))
        return services.win(self.request.user, obj, given.get("amount"), given.get("note", ""))


class LoseIn(StrictSerializer):
    reason = serializers.ChoiceField(choices=LossReason.choices)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class DealLose(DealRoute, ApiAction):
    roles = SELLERS
    scopes = {"POST": "deals:write"}
    input_class = LoseIn

    def perform(self, obj: Opportunity, data: dict[str, Any]) -> Opportunity:
        return services.lose(self.request.user, obj, data["reason"], data.get("note", ""))


urlpatterns = [
    path("deals", Deals.as_view(), name="deals"),
    path("deals/<ref:ref>", DealItem.as_view(), name="deal"),
    path("deals/<ref:ref>/win", DealWin.as_view(), name="deal-win"),
    path("deals/<ref:ref>/lose", DealLose.as_view(), name="deal-lose"),
]
