"""Leads that wait for routing, with what the engine and the offer need of them and nothing more."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .. import areas
from ..enums import Direction
from ..models import Lead, Offer
from ..signals import ask_holders

FIELDS = (
    "pk", "ref", "rank", "hops", "value", "product__code", "product__family", "product__needs_certificate",
    "language", "as_entered", "customer",
    "customer__name",
    "customer__country", "customer__region", "customer__postcode", "customer__city", "customer__industry",
    "customer__size",
)  # fmt: skip


NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One waiting lead. The order of the fields is that of FIELDS."""

    pk: int
    ref: str
    rank: str
    hops: int
    value: Decimal | None
    product: str | None
    family: str | None
    needs_certificate: bool | None
    language: str
    as_entered: dict[str, Any]
    customer: int
    customer_name: str
    country: str
    region: str
    postcode: str
    city: str
    industry: str
    size: str

    @property
    def company(self) -> str:
        return self.as_entered.get("company") or self.customer_name

    def subject(self, had_it: frozenset[str] = NOTHING, holder: str = "") -> areas.Subject:
        """The lead as the engine sees it. The seed follows from the lead and its hop, so a decision is repeatable."""
        return areas.Subject(
            key=self.ref,
            country=self.country or "",
            region=self.region,
            postcode=self.postcode,
            industry=self.industry,
            size=self.size,
            product=self.product or "",
            value=float(self.value or 0),
            rank=self.rank,
            had_it=had_it,
            seed=seed_of(self.ref, self.hops),
            holder=holder,
            needs=frozenset((self.product,)) if self.product and self.needs_certificate else NOTHING,
            language=self.language,
        )


def seed_of(ref: str, hop: int) -> int:
    return zlib.crc32(f"{ref}:{hop}".encode())


def claim(leads: Iterable[Lead | int] | None, limit: int) -> list[Waiting]:
    """Waiting outbound leads (all, or these), the longest waiting first, locked; what others hold is skipped."""
    rows = Lead.objects.waiting_for_routing().filter(direction=Direction.OUTBOUND)
    if leads is not None:
        rows = rows.filter(pk__in=[lead.pk if isinstance(lead, Lead) else lead for lead in leads])
    rows = rows.order_by("state_since", "pk").select_for_update(of=("self",), skip_locked=True)
    return [Waiting(*row) for row in rows.values_list(*FIELDS)[:limit]]


def look_ahead(claimed: Sequence[Waiting], limit: int) -> list[Waiting]:
    """What `claim` would find after these, if nothing changes by then; nobody else takes it before the transaction
    ends."""
    rows = Lead.objects.waiting_for_routing().filter(direction=Direction.OUTBOUND)
    rows = rows.exclude(pk__in=[lead.pk for lead in claimed]).order_by("state_since", "pk")
    rows = rows.select_for_update(of=("self",), skip_locked=True, no_key=True)
    return [Waiting(*row) for row in rows.values_list(*FIELDS)[:limit]]


def look_at(leads: Sequence[Lead]) -> list[Waiting]:
    """These leads, whatever their state, without a lock."""
    rows = Lead.objects.filter(pk__in=[lead.pk for lead in leads]).order_by("pk").values_list(*FIELDS)
    found = {row[0]: Waiting(*row) for row in rows}
    return [found[lead.pk] for lead in leads]


def subjects_of(leads: Sequence[Waiting]) -> list[areas.Subject]:
    """What the engine decides about: with who had each lead before, and whose protected customer it is."""
    had, holders = _had_it(leads), ask_holders({lead.pk: (lead.customer, lead.family or "") for lead in leads})
    return [lead.subject(had.get(lead.pk, NOTHING), holders.get(lead.pk, "")) for lead in leads]


def _had_it(leads: Sequence[Waiting]) -> dict[int, frozenset[str]]:
    again = [lead.pk for lead in leads if lead.hops]
    had: dict[int, set[str]] = {}
    rows = Offer.objects.filter(lead__in=again, partner__isnull=False) if again else Offer.objects.none()
    for lead_id, partner_ref in rows.order_by().values_list("lead", "partner__ref"):
        had.setdefault(lead_id, set()).add(partner_ref)
    return {lead_id: frozenset(refs) for lead_id, refs in had.items()}
