"""Every component in every state on one page, for people who build and for the accessibility test."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import django_tables2
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from .. import charts, formats
from .base import Page

MONTHS = ["Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
PIPELINE = [81_000, 95_500, 91_200, 128_000, 142_400, 131_000, 168_000, 181_500, 175_000, 214_000, 238_000, 262_000]
ROWS = [
    ("Hofmann Logistik GmbH", "Anna Kowalska", "approved", dt.date(2027, 2, 14), 84_000),
    ("Café Brûlot SA", "Jonas Weber", "in_review", None, 12_500),
    ("Ærø Marine A/S", "Anna Kowalska", "approved", dt.date(2027, 1, 2), 46_900),
    ("Delta Retail NV", "Mei Lin", "conflict", None, 128_000),
    ("Škoda Dental s.r.o.", "Jonas Weber", "draft", None, 9_750),
    ("Ouderkerk & Zonen Scheepsbenodigdheden BV", "Mei Lin", "rejected", None, 230),
]


class GalleryForm(forms.Form):
    company = forms.CharField(label="Company", help_text="As it stands in the commercial register.")
    email = forms.EmailField(label="E-mail address", required=False)
    amount = forms.DecimalField(label="Expected first-year value", min_value=0)
    stage = forms.ChoiceField(label="Stage", choices=[("", "Choose…"), ("a", "Engaging"), ("b", "Proposal")])
    route = forms.ChoiceField(
        label="How did it reach you?", widget=forms.RadioSelect, choices=[(1, "Call"), (2, "Fair")]
    )
    file = forms.FileField(label="Proof of performance", required=False)
    notes = forms.CharField(label="What happened so far?", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    rules = forms.BooleanField(label="I have read the rules of engagement.")

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("Somebody else already works with this customer. Your text is kept below.")


class GalleryFilterForm(forms.Form):
    q = forms.CharField(label="Search", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), ("a", "Approved")])


class GalleryTable(django_tables2.Table):
    account = django_tables2.Column(linkify=lambda: "#")
    owner = django_tables2.Column()
    state = django_tables2.TemplateColumn(template_name="core/cells/state.html", verbose_name="Status")
    until = django_tables2.Column(verbose_name="Protected until")
    value = django_tables2.Column(attrs={"cell": {"class": "num"}})

    class Meta:
        caption = "Registrations"

    def render_value(self, value: int) -> str:
        return formats.money(value, "EUR")

    def render_until(self, value: dt.date) -> str:
        return formats.short_date(value)


def _table(request: HttpRequest, rows: list[tuple], prefix: str) -> django_tables2.Table:
    names = ("account", "owner", "state", "until", "value")
    table = GalleryTable([dict(zip(names, row, strict=True)) for row in rows], prefix=prefix, empty_text="")
    paginate = {"per_page": 4, "paginator_class": Paginator}
    django_tables2.RequestConfig(request, paginate=paginate).configure(table)
    return table


def _charts() -> dict[str, Any]:
    def euro(value: float) -> str:
        return formats.money_short(Decimal(str(value)), "EUR")

    steps = [
        charts.StepInput("Leads", 1200, href="#"),
        charts.StepInput("Qualified", 310, 0.20, "2 days", "#"),
        charts.StepInput("Accepted", 118, 0.40, "9 hours"),
        charts.StepInput("Opportunity", 44, 0.60, "11 days"),
        charts.StepInput("Won", 9, 0.20, "41 days"),
        charts.StepInput("Repeat", 3, 0.5),
    ]
    regions = [("Benelux", [12, 7, 3]), ("DACH", [9, 9, 1]), ("Nordics", [4, 2, 6])]
    return {
        "line": charts.line(MONTHS, PIPELINE, euro),
        "flat": charts.line(MONTHS, [0] * 12),
        "donut": charts.donut([("Qualified", 18, "#"), ("Proposal", 11), ("Negotiation", 7), ("Won", 9)]),
        "bars": charts.bars([("Hofmann Logistik", 84_000, "#"), ("Ærø Marine", 46_900), ("Delta", 0)], euro),
        "stacked": charts.stacked(["Won", "Open", "Lost"], regions),
        "funnel": charts.funnel(steps, say_share=formats.percent),
        "spark": charts.spark(PIPELINE, euro),
    }


def _times(now: dt.datetime) -> dict[str, dt.datetime]:
    hour = dt.timedelta(hours=1)
    return {"soon": now + hour, "later": now + 29 * hour, "late": now - 26 * hour, "past": now - 3 * hour}


def _entries(now: dt.datetime) -> list[SimpleNamespace]:
    made = [
        ("Ben Sorensen", "approved the registration.", "shield-check", "Protected until 14 Feb 2027."),
        ("", "The offer to Dan expired; the lead was routed again.", "hourglass", ""),
        ("Cleo Martin", "registered the deal.", "send", "Two lines of detail\nas a person typed them."),
    ]
    names = ("actor_name", "sentence", "icon", "detail")
    return [
        SimpleNamespace(at=now - dt.timedelta(hours=7 * i), **dict(zip(names, entry, strict=True)))
        for i, entry in enumerate(made)
    ]


def _steps() -> list[dict[str, str]]:
    states = [
        ("Offered", "done"),
        ("Accepted", "done"),
        ("Contacted", "current"),
        ("Qualified", "todo"),
        ("Won", "todo"),
    ]
    return [{"label": label, "state": state, "hint": "3 Mar" if state == "done" else ""} for label, state in states]


class GalleryPage(Page):
    """Development only; the URL configuration says which roles."""

    roles = frozenset()
    template_name = "core/gallery.html"
    title = "Components"
    subtitle = "Every part of a page, in every state"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        context = {
            "now": now,
            "times": _times(now),
            "charts": _charts(),
            "entries": _entries(now),
            "steps": _steps(),
            "stopped": [
                {"label": "Submitted", "state": "done", "hint": ""},
                {"label": "Rejected", "state": "stopped", "hint": ""},
            ],
            "tabs": [
                {"label": "Open", "url": "?", "active": True, "count": 12},
                {"label": "Won", "url": "?", "active": False, "count": None},
            ],
            "facts": [("Customer", "Hofmann Logistik GmbH"), ("Source", ""), ("Value", formats.money(84_000, "EUR"))],
            "form": GalleryForm(),
            "wrong_form": GalleryForm({"email": "not-an-address", "amount": "-3"}, auto_id="wrong_%s"),
            "filter_form": GalleryFilterForm({"q": "hof"}, auto_id="filter_%s"),
            "table": _table(request, ROWS, ""),
            "empty_table": _table(request, [], "none-"),
            "code": format_html("<c-{}>", "clock"),
        }
        return self.render_to_response(self.get_context_data(**context))
