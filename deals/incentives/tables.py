"""The lists of money."""

from collections.abc import Collection
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from prm.core.formats import money
from prm.core.tables import (
    DayColumn,
    LinkColumn,
    MoneyColumn,
    NamedColumn,
    PillColumn,
    PortalTable,
    WhenColumn,
    exported,
)

from .models import Budget, BudgetEntry, CompensationPlan, Fee, MdfRequest


class FeeTable(PortalTable):
    opportunity = NamedColumn(verbose_name=gettext_lazy("Deal"), accessor="deal_name", order_by=("named",))
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    state = PillColumn(verbose_name=gettext_lazy("State"), order_by=("urgency",))
    due_on = DayColumn(verbose_name=gettext_lazy("Due"))
    amount = MoneyColumn(verbose_name=gettext_lazy("Fee"))
    base = MoneyColumn(verbose_name=gettext_lazy("Counted from"), visible=False)
    referrer = tables.Column(verbose_name=gettext_lazy("Brought by"), order_by=("referrer__user__name",))
    paid_at = DayColumn(verbose_name=gettext_lazy("Paid"))
    payment_reference = exported(verbose_name=gettext_lazy("Payment reference"))
    ref = exported(verbose_name=gettext_lazy("Reference"))

    class Meta(PortalTable.Meta):
        model = Fee
        caption = gettext_lazy("Fees")
        fields = (
            "opportunity",
            "partner",
            "state",
            "due_on",
            "amount",
            "base",
            "referrer",
            "paid_at",
            "payment_reference",
            "ref",
        )

    def value_opportunity(self, value: Any) -> str:
        return str(value)


class AmountColumn(tables.Column):
    """An amount in the row's own currency, right aligned."""

    def __init__(self, *args: Any, currency: str = "currency", **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "text-end num"}, "th": {"class": "text-end"}})
        super().__init__(*args, **kwargs)
        self.currency = tables.A(currency)

    def render(self, value: Any, record: Any) -> str:
        return money(value, str(self.currency.resolve(record)))

    def value(self, value: Any, record: Any) -> str:
        return f"{value} {self.currency.resolve(record)}"


class MdfTable(PortalTable):
    title = NamedColumn(verbose_name=gettext_lazy("Activity"))
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    state = PillColumn(verbose_name=gettext_lazy("State"))
    clock_due = WhenColumn(verbose_name=gettext_lazy("Next step by"))
    starts_on = DayColumn(verbose_name=gettext_lazy("First day"))
    planned_cost = AmountColumn(verbose_name=gettext_lazy("Planned cost"))
    amount_now = AmountColumn(verbose_name=gettext_lazy("Our share"))
    member = tables.Column(verbose_name=gettext_lazy("Asked by"), order_by=("member__user__name",))
    activity = exported(verbose_name=gettext_lazy("Kind"))
    budget = exported(verbose_name=gettext_lazy("Budget"), accessor="budget__ref")
    claim_by = exported(verbose_name=gettext_lazy("Claim by"))
    payment_reference = exported(verbose_name=gettext_lazy("Payment reference"))
    ref = exported(verbose_name=gettext_lazy("Reference"))

    class Meta(PortalTable.Meta):
        model = MdfRequest
        caption = gettext_lazy("Requests for marketing money")
        fields = (
            "title",
            "partner",
            "state",
            "clock_due",
            "starts_on",
            "planned_cost",
            "amount_now",
            "member",
            "activity",
            "budget",
            "claim_by",
            "payment_reference",
            "ref",
        )

    def render_clock_due(self, value: Any, record: Any, column: Any) -> str:
        late = " text-tone tone-danger" if value < timezone.now() else ""
        said = column.render(value)
        return format_html('<div>{}<span class="d-block small{}">{}</span></div>', record.clock_owner, late, said)


class BudgetTable(PortalTable):
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    period = LinkColumn(verbose_name=gettext_lazy("Budget"), order_by=("starts_on", "currency"))
    accrued = AmountColumn(verbose_name=gettext_lazy("Come in"))
    available = AmountColumn(verbose_name=gettext_lazy("Available"))
    reserved = AmountColumn(verbose_name=gettext_lazy("Reserved"))
    claimed = AmountColumn(verbose_name=gettext_lazy("Claimed"))
    settled = AmountColumn(verbose_name=gettext_lazy("Paid out"))
    spend_until = DayColumn(verbose_name=gettext_lazy("Requests until"))
    ref = exported(verbose_name=gettext_lazy("Reference"))

    class Meta(PortalTable.Meta):
        model = Budget
        caption = gettext_lazy("Budgets")
        fields = (
            "partner", "period", "accrued", "available", "reserved", "claimed", "settled", "spend_until", "ref",
        )  # fmt: skip


