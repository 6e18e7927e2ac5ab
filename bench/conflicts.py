"""Is this customer free? How long the check takes, and how often it is right, among a million customers.

Those that should be found are protected customers as another partner would write them; those that should not are other
firms: of the same name in another place, of a similar name in the same one, with the same free-mail provider, with the
same domain but for its ending. They say where they are, as the form asks them to. What matching by the exact name (as
the reference) and by the exact e-mail address would find of them stands beside it. PRM_BENCH_CONFLICTS names other
sizes, customers by protections: "20000x4000".
"""

import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from statistics import quantiles
from typing import Any

from . import Row, bench, companies, database

SIZE = "1000000x200000"
DATABASE = "prm_bench_conflicts"
CHUNK = 20_000
CASES_OF_A_KIND = 150
EXPLAINED = 40
SCOPE = "gtx"


@dataclass(frozen=True)
class Case:
    """A company as a member would type it; `taken` says whether it is a protected customer."""

    kind: str
    taken: bool
    name: str
    website: str
    email: str
    country: str
    city: str
    postcode: str


@bench("conflicts")
def conflicts() -> Iterator[Row]:
    database.set_up()
    for size in os.environ.get("PRM_BENCH_CONFLICTS", SIZE).split():
        customers, protections = map(int, size.split("x"))
        with database.fresh_database(DATABASE):
            firms = _fill(customers, protections)
            yield from _measure(list(cases(firms, random.Random(7))))


# -- a million customers


