"""Where partners stand on the ladder of tiers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from prm.core.charts import TOO_FEW
from prm.promises.enums import INTERNAL, Side, State
from prm.promises.models import Promise

from .. import tiering
from ..enums import Measure
from ..models import Partner, Tier, TierChange, TierRevenue
from ..models.tiers import TierChangeQuerySet
from ..signals import Results, results_asked
from ..tiering import Bar, Rung, Span, Values
from .channel import Answers, tiers

NOTHING = Results(0, {}, "")


@dataclass(frozen=True)
class Figures:
    """What counts for one partner; `href` lists the deals, '' when there are none."""

    values: Values
    href: str


@dataclass(frozen=True)
class Placement:
    """A partner between its tier and the next: how far it is to both, in days that are not over yet."""

    tier: Tier
    next: Tier | None
    to_next: Sequence[Bar]
    to_stay: Sequence[Bar]
    span: Span
    href: str
    # Tiers above that no figures reach.
    given: Sequence[Tier]


def ladder() -> QuerySet[Tier]:
    """All tiers, the highest first, with what they ask for at hand."""
    return tiers().prefetch_related("revenues")


def tier_changes(user: Any) -> TierChangeQuerySet:
    """Changes of tier that this user may see, the latest first, with what a list prints."""
    rows = TierChange.objects.visible_to(user).order_by("-proposed_at", "-pk")
    return rows.select_related("partner__owner", "from_tier", "to_tier", "decided_by")


def tier_changes_to_decide(user: Any) -> TierChangeQuerySet:
    """Those of the partners that this channel manager looks after, the oldest first."""
    return tier_changes(user).open().filter(partner__owner=user.pk).order_by("proposed_at", "pk")


def revenues_of(tier: Tier) -> QuerySet[TierRevenue]:
    """What the tier asks to be won, by currency; nothing of a tier that is not saved yet."""
    return TierRevenue.objects.filter(tier=tier.pk).order_by("amount_currency")


def currencies_of_partners() -> set[str]:
    """Those that partners count in, and the programme's own."""
    return {settings.DEFAULT_CURRENCY, *Partner.objects.order_by().values_list("currency", flat=True).distinct()}


def rung_of(tier: Tier, currency: str) -> Rung:
    """The tier as a partner that counts in `currency` meets it. Asks the database unless it came from `ladder`."""
    amounts = {str(row.amount.currency): row.amount.amount for row in tier.revenues.all()}
    needs: dict[Measure, Decimal | None] = {}
    if amounts:
        needs[Measure.REVENUE] = amounts.get(currency)
    for measure, need in ((Measure.DEALS, tier.deals_needed), (Measure.PROMISES, tier.kept_needed)):
        if need is not None:
            needs[measure] = Decimal(need)
    return Rung(tier.pk, tier.rank, needs)


def figures_of(partners: Collection[Partner], span: Span) -> dict[int, Figures]:
    """What counts for each of these partners in these days, by row number; two queries for any number of them."""
    ids = [partner.pk for partner in partners]
    won: dict[int, Results] = {}
    answers: Answers = results_asked.send(sender=Partner, partners=ids, since=span.since, until=span.until)
    for _receiver, found in answers:
        won.update(found)
    kept = _kept(ids, span)
    return {partner.pk: _figures(partner, won.get(partner.pk, NOTHING), kept.get(partner.pk)) for partner in partners}


def _figures(partner: Partner, won: Results, kept: Decimal | None) -> Figures:
    revenue = won.revenue.get(str(partner.currency), Decimal(0))
    return Figures(
        {Measure.REVENUE: revenue, Measure.DEALS: Decimal(won.deals), Measure.PROMISES: kept},
        won.href,
    )


def _kept(ids: Collection[int], span: Span) -> Mapping[int, Decimal]:
    """The percentage of promises kept in time, of partners that gave enough of them to say so."""
    rows = Promise.objects.filter(partner__in=ids, side=Side.PARTNER).exclude(kind__in=sorted(INTERNAL))
    closed = rows.filter(
        state__in=[State.KEPT, State.LATE, State.BROKEN],
        closed_at__date__gte=span.since,
        closed_at__date__lte=span.until,
    )
    counted = closed.order_by().values("partner").annotate(all=Count("pk"), kept=Count("pk", Q(state=State.KEPT)))
    return {row["partner"]: Decimal(100 * row["kept"]) / row["all"] for row in counted if row["all"] >= TOO_FEW}


def placement_of(partner: Partner, today: date) -> Placement | None:
    """Where the partner stands until the next review; None when no tier of the programme asks for anything.

    The same four queries for any partner.
    """
    steps = list(ladder())
    rungs = {tier.pk: rung_of(tier, str(partner.currency)) for tier in steps}
    if not any(rung.needs for rung in rungs.values()):
        return None
    present = next(tier for tier in steps if tier.pk == partner.tier_id)
    above = tiering.next_above(list(rungs.values()), present.rank)
    span = tiering.four_quarters_with(today)
    found = figures_of([partner], span)[partner.pk]
    is_lowest = present.pk == steps[-1].pk
    return Placement(
        tier=present,
        next=next((tier for tier in steps if above and tier.pk == above.tier), None),
        to_next=tiering.bars(above, found.values) if above else [],
        to_stay=[] if is_lowest else tiering.bars(rungs[present.pk], found.values),
        span=span,
        href=found.href,
        given=[tier for tier in steps if tier.rank > present.rank and not rungs[tier.pk].needs],
    )
