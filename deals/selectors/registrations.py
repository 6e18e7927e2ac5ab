"""Registrations as each side may see them, and whose turn it is."""

from typing import Any

from django.db.models import Case, CharField, DateTimeField, F, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from deals import rules
from deals.enums import RegistrationState
from deals.models import Registration, RegistrationQuerySet
from prm.accounts.enums import CHANNEL, MEMBERS, SELLING_STAFF, Role
from prm.accounts.models import User
from prm.core.finding import any_of, begins_ref, has
from prm.promises.enums import Kind
from prm.promises.models import Promise
from prm.promises.selectors import promise_of

from .checking import OWN_STATES
from .deals import protections_ending

R = RegistrationState
BESIDE = ("partner", "product", "reviewer", "next_decider", "referrer__user", "customer", "protection", "opportunity")


def registrations_for(user: Any) -> RegistrationQuerySet:
    """What the user may see, with the state as their side knows it (`shown_state`) and the running clock.

    `clock_due` (UTC) and `clock_owner` (a name) are those of the open promise that the user may know of, or None.
    """
    to_vendor = bool(getattr(user, "is_vendor", False))
    shown = F("state") if to_vendor else _as_partners_know_it()
    clocks = _clocks(to_vendor)
    rows = Registration.objects.visible_to(user).select_related(*BESIDE)
    return rows.annotate(
        shown_state=shown,
        clock_due=Subquery(clocks.values("due_at")[:1]),
        clock_owner=Subquery(clocks.values("owed_by__name")[:1]),
    )


def _as_partners_know_it() -> Case:
    hidden = When(state=R.REJECTING, then=Value(str(rules.shown_state(R.REJECTING, to_vendor=False))))
    return Case(hidden, default=F("state"), output_field=CharField())


def _clocks(to_vendor: bool) -> Any:
    kinds = {Kind.DECIDE_REGISTRATION, Kind.ANSWER_ACTION_REQUIRED, Kind.ARBITRATE, Kind.ANSWER_APPEAL}
    if to_vendor:
        kinds.add(Kind.DECIDE_REJECTION_REVIEW)
    about = Promise.objects.running().about_each(Registration).filter(kind__in=sorted(kinds))
    # While a rejection is read the reviewer's own clock runs on, but it is not their turn.
    is_read = Case(When(kind=Kind.DECIDE_REJECTION_REVIEW, then=0), default=1)
    return about.order_by(is_read, "due_at", "pk")


def clock_of(registration: Registration, user: Any) -> Promise | None:
    """The promise whose turn it is now, as the user may know it."""
    state = rules.shown_state(registration.state, to_vendor=user.is_vendor)
    if registration.has_open_appeal:
        return promise_of(Kind.ANSWER_APPEAL, registration)
    kinds = {
        R.IN_REVIEW: Kind.DECIDE_REGISTRATION,
        R.ACTION_REQUIRED: Kind.ANSWER_ACTION_REQUIRED,
        R.REJECTING: Kind.DECIDE_REJECTION_REVIEW,
        R.CONTESTED: Kind.ARBITRATE,
    }
    return promise_of(kinds[R(state)], registration) if state in kinds else None


def _own(rows: RegistrationQuerySet, user: Any) -> RegistrationQuerySet:
    """Of what the user may see, what they look after: as member, reviewer, or the partner's channel manager."""
    if user.role in MEMBERS or user.role == Role.ADMINISTRATOR:
        return rows
    if user.role == Role.CHANNEL_MANAGER:
        return rows.filter(decided_by(user) | Q(partner__owner=user.pk))
    return rows.filter(decided_by(user)) if user.role in SELLING_STAFF else rows.none()


def decided_by(user: Any) -> Q:
    """Registrations whose open step is this person's, the reviewer's when no further one is open."""
    return Q(next_decider=user.pk) | Q(next_decider=None, reviewer=user.pk)


def _oldest_first(rows: RegistrationQuerySet) -> RegistrationQuerySet:
    return rows.order_by(F("clock_due").asc(nulls_last=True), "submitted_at", "pk")


def registrations_to_decide(user: Any) -> RegistrationQuerySet:
    """In review: what a reviewer or channel manager owes; for members what they are waiting for."""
    rows = registrations_for(user).filter(shown_state=R.IN_REVIEW)
    return _oldest_first(_own(rows, user))


def registrations_action_required(user: Any) -> RegistrationQuerySet:
    """Back with the partner, which has to complete something."""
    return _oldest_first(_own(registrations_for(user).filter(state=R.ACTION_REQUIRED), user))


def registrations_to_complete_or_extend(user: Any) -> RegistrationQuerySet:
    """Back with the partner (`waits_for` is “complete”), or with a protection that ends soon (“extend”), for members.

    `turn` is when.
    """
    rows = registrations_for(user) if user.role in MEMBERS else Registration.objects.none()
    ending = Q(pk__in=protections_ending(user).order_by().values("registration"))
    return rows.filter(Q(state=R.ACTION_REQUIRED) | ending).annotate(
        waits_for=Case(When(state=R.ACTION_REQUIRED, then=Value("complete")), default=Value("extend")),
        turn=Coalesce("clock_due", Cast("protection__ends_on", DateTimeField())),
    )


def rejections_to_check(user: Any) -> RegistrationQuerySet:
    """Rejections that wait for a second reader and that this user may read: not those they started."""
    if user.role not in CHANNEL:
        return Registration.objects.none()
    rows = registrations_for(user).filter(state=R.REJECTING).exclude(rejection_by=user.pk)
    return _oldest_first(rows)


def contested(user: Any) -> RegistrationQuerySet:
    """Under arbitration: of the channel manager's own partners, or of the member's partner."""
    if user.role not in CHANNEL | MEMBERS:
        return Registration.objects.none()
    return _oldest_first(_own(registrations_for(user).filter(state=R.CONTESTED), user))


def appeals_to_answer(user: Any) -> RegistrationQuerySet:
    """Rejections that the partner has appealed against and nobody has answered; for the channel's managers."""
    if user.role not in CHANNEL:
        return Registration.objects.none()
    rows = registrations_for(user).filter(state=R.REJECTED, appeal_answered_at=None).exclude(appealed_at=None)
    return _oldest_first(_own(rows, user))


def registrations_to_settle(user: Any) -> RegistrationQuerySet:
    """All that waits for a channel manager, in one query: rejections, conflicts, appeals and what is in review."""
    parts = (rejections_to_check(user), contested(user), appeals_to_answer(user), registrations_to_decide(user))
    wanted = Q()
    for rows in parts:
        wanted |= Q(pk__in=rows.order_by().values("pk"))
    return registrations_for(user).filter(wanted)


def registrations_matching(rows: RegistrationQuerySet, text: str) -> RegistrationQuerySet:
    """Those whose company as typed, reference or own id contains `text`."""
    return any_of(rows, has("company", text), begins_ref(text), has("external_id", text))


def rivals_of(registration: Registration, user: Any) -> RegistrationQuerySet:
    """Other registrations of the same customer and product that still count; for staff only."""
    if not user.is_vendor or registration.customer_id is None:
        return Registration.objects.none()
    rows = registrations_for(user).filter(customer=registration.customer_id, scope=registration.scope)
    return rows.filter(state__in=OWN_STATES).exclude(pk=registration.pk).order_by("submitted_at", "pk")


def reviewers() -> Any:
    """Who can review a registration: active staff who sell."""
    return User.objects.active().with_role(*sorted(SELLING_STAFF))
