"""What a model found, as people read it: “Industry: Retail”."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django_countries import countries

from partners.enums import CompanySize, Industry

from ..enums import Fact, Source
from .model import Reason, number_of

NAMES = {
    Fact.INDUSTRY: dict(Industry.choices),
    Fact.SIZE: dict(CompanySize.choices),
    Fact.SOURCE: dict(Source.choices),
}


def of(reason: Reason) -> str:
    fact = Fact(reason.fact)
    return _("%(fact)s: %(value)s") % {"fact": fact.label, "value": _value(fact, reason.value)}


def _value(fact: Fact, value: str) -> str:
    if not value:
        return _("not known")
    if fact == Fact.COUNTRY:
        return str(countries.name(value) or value)
    if fact in NAMES:
        return str(NAMES[fact].get(value, value))
    if fact in (Fact.COMPANY_EMAIL, Fact.FREE_EMAIL, Fact.PHONE):
        return _("known")
    number = number_of(value)
    return value if number is None else number_format(round(number), force_grouping=True)
