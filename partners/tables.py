"""The lists of this app."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from prm.accounts.models import User
from prm.core.tables import (
    DayColumn,
    LinkColumn,
    MoneyColumn,
    PillColumn,
    PortalTable,
    WhenColumn,
    YesNoColumn,
)

from .coverage import rules_in_words
from .models import Campaign, Certificate, Partner, Product, StaffProfile, Territory, Tier, TierChange, TypeDefaults
from .tier_card import asked_in_words

NUMBER = {"td": {"class": "num"}, "th": {"class": "text-end"}}


class PartnerTable(PortalTable):
    name = LinkColumn(verbose_name=_("Partner"))
    state = PillColumn(verbose_name=_("State"))
    tier = tables.Column(verbose_name=_("Tier"), order_by=("tier__rank",))
    type = tables.Column(verbose_name=_("Type"))
    country = tables.Column(verbose_name=_("Country"), accessor="country__name", order_by=("country",))
    owner = tables.Column(verbose_name=_("Channel manager"), order_by=("owner__name",))
    member_count = tables.Column(verbose_name=_("Members"), attrs=NUMBER)
    contract_ends_on = DayColumn(verbose_name=_("Contract ends"))

    class Meta(PortalTable.Meta):
        model = Partner
        caption = _("Partners")
        fields = ("name", "state", "tier", "type", "country", "owner", "member_count", "contract_ends_on")


class TerritoryTable(PortalTable):
    name = LinkColumn(verbose_name=_("Territory"))
    covered_by = tables.Column(
        verbose_name=_("Covered by"), empty_values=(), order_by=("partner__name", "staff__name", "member__user__name")
    )
    rules = tables.Column(verbose_name=_("Rules"), empty_values=(), orderable=False)
    precedence = tables.Column(verbose_name=_("Precedence"), attrs=NUMBER)
    is_active = YesNoColumn(verbose_name=_("In force"), accessor="is_in_force", orderable=False)

    class Meta(PortalTable.Meta):
        model = Territory
        caption = _("Territories")
        fields = ("name", "covered_by", "rules", "precedence", "is_active")

    def render_covered_by(self, record: Territory) -> str:
        return record.covered_by

    def value_covered_by(self, record: Territory) -> str:
        return record.covered_by

    def render_rules(self, record: Territory) -> str:
        return rules_in_words(record)

    def value_rules(self, record: Territory) -> str:
        return rules_in_words(record)


class CampaignTable(PortalTable):
    name = LinkColumn(verbose_name=_("Campaign"))
    partner = tables.Column(verbose_name=_("Partner"), order_by=("partner__name",))
    starts_on = DayColumn(verbose_name=_("First day"))
    ends_on = DayColumn(verbose_name=_("Last day"))
    is_default = tables.Column(verbose_name=_("Kind"))

    class Meta(PortalTable.Meta):
        model = Campaign
        caption = _("Campaigns")
        fields = ("name", "partner", "starts_on", "ends_on", "is_default")

    def render_is_default(self, value: bool) -> Any:
        return _("The partner’s own") if value else _("For a time or a purpose")


class CertificateTable(PortalTable):
    product = LinkColumn(verbose_name=_("Product"), order_by=("product__name",))
    partner = tables.Column(verbose_name=_("Partner"), order_by=("partner__name",))
    member = tables.Column(verbose_name=_("Held by"), order_by=("member__user__name",), default=_("The whole company"))
    valid_from = DayColumn(verbose_name=_("Valid from"))
    expires_on = DayColumn(verbose_name=_("Expires on"))
    standing = tables.Column(verbose_name=_("State"), order_by=("state", "expires_on"))

    class Meta(PortalTable.Meta):
        model = Certificate
        caption = _("Certificates")
        fields = ("product", "partner", "member", "valid_from", "expires_on", "standing")


class TierChangeTable(PortalTable):
    partner = LinkColumn(verbose_name=_("Partner"), order_by=("partner__name",))
    from_tier = tables.Column(verbose_name=_("From"), order_by=("from_tier__rank",))
    to_tier = tables.Column(verbose_name=_("To"), order_by=("to_tier__rank",))
    kind = tables.Column(verbose_name=_("Kind"), accessor="is_rise", orderable=False)
    state = PillColumn(verbose_name=_("State"))
    owner = tables.Column(
        verbose_name=_("Channel manager"), accessor="partner__owner", order_by=("partner__owner__name",)
    )
    proposed_at = WhenColumn(verbose_name=_("Proposed"))
    decided_by = tables.Column(verbose_name=_("Decided by"), order_by=("decided_by__name",))
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)

    class Meta(PortalTable.Meta):
        model = TierChange
        caption = _("Changes of tier")
        fields = ("partner", "from_tier", "to_tier", "kind", "state", "owner", "proposed_at", "decided_by", "reason")

    def render_kind(self, value: bool) -> Any:
        return _("Rise") if value else _("Fall")

    value_kind = render_kind


class TierTable(PortalTable):
    name = LinkColumn(verbose_name=_("Tier"))
    rank = tables.Column(verbose_name=_("Rank"), attrs=NUMBER)
    uplift_points = tables.Column(verbose_name=_("Fee uplift, points"), attrs=NUMBER)
    asks_for = tables.Column(verbose_name=_("Asks for, in four quarters"), empty_values=(), orderable=False)
    benefits = tables.Column(verbose_name=_("Benefits"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Tier
        caption = _("Tiers")
        fields = ("name", "rank", "uplift_points", "asks_for", "benefits")

    def render_asks_for(self, record: Tier) -> str:
        return asked_in_words(record)

    value_asks_for = render_asks_for


class TypeDefaultsTable(PortalTable):
    type = LinkColumn(verbose_name=_("Type of partner"))
    tier = tables.Column(verbose_name=_("Tier"), order_by=("tier__rank",), default=_("The lowest"))
    currency = tables.Column(verbose_name=_("Currency"))
    contract_months = tables.Column(verbose_name=_("Months of a contract"), attrs=NUMBER)
    capacity = tables.Column(verbose_name=_("Open leads at a time"), attrs=NUMBER)
    plan_name = tables.Column(
        verbose_name=_("Compensation plan"), default=_("The one for everybody"), empty_values=("",)
    )

    class Meta(PortalTable.Meta):
        model = TypeDefaults
        caption = _("Types of partner")
        fields = ("type", "tier", "currency", "contract_months", "capacity", "plan_name")


class SalesRepTable(PortalTable):
    name = tables.Column(verbose_name=_("Sales rep"), linkify=("partner_settings:sales_rep", [tables.A("ref")]))
    products = tables.Column(
        verbose_name=_("Specialist for"), accessor="staff_profile__products__all", orderable=False, default="—"
    )
    capacity = tables.Column(
        verbose_name=_("Open reviews at a time"),
        accessor="staff_profile__capacity",
        orderable=False,
        attrs=NUMBER,
        default=StaffProfile._meta.get_field("capacity").default,
    )

    class Meta(PortalTable.Meta):
        model = User
        caption = _("Sales reps")
        fields = ("name", "products", "capacity")

    def render_products(self, value: Any) -> str:
        return ", ".join(product.name for product in value) or "—"


class ProductTable(PortalTable):
    name = LinkColumn(verbose_name=_("Product"))
    code = tables.Column(verbose_name=_("Code"))
    family = tables.Column(verbose_name=_("Family"))
    list_price = MoneyColumn(verbose_name=_("List price"))
    needs_certificate = YesNoColumn(verbose_name=_("Needs a certificate"))
    is_active = YesNoColumn(verbose_name=_("Sold today"))

    class Meta(PortalTable.Meta):
        model = Product
        caption = _("Products")
        fields = ("name", "code", "family", "list_price", "needs_certificate", "is_active")
