"""How far a new partner is with its first steps; the data says it, nobody ticks anything off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from prm.accounts.enums import CHANNEL, PARTNER_ADMINS, Role
from prm.accounts.models import Invitation, User

from ..enums import PartnerState
from ..models import Contract, Member, MemberQuerySet, Partner, PartnerQuerySet, Territory, partner_id_of
from ..signals import Step, steps_asked
from .channel import Answers


@dataclass(frozen=True)
class StepOfPartner:
    """A step as one reader sees it: `url` is '' for who does not do it, `who` is said then."""

    label: str
    is_done: bool
    url: str
    who: str


@dataclass(frozen=True)
class Onboarding:
    steps: Sequence[StepOfPartner]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_over(self) -> bool:
        return self.done == len(self.steps)

    @property
    def next(self) -> StepOfPartner:
        """The first that is still to be taken. Raises StopIteration when all are done."""
        return next(step for step in self.steps if not step.is_done)

    @property
    def share(self) -> int:
        return 100 * self.done // len(self.steps)


def _own_steps(of_partner: OuterRef) -> list[Step]:
    """Those that this app knows of."""
    admins = Member.objects.active().filter(partner=of_partner, user__role=Role.PARTNER_ADMIN)
    team = Member.objects.filter(partner=of_partner).order_by()
    earlier = Member.objects.filter(partner=OuterRef("partner"), pk__lt=OuterRef("pk"))
    unsafe = User.objects.active().with_second_factor().filter(second_factor_missing=True, member__partner=of_partner)
    active = Partner.objects.filter(pk=of_partner, state=PartnerState.ACTIVE)
    contract, territory = Contract.objects.filter(partner=of_partner), Territory.objects.filter(partner=of_partner)
    invited = Invitation.objects.filter(user__member__partner=of_partner, user__role=Role.PARTNER_ADMIN)
    accepted = invited.filter(accepted_at__isnull=False)
    colleagues = team.filter(Exists(earlier))
    return [
        Step("contract", 10, _("Record the contract and its days"), Exists(contract), "partners:contract_new",
             is_partners=False, of_partner=True, done_at=first_of(contract, "created_at")),
        Step("territory", 20, _("Set the territory"), Exists(territory), "partners:territory_new", is_partners=False,
             of_partner_query=True, done_at=first_of(territory, "created_at")),
        Step("active", 30, _("Make the partnership active"), Exists(active), "partners:state",
             is_partners=False, of_partner=True, done_at=Cast(first_of(active, "joined_on"), DateTimeField())),
        Step("admin", 40, _("Accept the first admin’s invitation"), Exists(admins),
             "partners:team", done_at=first_of(accepted, "accepted_at")),
        Step("second_factor", 50, _("Set up the second factor where it is required"), ~Exists(unsafe),
             "accounts:security"),
        Step("colleague", 60, _("Invite a first colleague"), Exists(colleagues),
             "partners:member_invite", of_partner=True, done_at=first_of(colleagues, "created_at")),
    ]  # fmt: skip


def first_of(rows: QuerySet, field: str) -> Subquery:
    """The earliest value of the field; NULL without rows."""
    return Subquery(rows.order_by(field).values(field)[:1])


def steps(path: str = "pk") -> list[Step]:
    """All of them, in order; `path` leads to the partner from the rows that are asked for."""
    of_partner = OuterRef(path)
    answers: Answers = steps_asked.send(sender=Partner, of_partner=of_partner)
    return sorted(
        [*_own_steps(of_partner), *(step for _who, found in answers for step in found)], key=lambda step: step.place
    )


def onboarding_of(user: Any, partner: Partner) -> Onboarding | None:
    """How far the partner is, for its own people and the channel's staff; None for others, and when all is done.

    One query.
    """
    if user.role not in CHANNEL and partner_id_of(user) != partner.pk:
        return None
    wanted = steps()
    found = Partner.objects.filter(pk=partner.pk).annotate(**_conditions(wanted)).get()
    return _as_read_by(user, partner, wanted, found)


def team_with_steps(user: Any) -> MemberQuerySet:
    """The active members of the user's own partner; the user's row has the steps that `onboarding_read` reads."""
    conditions = _conditions(steps("partner"))
    own = {name: Case(When(user=user.pk, then=done), default=None) for name, done in conditions.items()}
    rows = Member.objects.active().filter(partner__members__user=user.pk)
    return rows.select_related("user", "partner__tier").annotate(**own)


def onboarding_read(user: Any, member: Member) -> Onboarding | None:
    """The same as `onboarding_of`, of the user's own row out of `team_with_steps`, without a query."""
    user._meta.get_field("member").set_cached_value(user, member)
    return _as_read_by(user, member.partner, steps("partner"), member)


def _conditions(wanted: Sequence[Step]) -> dict[str, Any]:
    return {_flag(step): ExpressionWrapper(Q(step.done), BooleanField()) for step in wanted}


def _flag(step: Step) -> str:
    return f"is_{step.name}_done"


def _as_read_by(user: Any, partner: Partner, wanted: Sequence[Step], row: Any) -> Onboarding | None:
    if partner.state not in (PartnerState.PROSPECT, PartnerState.ACTIVE):
        return None
    found = [_for_reader(step, getattr(row, _flag(step)), user, partner) for step in wanted]
    onboarding = Onboarding(found)
    return None if onboarding.is_over else onboarding


def _for_reader(step: Step, is_done: bool, user: Any, partner: Partner) -> StepOfPartner:
    does_it = user.role in PARTNER_ADMINS if step.is_partners else user.role in CHANNEL
    who = _("A partner admin") if step.is_partners else _("The channel manager")
    url = _address(step, partner) if does_it and not is_done else ""
    return StepOfPartner(str(step.label), is_done, url, "" if is_done or does_it else str(who))


def _address(step: Step, partner: Partner) -> str:
    address = reverse(step.url, args=[partner.ref] if step.of_partner else [])
    return f"{address}?{urlencode({'partner': partner.ref})}" if step.of_partner_query else address


def onboarded(rows: PartnerQuerySet) -> PartnerQuerySet:
    """Those that have taken every first step."""
    return rows.filter(reduce(and_, (Q(step.done) for step in steps())))


def not_yet_onboarded(rows: PartnerQuerySet) -> QuerySet[Partner]:
    """Those that join or do business and still have steps to take."""
    return rows.joining_or_active().exclude(pk__in=onboarded(Partner.objects.order_by()).values("pk"))


def onboarding_to_follow(user: Any) -> QuerySet[Partner]:
    """The partners this person looks after that have steps to take, who has stood still longest first.

    `stands_since` (UTC) is when the latest step was taken; before the first one, when the partner was made.
    """
    wanted = steps()
    conditions = _conditions(wanted)
    rows = Partner.objects.filter(owner=user.pk).joining_or_active().annotate(**conditions)
    rows = rows.filter(reduce(or_, (Q(**{name: False}) for name in conditions)))
    taken = [step.done_at for step in wanted if step.done_at is not None]
    return rows.annotate(stands_since=Greatest(F("created_at"), *taken)).order_by("stands_since", "pk")


def onboarding_found(user: Any, partners: Iterable[Partner]) -> list[tuple[Partner, Onboarding]]:
    """Partners out of `onboarding_to_follow`, each with its steps, without a query."""
    wanted = steps()
    return [
        (partner, Onboarding([_for_reader(step, getattr(partner, _flag(step)), user, partner) for step in wanted]))
        for partner in partners
    ]