def _fill(customers: int, protections: int) -> list[companies.Firm]:
    """Writes them all, the first so many protected; some of those, to be asked for."""
    from django.db import connection, transaction

    from deals.models import Protection, Registration
    from leads.models import Contact, Customer

    from .serving.growing import without_indexes

    holder = _programme()
    asked = []
    every = max(1, protections // (len(KINDS) * CASES_OF_A_KIND))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        models = (Customer, Contact, Registration, Protection)
        indexes = [definition for model in models for definition in without_indexes(cursor, model)]
        firms = enumerate(companies.Companies(1).many(customers), 1)
        while chunk := list(islice(firms, CHUNK)):
            _write_customers(chunk)
            _write_protections([(number, firm) for number, firm in chunk if number <= protections], holder)
            asked += [firm for number, firm in chunk if number <= protections and number % every == 0]
        for definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
    return asked


def _programme() -> tuple[int, int]:
    """The partner that holds the customers and the product it holds them for; another partner asks."""
    from partners.models import Partner, Product, Tier
    from prm.accounts.models import User

    owner = User.objects.create_user("ada@example.com", name="Ada", role="channel_manager")
    tier = Tier.objects.create(name="Silver", rank=1)
    holder, _asker = (
        Partner.objects.create(name=name, type="var", tier=tier, state="active", country="NL", owner=owner)
        for name in ("Holder", "Asker")
    )
    return holder.pk, Product.objects.create(code="gtx-pro", name="GTX Pro", family=SCOPE).pk


def _write_customers(chunk: list[tuple[int, companies.Firm]]) -> None:
    from leads.identity import customer_identity
    from leads.models import Contact, Customer
    from prm.core.bulk import copy

    columns = ("id", "name", "identity", "domain", "country", "city", "postcode", "parent_name")
    copy(
        Customer,
        columns,
        (
            (number, firm.name, _unlike(customer_identity(firm.name, firm.domain, firm.country), number), firm.domain,
             firm.country, firm.city, firm.postcode, firm.parent)
            for number, firm in chunk
        ),
    )  # fmt: skip
    copy(Contact, ("customer_id", "name", "email"), ((number, "Kim Novak", firm.email) for number, firm in chunk))


def _unlike(identity: str, number: int) -> str:
    """Without a domain, two firms of one name in a country would be one row in the portal; here they are two."""
    return identity if identity.startswith("d:") else f"{identity}#{number}"


def _write_protections(chunk: list[tuple[int, companies.Firm]], holder: tuple[int, int]) -> None:
    from django.utils import timezone

    from deals.models import Protection, Registration
    from prm.core.bulk import copy

    partner, product = holder
    now, today = timezone.now(), timezone.localdate()
    ends = today + timedelta(days=60)
    columns = ("id", "state", "company", "customer_id", "partner_id", "product_id", "scope", "amount",
               "amount_currency", "close_on", "submitted_at")  # fmt: skip
    copy(
        Registration,
        columns,
        (
            (number, "approved", firm.name, number, partner, product, SCOPE, 1000, "EUR", ends, now)
            for number, firm in chunk
        ),
    )
    shielded = ("registration_id", "partner_id", "customer_id", "scope", "starts_on", "ends_on")
    copy(Protection, shielded, ((number, partner, number, SCOPE, today, ends) for number, _firm in chunk))


# -- what is asked


def cases(firms: Iterable[companies.Firm], rng: random.Random) -> Iterator[Case]:
    """As many of each kind, each about another protected customer that suits the kind."""
    counts: dict[str, int] = defaultdict(int)
    for place, firm in enumerate(firms):
        kinds = list(KINDS)
        for kind in kinds[place % len(kinds) :] + kinds[: place % len(kinds)]:
            if counts[kind] < CASES_OF_A_KIND and (case := KINDS[kind](firm, rng)):
                counts[kind] += 1
                yield replace(case, kind=kind)
                break


def _case(firm: companies.Firm, taken: bool, **changes: str) -> Case:
    facts = {"name": firm.name, "website": "", "email": "", "country": firm.country}
    return Case("", taken, **{**facts, "city": firm.city, "postcode": firm.postcode, **changes})


def _partly(firm: companies.Firm, rng: random.Random, **changes: str) -> Case:
    """The same company, its website, address in full and mail each only sometimes typed."""
    website = f"https://www.{firm.domain}/" if firm.domain and rng.random() < 0.3 else ""
    place = rng.choice(({}, {"city": ""}, {"postcode": ""}))
    email = rng.choice(("", f"sam.{rng.randrange(999)}@{rng.choice(companies.FREE_MAIL)}"))
    return _case(firm, True, **{"website": website, "email": email, **place, **changes})


def _legal_form(firm: companies.Firm, rng: random.Random) -> Case:
    form = rng.choice(("", *companies.FORMS[firm.country]))
    name = rng.choice((f"{firm.bare} {form}", f"{firm.bare}, {form.lower()}", firm.bare.upper()))
    return _partly(firm, rng, name=name.strip(", "))


def _typo(firm: companies.Firm, rng: random.Random) -> Case | None:
    if len(firm.bare) < 6:
        return None
    name = companies.with_typo(firm.bare, rng)
    if rng.random() < 0.25:
        name = companies.with_typo(name, rng)
    return _partly(firm, rng, name=f"{name} {firm.form}")


def _transliterated(firm: companies.Firm, rng: random.Random) -> Case | None:
    name = companies.transliterated(firm.bare)
    return None if name == firm.bare.title() else _partly(firm, rng, name=name)


def _subsidiary(firm: companies.Firm, rng: random.Random) -> Case | None:
    country = rng.choice([code for code in companies.NAMED if code != firm.country])
    city, postcode = companies.place_of(country, rng.randrange(companies.CITIES), 10)
    stem = firm.domain.removesuffix(".example")
    website = rng.choice((firm.domain, f"{country.lower()}.{firm.domain}", f"{stem}.com", "")) if stem else ""
    name = f"{firm.bare} {companies.NAMED[country]} {rng.choice(companies.FORMS[country])}"
    return _case(firm, True, name=name, website=website, country=country, city=city, postcode=postcode)


def _parent(firm: companies.Firm, rng: random.Random) -> Case | None:
    return _case(firm, True, name=f"{firm.parent} AG", city="", postcode="") if firm.parent else None


def _colleague(firm: companies.Firm, rng: random.Random) -> Case | None:
    """The firm under a brand of its own, known by its domain or by the very person."""
    brand = f"{companies.word(rng)} {companies.word(rng)}"
    if firm.domain and rng.random() < 0.7:
        return _case(firm, True, name=brand, email=f"ida.{rng.randrange(99)}@{firm.domain}")
    return _case(firm, True, name=brand, email=rng.choice((firm.email, firm.email.title())))


def _free_mail(firm: companies.Firm, rng: random.Random) -> Case:
    email = f"{companies.plain(firm.stem)}@{rng.choice(companies.FREE_MAIL)}"
    return _case(firm, True, name=firm.bare.lower(), email=email, website="gmail.com")


def _other_place(firm: companies.Firm, rng: random.Random) -> Case:
    other = companies.elsewhere(firm, rng)
    return _case(other, False, name=other.name, website=other.domain, email=other.email)


def _other_trade(firm: companies.Firm, rng: random.Random) -> Case | None:
    """In the same place, of the same family name."""
    trade = rng.choice([word for word in companies.TRADES if word != firm.trade])
    website = f"{companies.plain(firm.stem)}-{companies.plain(trade)}.example"
    return _case(firm, False, name=f"{firm.stem} {trade} {firm.form}", website=website) if firm.trade else None


def _other_family(firm: companies.Firm, rng: random.Random) -> Case | None:
    name = f"{companies.word(rng)} {firm.trade} {firm.form}"
    return _case(firm, False, name=name) if firm.trade else None


def _same_provider(firm: companies.Firm, rng: random.Random) -> Case:
    """Another firm in the same place, at the same free-mail provider."""
    name = f"{companies.word(rng)} {companies.word(rng)} {firm.form}"
    return _case(firm, False, name=name, email=f"kim{rng.randrange(999)}@gmail.com", website="www.gmail.com")


def _other_country(firm: companies.Firm, rng: random.Random) -> Case:
    country = rng.choice([code for code in companies.COUNTRIES if code != firm.country])
    city, postcode = companies.place_of(country, rng.randrange(companies.CITIES), 10)
    name = f"{firm.bare} {rng.choice(companies.FORMS[country])}"
    return _case(firm, False, name=name, country=country, city=city, postcode=postcode)


def _other_ending(firm: companies.Firm, rng: random.Random) -> Case | None:
    """Another firm at the same domain but for its ending."""
    name = f"{companies.word(rng)} {companies.word(rng)}"
    website = firm.domain.replace(".example", ".org")
    return _case(firm, False, name=name, website=website, city="Elsewhere", postcode="") if firm.domain else None


Make = Callable[[companies.Firm, random.Random], Case | None]
KINDS: dict[str, Make] = {
    "legal_form": _legal_form,
    "typo": _typo,
    "transliteration": _transliterated,
    "subsidiary": _subsidiary,
    "parent": _parent,
    "colleague": _colleague,
    "free_mail": _free_mail,
    "other_place": _other_place,
    "other_trade": _other_trade,
    "other_family": _other_family,
    "same_provider": _same_provider,
    "other_country": _other_country,
    "other_ending": _other_ending,
}


# -- what is found


def _measure(asked: list[Case]) -> Iterator[Row]:
    from partners.models import Partner

    asker = Partner.objects.get(name="Asker")
    for case in asked[:: max(1, len(asked) // 50)]:
        _ours(asker, case)
    found, times = [], []
    for case in asked:
        began = time.perf_counter()
        found.append(_ours(asker, case))
        times.append(1000 * (time.perf_counter() - began))
    by_name, by_email = _exact("name", asked), _exact("contacts__email", asked)
    yield Row("conflicts/p95", quantiles(times, n=20)[-1], "ms", None, "value < 50")
    yield Row("conflicts/p50", quantiles(times, n=2)[0], "ms", None, None)
    yield Row("conflicts/recall", _recall(asked, found), "", _recall(asked, by_name), "value >= 0.95")
    yield Row("conflicts/precision", _precision(asked, found), "", _precision(asked, by_name), "value >= 0.90")
    yield Row("conflicts/exact_email/recall", _recall(asked, by_email), "", None, None)
    yield Row("conflicts/exact_email/precision", _precision(asked, by_email), "", None, None)
    yield Row("conflicts/scans", _scans(asked[:: max(1, len(asked) // EXPLAINED)]), "tables read whole", None, "0")
    for kind in KINDS:
        hits = [hit == case.taken for case, hit in zip(asked, found, strict=True) if case.kind == kind]
        yield Row(f"conflicts/right/{kind}", sum(hits) / len(hits), f"of {len(hits)}", None, None)


def _ours(asker: Any, case: Case) -> bool:
    """What the portal itself answers while a member types."""
    from deals import selectors
    from deals.conflicts import Colour

    return selectors.check(partner=asker, scope=SCOPE, asked=_asked(case)).colour != Colour.GREEN


def _asked(case: Case) -> Any:
    from leads.selectors import Asked

    return Asked(
        name=case.name, website=case.website, country=case.country, email=case.email, postcode=case.postcode,
        city=case.city,
    )  # fmt: skip


def _exact(field: str, asked: list[Case]) -> list[bool]:
    """Protected customers with just this name, or with a contact at just this address."""
    from leads.models import Customer

    wanted = [case.email if "email" in field else case.name for case in asked]
    rows = Customer.objects.filter(protections__isnull=False, **{f"{field}__in": set(wanted) - {""}})
    known = set(rows.values_list(field, flat=True))
    return [text in known for text in wanted]


def _recall(asked: list[Case], found: list[bool]) -> float:
    return _share(hit for case, hit in zip(asked, found, strict=True) if case.taken)


def _precision(asked: list[Case], found: list[bool]) -> float:
    return _share(case.taken for case, hit in zip(asked, found, strict=True) if hit)


def _share(answers: Iterable[bool]) -> float:
    counted = list(answers)
    return sum(counted) / len(counted) if counted else 0.0


def _scans(asked: list[Case]) -> int:
    """Plans of the check that read a table from end to end."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from partners.models import Partner

    asker = Partner.objects.get(name="Asker")
    with CaptureQueriesContext(connection) as queries:
        for case in asked:
            _ours(asker, case)
    scans = 0
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            scans += any(f"Seq Scan on {table}" in line for (line,) in cursor.fetchall() for table in LARGE)
    return scans


LARGE = ("leads_customer", "leads_contact", "deals_registration", "deals_protection")
