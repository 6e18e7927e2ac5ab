"""Who can be given something: rows of the database as candidates of the pure engine."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count, F, FloatField, Max, QuerySet, Sum, Value
from django.db.models.functions import Extract, Power
from django.utils import timezone

from partners.enums import PartnerState, Sharing
from partners.models import Certificate, Member, Partner, StaffProfile, Territory
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core.reading import zone_named

from .. import routing
from ..enums import WORKED, Direction, LeadState, OfferState, Refusal, Step
from ..models import Lead, Offer, Passage

STAFF_CAPACITY = 50
REMEMBERED_DAYS = 730
RESULTS_KEY, RESULTS_SECONDS = "leads.results_of_partners", 300


class Results(NamedTuple):
    """What a partner has shown so far; what happened routing.HALF_LIFE_DAYS ago counts half."""

    won: float = 0
    closed: float = 0
    taken: float = 0
    offered: float = 0


NOTHING_SEEN = Results()
NO_CODES: frozenset[str] = frozenset()


def member_seats(users: Iterable[int] | None = None) -> list[routing.Candidate]:
    """Every active member of a partner that is active or suspended; `users` narrows it to these accounts.

    A fixed number of queries, whatever the size of the programme.
    """
    members = Member.objects.active().filter(partner__state__in=[PartnerState.ACTIVE, PartnerState.SUSPENDED])
    if users is not None:
        members = members.filter(user__in=list(users))
    certificates = _Certificates(timezone.now())
    known = _Known(_areas_of_partners(), results_of_partners(), member_loads(users), certificates, _last_given())
    today = timezone.localdate()
    rows = members.order_by("pk").values_list(*MEMBER_FIELDS)
    return [_member_seat(_Member(*row), known, today) for row in rows]


class _Member(NamedTuple):
    """A member as the engine needs them. The order of the fields is that of MEMBER_FIELDS."""

    pk: int
    capacity: int
    user_id: int
    ref: str
    name: str
    away_from: date | None
    away_until: date | None
    partner_id: int
    partner_ref: str
    partner_name: str
    state: str
    contract_ends_on: date | None
    tier_rank: int
    tier_name: str
    languages: list[str]
    time_zone: str
    sharing: str

    def is_away(self, day: date) -> bool:
        return bool(self.away_from and self.away_from <= day and (not self.away_until or day <= self.away_until))

    def is_open_for_business(self, day: date) -> bool:
        ended = self.contract_ends_on is not None and self.contract_ends_on < day
        return self.state == PartnerState.ACTIVE and not ended


MEMBER_FIELDS = (
    "pk", "capacity", "user", "user__ref", "user__name", "user__away_from", "user__away_until", "partner",
    "partner__ref", "partner__name", "partner__state", "partner__contract_ends_on", "partner__tier__rank",
    "partner__tier__name", "languages", "user__time_zone", "partner__sharing",
)  # fmt: skip


class _Certificates:
    """Which products members are certified for at one moment, each by the calendar of their own time zone."""

    def __init__(self, now: datetime) -> None:
        self._now, self._days = now, dict[str, date]()
        self._held: dict[tuple[int, int | None], list[tuple[str, date, date]]] = defaultdict(list)
        # Nowhere is the day further off than one from that of UTC.
        day, near = now.astimezone(UTC).date(), timedelta(days=1)
        rows = Certificate.objects.confirmed().filter(
            product__needs_certificate=True, valid_from__lte=day + near, expires_on__gt=day - near
        )
        fields = ("partner", "member", "product__code", "valid_from", "expires_on")
        for partner, member, *facts in rows.order_by("pk").values_list(*fields):
            self._held[partner, member].append((facts[0], facts[1], facts[2]))

    def of(self, member: _Member) -> frozenset[str]:
        """The codes of the products: the member's own certificates, and those of the whole partner."""
        held = (
            *self._held.get((member.partner_id, None), ()), *self._held.get((member.partner_id, member.pk), ())
        )  # fmt: skip
        if not held:
            return NO_CODES
        day = self._day(member.time_zone)
        return frozenset(code for code, first, expires in held if first <= day < expires)

    def _day(self, time_zone: str) -> date:
        if time_zone not in self._days:
            self._days[time_zone] = self._now.astimezone(zone_named(time_zone)).date()
        return self._days[time_zone]


class _Known(NamedTuple):
    """What is read once for all members."""

    areas: dict[tuple[str, int], list[routing.Area]]
    results: dict[int, Results]
    loads: dict[int, int]
    certificates: _Certificates
    last_given: dict[int, float]


