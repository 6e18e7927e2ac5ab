"""Known customers that may be the company somebody typed: two queries through indexes, then a judgement."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.lookups import Exact

from leads.identity import company_domain, customer_identity, normal_email, normal_phone
from leads.likeness.judging import WORDS, Company, Likeness, Why, judge, stem_of
from leads.likeness.names import says_part_of_group, typed
from leads.models import Contact, Customer
from leads.models.customers import PHONE_DIGITS, PHONE_TAIL
from prm.core.finding import any_of

MOST = 60  # customers to judge: those with more in common than a name, then the names most alike


@dataclass(frozen=True)
class Asked:
    """A company as somebody typed it."""

    name: str
    website: str = ""
    country: str = ""
    email: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""

    @property
    def identity(self) -> str:
        return customer_identity(self.name, self.website, self.country, self.email)

    @property
    def domains(self) -> frozenset[str]:
        return frozenset({company_domain(self.website), company_domain(self.email)} - {""})


@dataclass(frozen=True)
class Alike:
    """`is_same`: the very identity that was asked for. What was merged is told as what it was merged into.

    `whys` begins with the strongest reason.
    """

    customer: Customer
    whys: tuple[Why, ...]
    is_same: bool

    @property
    def why(self) -> Why:
        return self.whys[0]

    @property
    def reasons(self) -> list[str]:
        return [str(WORDS[why]) for why in self.whys]

    @property
    def reason(self) -> str:
        return self.reasons[0]


def alike(asked: Asked, *, anywhere: bool = False) -> list[Alike]:
    """Customers that may be this company, the strongest reasons first. For staff and services only.

    Names spelled alike are looked for in the place that was given; `anywhere`, also where none is known of a customer,
    which takes longer.
    """
    core, places = _compared(asked)
    here = Company(
        core,
        country=asked.country,
        domains=asked.domains,
        places=frozenset(places[1:]),
        in_group=says_part_of_group(asked.name),
    )
    rows = candidates(asked, core, places, anywhere=anywhere)
    found = [
        Alike(row.merged_into or row, tuple(whys or [Why.NAME]), row.identity == asked.identity)
        for row in rows
        if (whys := judge(here, _company(row, core), _likeness(row))) or row.identity == asked.identity
    ]
    order = list(Why)
    found.sort(key=lambda one: (not one.is_same, order.index(one.why)))
    return list({one.customer.pk: one for one in reversed(found)}.values())[::-1]


def candidates(asked: Asked, core: str, places: list[str], *, anywhere: bool = False) -> QuerySet[Customer]:
    """Whoever one of the indexes names, with what is judged about them."""
    person = same_people(asked.email, asked.phone).filter(customer=OuterRef("pk"))
    rows = Customer.objects.select_related("merged_into").annotate(
        trigrams=TrigramSimilarity("core", typed(core)),  # type: ignore[arg-type]
        same_person=Exists(person),
    )
    surely, by_name = _surely(asked, core), _by_name(core, places, anywhere=anywhere)
    rows = any_of(rows, *surely, *by_name)
    more = Case(When(reduce(or_, surely), then=1), default=0)
    return rows.order_by(more.desc(), "-trigrams", "pk")[:MOST]


def _surely(asked: Asked, core: str) -> list[Q]:
    """What two companies have in common beside their names; each is asked of one index."""
    arms = [Q(identity=asked.identity)]
    for domain in sorted(asked.domains):
        arms.append(Q(domain__in=_above(domain)))
        arms += [Q(domain__startswith=f"{stem}.") for stem in [stem_of(domain)] if stem]
    if normal_email(asked.email) or phone_tail(asked.phone):
        arms.append(Q(pk__in=same_people(asked.email, asked.phone).values("customer")))
    return [*arms, Q(parent_core=core) & ~Q(parent_name="")] if core else arms


def same_people(email: str, phone: str) -> QuerySet[Contact]:
    """People with this address or this number, however it is written; nobody where neither is one."""
    wanted = Q(email=normal_email(email)) & ~Q(email="")
    if tail := phone_tail(phone):
        wanted |= Q(Exact(PHONE_TAIL, tail))
    return Contact.objects.order_by().filter(wanted)


def phone_tail(phone: str) -> str:
    """By what two spellings of a number are one; '' for what is no number."""
    return normal_phone(phone).lstrip("+")[-PHONE_DIGITS:]


def _by_name(core: str, places: list[str], *, anywhere: bool) -> list[Q]:
    """The same name anywhere, and a name like it in the place, or in the country where no place was given."""
    if not core:
        return []
    if anywhere:
        return [Q(core=core), Q(core__trigram_similar=core)]
    near = places[1:] or [place for place in places if place]
    return [Q(core=core), *([Q(places__overlap=near, core__trigram_similar=core)] if near else [])]


def _above(domain: str) -> list[str]:
    """The domain, and those it is a part of."""
    labels = domain.split(".")
    return [".".join(labels[place:]) for place in range(len(labels) - 1)]


def _compared(asked: Asked) -> tuple[str, list[str]]:
    """The name and the places as the indexes hold them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT company_core(%s), company_places(%s, %s, %s)",
            [text.replace("\0", "") for text in (asked.name, asked.country, asked.postcode, asked.city)],
        )
        return cursor.fetchone()


def _company(row: Any, core: str) -> Company:
    return Company(
        row.core,
        country=str(row.country),
        domains=frozenset({row.domain} - {""}),
        places=frozenset(row.places[1:]),
        parent=row.parent_core,
        in_group=row.core == core and says_part_of_group(row.name),  # is asked of the same name only
    )


def _likeness(row: Any) -> Likeness:
    return Likeness(trigrams=row.trigrams, same_person=row.same_person)
