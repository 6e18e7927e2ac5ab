"""What the pages about coverage read: territories in force, and recent leads. For the channel's staff."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from leads import routing
from leads.enums import Direction
from leads.models import Lead
from leads.selectors import LEAD_RELATED
from leads.services.routing import programme
from partners.models import Partner, Territory, TerritoryQuerySet
from partners.selectors import LISTS_OF_RULES

from . import comparing
from .comparing import Holding, Hole, Overlap, Segment

DAYS = 180
NEWEST = 5000
LINES_SHOWN = 40
FACTS = ("customer__country", "customer__region", "customer__postcode", "customer__industry", "customer__size")


def _in_force() -> TerritoryQuerySet:
    """Territories that count today and whose partner can be given leads."""
    rows = Territory.objects.in_force().select_related("partner", "member__user", "staff")
    return rows.filter(Q(partner=None) | Q(partner__in=Partner.objects.active()))


def _area(territory: Territory) -> routing.Area:
    rules = {name: getattr(territory, name) for name in LISTS_OF_RULES}
    personal = territory.member_id is not None
    return routing.area(territory.name, precedence=territory.precedence, personal=personal, **rules)


def _holding(territory: Territory) -> Holding:
    group = f"partner {territory.partner_id}" if territory.partner_id else f"staff {territory.staff_id}"
    return Holding(territory.ref, territory.get_absolute_url(), territory.covered_by, group, _area(territory))


def overlaps() -> list[Overlap]:
    """Territories of different partners, or of different sales reps, that one lead can fall into."""
    rows = list(_in_force().order_by("name", "pk"))
    of_partners = [_holding(row) for row in rows if row.partner_id]
    of_staff = [_holding(row) for row in rows if not row.partner_id]
    return [*comparing.overlaps(of_partners), *comparing.overlaps(of_staff)]


def recent_leads() -> QuerySet[Lead]:
    """The vendor's leads of the last DAYS days, the newest NEWEST of them."""
    since = timezone.now() - timedelta(days=DAYS)
    rows = Lead.objects.filter(direction=Direction.OUTBOUND, arrived_at__gte=since)
    return rows.order_by("-created_at", "-pk")[:NEWEST]


def _recent_segments() -> dict[int, Segment]:
    rows = recent_leads().values_list("pk", *FACTS, "product__code")
    return {
        pk: Segment(country or "", region, postcode, industry, size, product or "")
        for pk, country, region, postcode, industry, size, product in rows
    }


def _areas_of_partners() -> list[routing.Area]:
    return [_area(row) for row in _in_force().filter(partner__isnull=False).order_by("pk")]


def holes() -> list[Hole]:
    """Which of the recent leads no territory of a partner covers, summed by country, industry and product."""
    return comparing.holes(Counter(_recent_segments().values()), _areas_of_partners())


def uncovered_leads(chosen: Mapping[str, str]) -> QuerySet[Lead]:
    """The recent leads that no territory of a partner covers; `chosen` may name country, industry and product."""
    segments = _recent_segments()
    open_ones = comparing.uncovered(set(segments.values()), _areas_of_partners())
    keys = [
        pk
        for pk, segment in segments.items()
        if segment in open_ones and all(getattr(segment, name) == value for name, value in chosen.items())
    ]
    return Lead.objects.filter(pk__in=keys).select_related(*LEAD_RELATED).order_by("-arrived_at", "-pk")


@dataclass(frozen=True)
class Answer:
    """The engine's decision, who could take the lead, who could not and why, and how many more there are."""

    decision: routing.Decision
    able: list[routing.Line]
    refused: list[routing.Line]
    others: int


def who_would_get(facts: Mapping[str, Any]) -> Answer:
    """What the engine would decide for a lead with these facts now. Nothing is written."""
    decision = programme().decide([routing.Subject(key="L-NEW", **facts)])[0]
    able = [line for line in decision.lines if not line.refused]
    refused = [line for line in decision.lines if line.refused]
    shown = able[:LINES_SHOWN], refused[:LINES_SHOWN]
    others = len(decision.lines) - sum(map(len, shown)) + decision.others
    return Answer(decision, *shown, others)