def _member_seat(member: _Member, known: _Known, today: date) -> routing.Candidate:
    areas, seen = known.areas, known.results.get(member.partner_id, NOTHING_SEEN)
    return routing.Candidate(
        key=member.ref,
        name=member.name,
        areas=(*areas.get(("partner", member.partner_id), ()), *areas.get(("member", member.pk), ())),
        group=member.partner_ref,
        group_name=member.partner_name,
        capacity=member.capacity,
        load=known.loads.get(member.user_id, 0),
        tier_rank=member.tier_rank,
        tier_name=member.tier_name,
        won=seen.won,
        closed=seen.closed,
        taken=seen.taken,
        offered=seen.offered,
        away=member.is_away(today),
        closed_for_business="" if member.is_open_for_business(today) else Refusal.CLOSED.value,
        languages=frozenset(member.languages) if member.languages else NO_CODES,
        certificates=known.certificates.of(member),
        sharing=member.sharing,
        last_given=known.last_given.get(member.user_id, 0),
    )


TERRITORY_FIELDS = (
    "name", "countries", "regions", "postal_prefixes", "industries", "sizes", "products", "precedence",
)  # fmt: skip


def _areas_of_partners() -> dict[tuple[str, int], list[routing.Area]]:
    areas: dict[tuple[str, int], list[routing.Area]] = defaultdict(list)
    rows = Territory.objects.in_force().filter(partner__isnull=False).order_by("pk")
    for partner, member, *facts in rows.values_list("partner", "member", *TERRITORY_FIELDS):
        owner = ("member", member) if member else ("partner", partner)
        areas[owner].append(_area(facts, personal=bool(member)))
    return areas


def _area(facts: Sequence[Any], *, personal: bool = False) -> routing.Area:
    """A territory's row, its fields in the order of TERRITORY_FIELDS, as the engine takes it."""
    values = dict(zip(TERRITORY_FIELDS, facts, strict=True))
    return routing.area(**values, personal=personal)


def results_of_partners() -> dict[int, Results]:
    """By partner: leads won and come to an end, offers taken and answered or run out. Kept for some minutes."""
    found = cache.get(RESULTS_KEY)
    if found is None:
        found = {partner: tuple(results) for partner, results in _results().items()}
        cache.set(RESULTS_KEY, found, RESULTS_SECONDS)
    return {partner: Results(*results) for partner, results in found.items()}


def _results() -> dict[int, Results]:
    ended = Lead.objects.filter(direction=Direction.OUTBOUND, state__in=[LeadState.CONVERTED, LeadState.CLOSED])
    closed = _faded(ended, "state_since")
    won = _faded(Passage.objects.filter(step=Step.WON, lead__direction=Direction.OUTBOUND), "at")
    answered = Offer.objects.filter(partner__isnull=False, answered_at__isnull=False)
    offered = _faded(answered.exclude(state=OfferState.RECALLED), "answered_at")
    taken = _faded(answered.filter(state=OfferState.ACCEPTED), "answered_at")
    return {
        partner: Results(won.get(partner, 0), closed.get(partner, 0), taken.get(partner, 0), offered.get(partner, 0))
        for partner in {*closed, *won, *offered}
    }


def _faded(rows: QuerySet[Any], moment: str) -> dict[int, float]:
    """How many rows each partner has in the last years, the older the less it counts."""
    now = timezone.now()
    age = Extract(Value(now) - F(moment), "epoch") / Value(routing.HALF_LIFE_DAYS * 86400.0)
    weight = Sum(Power(Value(0.5), age), output_field=FloatField())
    recent = rows.filter(**{f"{moment}__gt": now - timedelta(days=REMEMBERED_DAYS)})
    return {
        partner: round(total, 2) for partner, total in recent.order_by().values_list("partner").annotate(weight=weight)
    }


def member_loads(users: Iterable[int] | None = None) -> dict[int, int]:
    """How many places of each account are taken: leads being worked, and offers that wait for an answer."""
    worked = Lead.objects.filter(direction=Direction.OUTBOUND, state__in=WORKED, member__isnull=False)
    offered = Offer.objects.filter(state=OfferState.OPEN, partner__isnull=False)
    if users is not None:
        chosen = list(users)
        worked, offered = worked.filter(member__user__in=chosen), offered.filter(recipient__in=chosen)
    loads: dict[int, int] = defaultdict(int)
    of_members = worked.order_by().values_list("member__user").annotate(Count("pk"))
    of_recipients = offered.order_by().values_list("recipient").annotate(Count("pk"))
    for user_id, count in of_members.union(of_recipients, all=True):
        loads[user_id] += count
    return loads


def _last_given() -> dict[int, float]:
    """When each account was offered a lead last (seconds since 1970), for partners whose people take turns."""
    offers = Offer.objects.filter(partner__sharing=Sharing.TURN).order_by()
    latest = offers.values_list("recipient").annotate(Max("offered_at"))
    return {user_id: moment.timestamp() for user_id, moment in latest}


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
    rows = Territory.objects.in_force().filter(staff__isnull=False).order_by("pk")
    for staff, *facts in rows.values_list("staff", *TERRITORY_FIELDS):
        areas[staff].append(_area(facts))
    return areas


def _staff_loads() -> dict[int, int]:
    rows = Offer.objects.filter(state=OfferState.OPEN, partner=None)
    return dict(rows.order_by().values_list("recipient").annotate(Count("pk")))
