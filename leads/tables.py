"""The lists of this app."""

from typing import Any

import django_tables2 as tables
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from prm.core.tables import (
    LinkColumn,
    MoneyColumn,
    NamedColumn,
    PillColumn,
    PortalTable,
    UnbrokenColumn,
    WhenColumn,
    YesNoColumn,
)
from prm.core.templatetags.ui import relative

from . import scoring
from .models import DraftShare, Lead, LearnedScore, Offer, PolicyDraft, ScoringRule, WebForm
from .selectors import contact_of


class SinceColumn(UnbrokenColumn):
    """How long ago, with the exact time as its title; short enough for a dense list."""

    def render(self, value: Any) -> str:
        return relative(value)

    def value(self, value: Any) -> str:
        return value.isoformat(timespec="minutes")


NUMBER = {"td": {"class": "num"}, "th": {"class": "text-end"}}


class LeadTable(PortalTable):
    company_name = NamedColumn(verbose_name=_("Company"), order_by=("customer__name",))
    state = PillColumn(verbose_name=_("State"))
    rank = PillColumn(verbose_name=_("Rank"), order_by=("score",))
    contact = tables.Column(verbose_name=_("Contact"), orderable=False)
    country = tables.Column(
        verbose_name=_("Country"), accessor="customer__country__name", order_by=("customer__country",)
    )
    value = MoneyColumn(verbose_name=_("Value"), order_by=("value",))
    partner = tables.Column(verbose_name=_("Partner"), order_by=("partner__name",))
    member = tables.Column(verbose_name=_("Rep"), accessor="member__user__name")
    arrived_at = SinceColumn(verbose_name=_("Arrived"))
    ref = UnbrokenColumn(verbose_name=_("Reference"))

    class Meta(PortalTable.Meta):
        model = Lead
        caption = _("Leads")
        fields = (
            "company_name", "state", "rank", "contact", "country", "value", "partner", "member", "arrived_at", "ref",
        )  # fmt: skip

    def render_state(self, record: Lead, bound_column: Any) -> str:
        return bound_column.column.render(record.state_words, record, bound_column)

    def render_contact(self, record: Lead) -> str:
        return contact_of(record, self.request.user).name or "—"

    def value_contact(self, record: Lead) -> str:
        seen = contact_of(record, self.request.user)
        return " · ".join(part for part in (seen.name, seen.email, seen.phone) if part)


class PickColumn(tables.Column):
    """A box that ticks the row for the form `form` of the page; its value is the row's reference."""

    def __init__(self, *args: Any, form: str, **kwargs: Any) -> None:
        super().__init__(*args, accessor="ref", orderable=False, **kwargs)
        self.form = form

    def render(self, value: str, record: Any) -> str:
        box = '<input class="form-check-input" type="checkbox" name="lead" value="{}" form="{}" aria-label="{}">'
        return format_html(box, value, self.form, _("Choose %(name)s") % {"name": record})


class HeldTable(PortalTable):
    """`minimum` is the lowest score that is offered."""

    minimum = 0
    pick = PickColumn(form="chosen", verbose_name=_("Choose"))
    company_name = NamedColumn(verbose_name=_("Company"), order_by=("customer__name",))
    missing = tables.Column(verbose_name=_("What it lacks"), orderable=False)
    score = tables.Column(verbose_name=_("Score"), attrs=NUMBER)
    country = tables.Column(
        verbose_name=_("Country"), accessor="customer__country__name", order_by=("customer__country",)
    )
    product = tables.Column(verbose_name=_("Product"), order_by=("product__name",))
    lead_source = tables.Column(verbose_name=_("Source"))
    arrived_at = SinceColumn(verbose_name=_("Arrived"))
    ref = UnbrokenColumn(verbose_name=_("Reference"))

    class Meta(PortalTable.Meta):
        model = Lead
        caption = _("Held leads")
        fields = ("pick", "company_name", "missing", "score", "country", "product", "lead_source", "arrived_at", "ref")

    def render_missing(self, record: Lead) -> str:
        lines = [(word,) for word in self._lacks(record)]
        return format_html('<ul class="list-unstyled mb-0">{}</ul>', format_html_join("", "<li>{}</li>", lines))

    def value_missing(self, record: Lead) -> str:
        return "; ".join(self._lacks(record))

    def _lacks(self, lead: Lead) -> list[str]:
        return scoring.lacks_in_words(lead.missing, score=lead.score, minimum=self.minimum)


class OfferTable(PortalTable):
    company = NamedColumn(verbose_name=_("Company"), accessor="lead__company_name", order_by=("lead__customer__name",))
    state = PillColumn(verbose_name=_("State"))
    rank = tables.Column(verbose_name=_("Rank"), accessor="lead__get_rank_display", order_by=("lead__score",))
    country = tables.Column(
        verbose_name=_("Country"), accessor="lead__customer__country__name", order_by=("lead__customer__country",)
    )
    value = MoneyColumn(verbose_name=_("Value"), accessor="lead__value")
    partner = tables.Column(verbose_name=_("Partner"), order_by=("partner__name",))
    recipient = tables.Column(verbose_name=_("Offered to"), accessor="recipient__name")
    answer_by = WhenColumn(verbose_name=_("Answer by"))
    ref = UnbrokenColumn(verbose_name=_("Reference"))

    class Meta(PortalTable.Meta):
        model = Offer
        caption = _("Offers")
        fields = ("company", "state", "rank", "country", "value", "partner", "recipient", "answer_by", "ref")