class EntryTable(PortalTable):
    at = WhenColumn(verbose_name=gettext_lazy("When"))
    kind = tables.Column(verbose_name=gettext_lazy("What"))
    about = LinkColumn(
        verbose_name=gettext_lazy("For"), accessor="pk", order_by=("request__title", "opportunity__name", "pk")
    )
    source = tables.Column(verbose_name=gettext_lazy("From"))
    target = tables.Column(verbose_name=gettext_lazy("To"))
    amount = AmountColumn(verbose_name=gettext_lazy("Amount"), currency="budget__currency")
    note = tables.Column(verbose_name=gettext_lazy("Note"))
    actor = tables.Column(verbose_name=gettext_lazy("By"), order_by=("actor__name",))

    class Meta(PortalTable.Meta):
        model = BudgetEntry
        caption = gettext_lazy("Every move of this budget")
        fields = ("at", "kind", "about", "source", "target", "amount", "note", "actor")

    def render_about(self, record: BudgetEntry, column: Any) -> str:
        subject = record.request or record.opportunity
        if subject is None:
            return "—"
        name = record.request.title if record.request else record.opportunity.name  # type: ignore[union-attr]
        return format_html('<a href="{}">{}</a>', subject.get_absolute_url(), name)

    def value_about(self, record: BudgetEntry) -> str:
        subject = record.request or record.opportunity
        return subject.ref if subject is not None else ""


class PlanTable(PortalTable):
    name = LinkColumn(verbose_name=gettext_lazy("Plan"))
    number = tables.Column(verbose_name=gettext_lazy("Version"))
    state = tables.Column(verbose_name=gettext_lazy("State"), accessor="pk", orderable=False)
    in_force_from = DayColumn(verbose_name=gettext_lazy("In force from"))
    referral_percent = tables.Column(verbose_name=gettext_lazy("Brought by the partner, %"))
    outbound_percent = tables.Column(verbose_name=gettext_lazy("From us, %"))
    registered_uplift = tables.Column(verbose_name=gettext_lazy("Registered adds, points"))
    cap = MoneyColumn(verbose_name=gettext_lazy("Most per deal"))

    class Meta(PortalTable.Meta):
        model = CompensationPlan
        caption = gettext_lazy("Versions of the compensation plan")
        fields = (
            "name", "number", "state", "in_force_from", "referral_percent", "outbound_percent", "registered_uplift",
            "cap",
        )  # fmt: skip

    in_force: Collection[int] = ()

    def render_state(self, record: CompensationPlan) -> str:
        label, shade = self._state_of(record)
        return format_html('<span class="pill tone-{}"><span class="pill-dot"></span>{}</span>', shade, label)

    def value_state(self, record: CompensationPlan) -> str:
        return str(self._state_of(record)[0])

    def _state_of(self, plan: CompensationPlan) -> tuple[Any, str]:
        if not plan.is_in_force:
            return gettext_lazy("draft"), "info"
        return (gettext_lazy("in force"), "success") if plan.pk in self.in_force else (gettext_lazy("past"), "neutral")


class StatementTable(PortalTable):
    """The fees of one account of a statement; the rows are few and come as a list."""

    opportunity = NamedColumn(verbose_name=gettext_lazy("Deal"), accessor="deal_name", orderable=False)
    earned_on = DayColumn(verbose_name=gettext_lazy("Earned"), orderable=False)
    due_on = DayColumn(verbose_name=gettext_lazy("Due"), orderable=False)
    paid_on = DayColumn(verbose_name=gettext_lazy("Paid"), orderable=False)
    cancelled_on = DayColumn(verbose_name=gettext_lazy("Cancelled"), orderable=False)
    amount = MoneyColumn(verbose_name=gettext_lazy("Fee"), orderable=False)
    payment_reference = tables.Column(verbose_name=gettext_lazy("Payment reference"), orderable=False)
    ref = exported(verbose_name=gettext_lazy("Reference"))

    class Meta(PortalTable.Meta):
        caption = gettext_lazy("Fees of the quarter")
        fields = (
            "opportunity", "earned_on", "due_on", "paid_on", "cancelled_on", "amount", "payment_reference", "ref",
        )  # fmt: skip

    def value_opportunity(self, value: Any) -> str:
        return str(value)
