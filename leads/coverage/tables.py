"""Overlaps and holes as lists."""

from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from partners.enums import Industry
from prm.core.formats import number
from prm.core.tables import PortalTable

from .comparing import BY_SCORE, FIRST, SECOND, Hole, Overlap

NUMBER = {"td": {"class": "num"}, "th": {"class": "text-end"}}


class OverlapTable(PortalTable):
    first = tables.Column(verbose_name=gettext_lazy("Territory"), order_by=("first__area__name",))
    first_owner = tables.Column(verbose_name=gettext_lazy("Covered by"), accessor="first__owner")
    second = tables.Column(verbose_name=gettext_lazy("Meets"), order_by=("second__area__name",))
    second_owner = tables.Column(verbose_name=gettext_lazy("Of"), accessor="second__owner")
    precedence = tables.Column(
        verbose_name=gettext_lazy("Precedence"), accessor="first__area__precedence", attrs=NUMBER
    )
    winner = tables.Column(verbose_name=gettext_lazy("Who wins in both"))

    class Meta(PortalTable.Meta):
        caption = gettext_lazy("Territories that overlap")
        fields = ("first", "first_owner", "second", "second_owner", "precedence", "winner")

    def render_first(self, record: Overlap) -> str:
        return format_html('<a href="{}">{}</a>', record.first.url, record.first.area.name)

    def value_first(self, record: Overlap) -> str:
        return record.first.area.name

    def render_second(self, record: Overlap) -> str:
        return format_html('<a href="{}">{}</a>', record.second.url, record.second.area.name)

    def value_second(self, record: Overlap) -> str:
        return record.second.area.name

    def render_winner(self, record: Overlap) -> str:
        return winner_in_words(record)

    def value_winner(self, record: Overlap) -> str:
        return winner_in_words(record)


def winner_in_words(overlap: Overlap) -> str:
    """Who gets a lead that falls into both."""
    if overlap.winner == BY_SCORE:
        return _("Neither is narrower: the score decides")
    if overlap.winner in (FIRST, SECOND):
        narrower = overlap.first if overlap.winner == FIRST else overlap.second
        return _("“%(name)s” is narrower") % {"name": narrower.area.name}
    return _("It depends on the postcode")


class HoleTable(PortalTable):
    country = tables.Column(verbose_name=gettext_lazy("Country"), empty_values=())
    industry = tables.Column(verbose_name=gettext_lazy("Industry"), empty_values=())
    product = tables.Column(verbose_name=gettext_lazy("Product"), empty_values=())
    leads = tables.Column(verbose_name=gettext_lazy("Leads"), attrs=NUMBER)
    close = tables.Column(verbose_name=gettext_lazy("What now"), empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        caption = gettext_lazy("Leads that nobody covers")
        fields = ("country", "industry", "product", "leads", "close")

    def render_country(self, record: Hole) -> str:
        return country_name(record.country)

    value_country = render_country

    def render_industry(self, record: Hole) -> str:
        if record.whole_country:
            return _("all: no territory names the country")
        return str(dict(Industry.choices).get(record.industry, _("not known")))

    value_industry = render_industry

    def render_product(self, record: Hole) -> str:
        return "—" if record.whole_country else record.product or _("not known")

    value_product = render_product

    def render_leads(self, record: Hole) -> str:
        return format_html(
            '<a href="{}?{}">{}</a>', reverse("leads:uncovered"), chosen_by(record), number(record.leads)
        )

    def value_leads(self, record: Hole) -> int:
        return record.leads

    def render_close(self, record: Hole) -> str:
        query = {"country": record.country, "industry": record.industry, "product": record.product}
        return format_html(
            '<a href="{}?{}">{}</a>',
            reverse("partners:territory_new"),
            urlencode({name: value for name, value in query.items() if value}),
            _("Add a territory"),
        )

    def value_close(self, record: Hole) -> str:
        return ""


def chosen_by(hole: Hole) -> str:
    """The query that lists exactly the leads of this hole."""
    query: dict[str, Any] = {"country": hole.country}
    if not hole.whole_country:
        query |= {"industry": hole.industry, "product": hole.product}
    return urlencode(query)


def country_name(code: str) -> str:
    return str(dict(countries).get(code, "")) or _("Country not known")
