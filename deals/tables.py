"""The lists of this app."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.core.tables import DayColumn, LinkColumn, MoneyColumn, PillColumn, PortalTable, WhenColumn

from .enums import RegistrationState
from .models import Opportunity, Registration


class DealTable(PortalTable):
    name = LinkColumn(verbose_name=gettext_lazy("Deal"))
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    member = tables.Column(verbose_name=gettext_lazy("Member"), order_by=("member__user__name",))
    sales_rep = tables.Column(verbose_name=gettext_lazy("Sales rep"), order_by=("sales_rep__name",))
    stage = PillColumn(verbose_name=gettext_lazy("Stage"))
    amount = MoneyColumn(verbose_name=gettext_lazy("Amount"))
    close_on = DayColumn(verbose_name=gettext_lazy("Expected close"))
    protected_until = DayColumn(
        verbose_name=gettext_lazy("Protected until"),
        accessor="registration__protection",
        order_by=("registration__protection__ends_on",),
    )
    last_activity_at = WhenColumn(verbose_name=gettext_lazy("Last change"))
    ref = tables.Column(verbose_name=gettext_lazy("Reference"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Opportunity
        caption = gettext_lazy("Deals")
        fields = (
            "name",
            "partner",
            "member",
            "sales_rep",
            "stage",
            "amount",
            "close_on",
            "protected_until",
            "last_activity_at",
            "ref",
        )

    def render_protected_until(self, value: Any, column: Any) -> str:
        return column.render(value.ends_on) if value.is_active else "—"

    def value_protected_until(self, value: Any) -> str:
        return value.ends_on.isoformat() if value.is_active else ""


class RegistrationTable(PortalTable):
    company = LinkColumn(verbose_name=gettext_lazy("Customer"))
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    shown_state = PillColumn(verbose_name=gettext_lazy("State"))
    clock_due = WhenColumn(verbose_name=gettext_lazy("Next step by"))
    product = tables.Column(verbose_name=gettext_lazy("Product"), order_by=("product__name",))
    amount = MoneyColumn(verbose_name=gettext_lazy("First-year value"))
    submitted_at = WhenColumn(verbose_name=gettext_lazy("Submitted"))
    reviewer = tables.Column(verbose_name=gettext_lazy("Reviewer"), order_by=("reviewer__name",))
    referrer = tables.Column(verbose_name=gettext_lazy("Registered by"), order_by=("referrer__user__name",))
    protected_until = DayColumn(
        verbose_name=gettext_lazy("Protected until"), accessor="protection", order_by=("protection__ends_on",)
    )
    ref = tables.Column(verbose_name=gettext_lazy("Reference"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Registration
        caption = gettext_lazy("Registrations")
        fields = (
            "company",
            "partner",
            "shown_state",
            "clock_due",
            "product",
            "amount",
            "submitted_at",
            "reviewer",
            "referrer",
            "protected_until",
            "ref",
        )

    def render_shown_state(self, value: str, bound_column: Any, record: Registration) -> str:
        return PillColumn().render(RegistrationState(value).label, record, bound_column)

    def value_shown_state(self, value: str) -> str:
        return str(RegistrationState(value).label)

    def render_clock_due(self, value: Any, record: Any, column: Any) -> str:
        return format_html("{}: {}", record.clock_owner, column.render(value))

    def value_clock_due(self, value: Any, record: Any) -> str:
        return _("%(name)s by %(time)s") % {"name": record.clock_owner, "time": value.isoformat(timespec="minutes")}

    def render_protected_until(self, value: Any, column: Any) -> str:
        return column.render(value.ends_on) if value.is_active else "—"

    def value_protected_until(self, value: Any) -> str:
        return value.ends_on.isoformat() if value.is_active else ""