class ScoringRuleTable(PortalTable):
    label = LinkColumn(verbose_name=_("In words"))
    condition = tables.Column(verbose_name=_("When"), empty_values=(), orderable=False)
    points = tables.Column(verbose_name=_("Points"), attrs=NUMBER)
    is_active = YesNoColumn(verbose_name=_("In force"))

    class Meta(PortalTable.Meta):
        model = ScoringRule
        caption = _("Scoring rules")
        fields = ("label", "condition", "points", "is_active")

    def render_condition(self, record: ScoringRule) -> str:
        return record.condition


class WebFormTable(PortalTable):
    name = LinkColumn(verbose_name=_("Form"))
    campaign = tables.Column(verbose_name=_("Campaign"))
    consent_version = tables.Column(verbose_name=_("Version of the consent"), attrs=NUMBER)
    is_active = tables.Column(verbose_name=_("Switched on"))

    class Meta(PortalTable.Meta):
        model = WebForm
        caption = _("Forms on your site")
        fields = ("name", "campaign", "consent_version", "is_active")

    def render_is_active(self, value: bool) -> Any:
        return _("Yes") if value else _("No")


class LearnedScoreTable(PortalTable):
    number = tables.Column(verbose_name=_("Version"))
    learned_at = WhenColumn(verbose_name=_("Learned"))
    outcomes = tables.Column(verbose_name=_("Outcomes"), attrs=NUMBER)
    won = tables.Column(verbose_name=_("Became deals"), attrs=NUMBER)
    loss = tables.Column(verbose_name=_("Log-loss, learned"), attrs=NUMBER)
    loss_of_rules = tables.Column(verbose_name=_("Log-loss, rules"), attrs=NUMBER)
    area = tables.Column(verbose_name=_("AUC, learned"), attrs=NUMBER)
    area_of_rules = tables.Column(verbose_name=_("AUC, rules"), attrs=NUMBER)

    class Meta(PortalTable.Meta):
        model = LearnedScore
        caption = _("What was learned")
        fields = ("number", "learned_at", "outcomes", "won", "loss", "loss_of_rules", "area", "area_of_rules")
        order_by = "-learned_at"

    def render_loss(self, value: float) -> str:
        return f"{value:.3f}"

    render_loss_of_rules = render_area = render_area_of_rules = render_loss


class PolicyDraftTable(PortalTable):
    ref = LinkColumn(verbose_name=_("Draft"))
    state = PillColumn(verbose_name=_("State"))
    drafted_by = tables.Column(verbose_name=_("By"), order_by="drafted_by__name")
    created_at = WhenColumn(verbose_name=_("Drafted"))
    leads = tables.Column(verbose_name=_("Leads replayed"), attrs=NUMBER)

    class Meta(PortalTable.Meta):
        model = PolicyDraft
        caption = _("Drafts of the lead policy")
        fields = ("ref", "state", "drafted_by", "created_at", "leads")


class DraftShareTable(PortalTable):
    partner = tables.Column(verbose_name=_("Partner"), order_by="partner__name")
    leads_now = tables.Column(verbose_name=_("Leads now"), attrs=NUMBER)
    leads_then = tables.Column(verbose_name=_("Leads then"), attrs=NUMBER)
    more = tables.Column(verbose_name=_("Difference"), attrs=NUMBER)
    hot_now = tables.Column(verbose_name=_("Hot now"), attrs=NUMBER)
    hot_then = tables.Column(verbose_name=_("Hot then"), attrs=NUMBER)
    value_now = tables.Column(verbose_name=_("Value now"), attrs=NUMBER)
    value_then = tables.Column(verbose_name=_("Value then"), attrs=NUMBER)

    class Meta(PortalTable.Meta):
        model = DraftShare
        caption = _("Who would win and lose what")
        fields = ("partner", "leads_now", "leads_then", "more", "hot_now", "hot_then", "value_now", "value_then")

    def render_more(self, value: int) -> str:
        return f"{value:+}"

    def _render_hot(self, value: int, leads: int) -> str:
        return f"{value} ({round(100 * value / leads)} %)" if leads else "0"

    def render_hot_now(self, value: int, record: DraftShare) -> str:
        return self._render_hot(value, record.leads_now)

    def render_hot_then(self, value: int, record: DraftShare) -> str:
        return self._render_hot(value, record.leads_then)

    def render_value_now(self, value: Any) -> str:
        return number_format(round(value), force_grouping=True)

    render_value_then = render_value_now
