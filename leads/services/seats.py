"""Who can be given something: rows of the database as candidates of the pure engine."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.enums import PartnerState
from partners.models import Member, Partner, StaffProfile, Territory
from prm.accounts.enums import Role
from prm.accounts.models import User

from .. import routing
from ..enums import WORKED, Direction, LeadState, OfferState, Step
from ..models import Lead, Offer, Passage

STAFF_CAPACITY = 50


def member_seats(users: Iterable[int] | None = None) -> list[routing.Candidate]:
    """Every active member of a partner that is active or suspended; `users` narrows it to these accounts.

    A fixed number of queries, whatever the size of the programme.
    """
    members = Member.objects.active().filter(partner__state__in=[PartnerState.ACTIVE, PartnerState.SUSPENDED])
    if users is not None:
        members = members.filter(user__in=list(users))
    rows = list(members.select_related("user", "partner__tier").order_by("pk"))
    areas, results, loads = _areas_of_partners(), _results(), member_loads(users)
    today = timezone.localdate()
    return [_member_seat(member, areas, results, loads, today) for member in rows]


def _member_seat(
    member: Member,
    areas: dict[tuple[str, int], list[routing.Area]],
    results: dict[int, tuple[int, int]],
    loads: dict[int, int],
    today: date,
) -> routing.Candidate:
    partner, user = member.partner, member.user
    won, closed = results.get(partner.pk, (0, 0))
    return routing.Candidate(
        key=user.ref,
        name=user.name,
        areas=tuple(areas[("partner", partner.pk)] + areas[("member", member.pk)]),
        group=partner.ref,
        group_name=partner.name,
        capacity=member.capacity,
        load=loads.get(user.pk, 0),
        tier_rank=partner.tier.rank,
        tier_name=partner.tier.name,
        won=won,
        closed=closed,
        away=user.is_away(today),
        closed_for_business="" if partner.is_open_for_business else _("The partner's contract is not in force."),
    )


def _areas_of_partners() -> dict[tuple[str, int], list[routing.Area]]:
    areas: dict[tuple[str, int], list[routing.Area]] = defaultdict(list)
    for territory in Territory.objects.in_force().filter(partner__isnull=False).order_by("pk"):
        kind, owner = ("member", territory.member_id) if territory.member_id else ("partner", territory.partner_id)
        areas[kind, owner or 0].append(_area(territory, personal=bool(territory.member_id)))
    return areas


def _area(territory: Territory, *, personal: bool = False) -> routing.Area:
    return routing.area(
        territory.name,
        countries=territory.countries,
        regions=territory.regions,
        postal_prefixes=territory.postal_prefixes,
        industries=territory.industries,
        sizes=territory.sizes,
        products=territory.products,
        precedence=territory.precedence,
        personal=personal,
    )


def _results() -> dict[int, tuple[int, int]]:
    """Per partner: leads won, and leads that came to an end (converted or closed)."""
    ended = Lead.objects.filter(direction=Direction.OUTBOUND, state__in=[LeadState.CONVERTED, LeadState.CLOSED])
    closed = dict(ended.order_by().values_list("partner").annotate(Count("pk")))
    wins = Passage.objects.filter(step=Step.WON, lead__direction=Direction.OUTBOUND)
    won = dict(wins.order_by().values_list("partner").annotate(Count("pk")))
    return {partner: (won.get(partner, 0), count) for partner, count in closed.items()}


def member_loads(users: Iterable[int] | None = None) -> dict[int, int]:
    """How many places of each account are taken: leads being worked, and offers that wait for an answer."""
    worked = Lead.objects.filter(direction=Direction.OUTBOUND, state__in=WORKED, member__isnull=False)
    offered = Offer.objects.filter(state=OfferState.OPEN, partner__isnull=False)
    if users is not None:
        chosen = list(users)
        worked, offered = worked.filter(member__user__in=chosen), offered.filter(recipient__in=chosen)
    loads: dict[int, int] = defaultdict(int)
    for rows, account in ((worked, "member__user"), (offered, "recipient")):
        for user_id, count in rows.order_by().values_list(account).annotate(Count("pk")):
            loads[user_id] += count
    return loads


def staff_seats(partner: Partner | None) -> list[routing.Candidate]:
    """Every active sales rep, and the partner's own contact whatever their role."""
    people = User.objects.active().with_role(Role.SALES_REP) | User.objects.active().filter(
        pk__in=[pk for pk in (partner.sales_rep_id if partner else None,) if pk]
    )
    profiles = {row.user_id: row for row in StaffProfile.objects.prefetch_related("products")}
    areas = _areas_of_staff()
    loads = _staff_loads()
    today = timezone.localdate()
    named = partner.sales_rep_id if partner else None
    return [
        _staff_seat(user, profiles.get(user.pk), areas[user.pk], loads.get(user.pk, 0), today, user.pk == named)
        for user in people.order_by("pk")
    ]


def _staff_seat(
    user: User, profile: Any, areas: list[routing.Area], load: int, today: date, named: bool
) -> routing.Candidate:
    return routing.Candidate(
        key=user.ref,
        name=user.name,
        areas=tuple(areas),
        capacity=profile.capacity if profile else STAFF_CAPACITY,
        load=load,
        products=frozenset(product.code for product in profile.products.all()) if profile else frozenset(),
        away=user.is_away(today),
        named=named,
    )


def _areas_of_staff() -> dict[int, list[routing.Area]]:
    areas: dict[int, list[routing.Area]] = defaultdict(list)
    for territory in Territory.objects.in_force().filter(staff__isnull=False).order_by("pk"):
        areas[territory.staff_id or 0].append(_area(territory))
    return areas


def _staff_loads() -> dict[int, int]:
    rows = Offer.objects.filter(state=OfferState.OPEN, partner=None)
    return dict(rows.order_by().values_list("recipient").annotate(Count("pk")))
