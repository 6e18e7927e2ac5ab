"""The lists of this app."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.core.formats import money_short
from prm.core.tables import (
    DayColumn,
    MoneyColumn,
    NamedColumn,
    PillColumn,
    PortalTable,
    WhenColumn,
    exported,
)
from prm.core.templatetags.ui import relative

from .enums import RegistrationState
from .models import Opportunity, Registration
from .selectors import totals

RIGHT = {"td": {"class": "text-end num"}, "th": {"class": "text-end"}}


class CustomerColumn(NamedColumn):
    def beside(self, record: Any) -> str:
        return f"{record.ref} · {record.product}" if record.product else record.ref


class AgoColumn(WhenColumn):
    """How long ago; the moment itself stands in the tooltip and in the export."""

    def render(self, value: Any) -> str:
        return relative(value)


class UntilColumn(DayColumn):
    """The last day of a protection that runs; nothing of one that has ended."""

    def render(self, value: Any) -> str:
        return super().render(value.ends_on) if value.is_active else "—"

    def value(self, value: Any) -> str:
        return value.ends_on.isoformat() if value.is_active else ""


class DealTable(PortalTable):
    name = NamedColumn(verbose_name=gettext_lazy("Deal"), footer=gettext_lazy("The whole list"))
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    member = tables.Column(verbose_name=gettext_lazy("Member"), order_by=("member__user__name",))
    sales_rep = tables.Column(verbose_name=gettext_lazy("Sales rep"), order_by=("sales_rep__name",))
    stage = PillColumn(verbose_name=gettext_lazy("Stage"))
    amount = MoneyColumn(
        verbose_name=gettext_lazy("Amount"), footer=lambda table: table.sums(), attrs={**RIGHT, "tf": RIGHT["td"]}
    )
    close_on = DayColumn(verbose_name=gettext_lazy("Expected close"))
    protected_until = UntilColumn(
        verbose_name=gettext_lazy("Protected until"),
        accessor="registration__protection",
        order_by=("registration__protection__ends_on",),
    )
    last_activity_at = AgoColumn(verbose_name=gettext_lazy("Last change"))
    next_step = exported(verbose_name=gettext_lazy("Next step"))
    ref = exported(verbose_name=gettext_lazy("Reference"))

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
            "next_step",
            "ref",
        )

    def sums(self) -> str:
        """What the deals of the whole list, not only of this page, are worth by currency."""
        lines = [format_html("<strong>{}</strong>", money_short(total, code)) for code, _deals, total in self.totals()]
        return format_html_join(mark_safe("<br>"), "{}", ([line] for line in lines)) or "—"

    def totals(self) -> list[tuple[str, int, Any]]:
        return totals(self.data.data)


class RegistrationTable(PortalTable):
    company = CustomerColumn(verbose_name=gettext_lazy("Customer"))
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    shown_state = PillColumn(verbose_name=gettext_lazy("State"))
    clock_due = WhenColumn(verbose_name=gettext_lazy("Next step by"))
    amount = MoneyColumn(verbose_name=gettext_lazy("First-year value"))
    reviewer = exported(verbose_name=gettext_lazy("Reviewer"))
    referrer = tables.Column(verbose_name=gettext_lazy("Registered by"), order_by=("referrer__user__name",))
    submitted_at = AgoColumn(verbose_name=gettext_lazy("Submitted"))
    protected_until = UntilColumn(
        verbose_name=gettext_lazy("Protected until"), accessor="protection", order_by=("protection__ends_on",)
    )
    product = exported(verbose_name=gettext_lazy("Product"))
    external_id = exported(verbose_name=gettext_lazy("Partner’s own id"))
    ref = exported(verbose_name=gettext_lazy("Reference"))

    class Meta(PortalTable.Meta):
        model = Registration
        caption = gettext_lazy("Registrations")
        fields = (
            "company",
            "partner",
            "shown_state",
            "clock_due",
            "amount",
            "reviewer",
            "referrer",
            "submitted_at",
            "protected_until",
            "product",
            "external_id",
            "ref",
        )

    def render_shown_state(self, value: str, bound_column: Any, record: Registration) -> str:
        return PillColumn().render(RegistrationState(value).label, record, bound_column)

    def value_shown_state(self, value: str) -> str:
        return str(RegistrationState(value).label)

    def render_clock_due(self, value: Any, record: Any, column: Any) -> str:
        late = " text-tone tone-danger" if value < timezone.now() else ""
        said = column.render(value)
        return format_html('<div>{}<span class="d-block small{}">{}</span></div>', record.clock_owner, late, said)

    def value_clock_due(self, value: Any, record: Any) -> str:
        return _("%(name)s by %(time)s") % {"name": record.clock_owner, "time": value.isoformat(timespec="minutes")}
