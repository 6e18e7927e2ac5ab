"""The people at a partner: invited, given a role and a capacity, sent on holiday, deactivated."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts import services as accounts
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.accounts.selectors import pending_invitation
from prm.core import timeline
from prm.core.errors import InvalidInput, TransitionRefused

from .. import rules, selectors
from ..enums import PartnerState
from ..models import Member, Partner
from .requiring import require_team

HIGHEST_CAPACITY = 500
MEMBER_FIELDS = frozenset({"capacity", "role", "away_from", "away_until"})


@transaction.atomic
def invite_member(*, actor: User, partner: Partner, email: str, name: str, role: str, title: str = "") -> Member:
    """A colleague at the partner, who gets a link to set a password.

    Raises NotAllowed unless the actor runs this partner's team, TransitionRefused when the partnership has ended, and
    InvalidInput for an address that is taken or a role that no member has.
    """
    partner = _lock_team(actor, partner)
    if partner.state == PartnerState.ENDED:
        raise TransitionRefused(_("This partnership has ended; nobody can be invited to it."))
    return add_member(actor=actor, partner=partner, email=email, name=name, role=role, title=title)


def add_member(*, actor: User, partner: Partner, email: str, name: str, role: str, title: str = "") -> Member:
    """The part of an invitation that is the same for the first member and the tenth; the caller has checked who."""
    if not rules.is_member_role(role):
        raise InvalidInput(_("Choose a role."), fields={"role": _("Members are partner admins or partner reps.")})
    invitation = accounts.invite(
        actor=actor, email=email, name=name, role=role, title=title, country=str(partner.country)
    )
    capacity = selectors.defaults_of(partner.type).capacity
    member = Member.objects.create(user=invitation.user, partner=partner, capacity=capacity)
    words = {"name": invitation.user.name, "role": Role(role).label}
    sentence = _("invited %(name)s as %(role)s") % words
    timeline.record(partner, actor, sentence, icon="user-plus", partner=partner)
    return member


@transaction.atomic
def resend_member_invitation(*, actor: User, member: Member) -> Member:
    """A new link; older ones stop working. Raises NotAllowed, and TransitionRefused for who has accepted already."""
    _lock_team(actor, member.partner)
    accounts.resend_invitation(actor=actor, user=member.user)
    return member


@transaction.atomic
def update_member(*, actor: User, member: Member, changes: Mapping[str, Any]) -> Member:
    """Writes those of MEMBER_FIELDS that differ. Days away include the last one; `away_until` None means unknown.

    Raises NotAllowed unless the actor runs this partner's team (also for one's own role), and InvalidInput.
    """
    partner = _lock_team(actor, member.partner)
    member = Member.objects.lock(member)
    user = User.objects.get(pk=member.user_id)
    current = {"capacity": member.capacity, "role": user.role}
    current |= {"away_from": user.away_from, "away_until": user.away_until}
    unknown = set(changes) - MEMBER_FIELDS
    if unknown:
        raise ValueError(f"Not fields of a member: {sorted(unknown)}")
    wanted = {**current, **changes}
    _check(wanted)
    wanted["away_from"] = wanted["away_from"] or (timezone.localdate() if wanted["away_until"] else None)
    _write_capacity(actor, partner, member, wanted["capacity"])
    _write_role(actor, partner, user, wanted["role"])
    _write_absence(actor, partner, user, wanted["away_from"], wanted["away_until"])
    return Member.objects.select_related("user", "partner").get(pk=member.pk)


@transaction.atomic
def deactivate_member(*, actor: User, member: Member) -> Member:
    """Closes the account at once; what the person did stays. Does nothing when it is closed.

    What they held (open offers, promises) is moved by those who made it, in this transaction. Raises NotAllowed, also
    for oneself.
    """
    partner = _lock_team(actor, member.partner)
    was_open = member.user.is_active or pending_invitation(member.user) is not None
    accounts.deactivate(actor=actor, user=member.user)
    invitation = pending_invitation(member.user)
    if invitation is not None:
        accounts.revoke_invitation(actor=actor, invitation=invitation)
    if was_open:
        sentence = _("closed the account of %(name)s") % {"name": member.user.name}
        timeline.record(partner, actor, sentence, icon="user-x", partner=partner)
    return Member.objects.select_related("user", "partner").get(pk=member.pk)


@transaction.atomic
def reactivate_member(*, actor: User, member: Member) -> Member:
    """Opens a closed account again. Raises NotAllowed, and TransitionRefused for who never accepted."""
    partner = _lock_team(actor, member.partner)
    if not member.user.is_active:
        accounts.reactivate(actor=actor, user=member.user)
        sentence = _("opened the account of %(name)s again") % {"name": member.user.name}
        timeline.record(partner, actor, sentence, icon="user-check", partner=partner)
    return Member.objects.select_related("user", "partner").get(pk=member.pk)


def _lock_team(actor: User, partner: Partner) -> Partner:
    """The partner's row, locked, so that two admins who act on each other do so one after the other.

    The actor is read again after the lock: whoever was first may have closed the second one's account.
    """
    partner = Partner.objects.lock(partner)
    now = User.objects.filter(pk=actor.pk).first()
    require_team(now, partner.pk)
    return partner


def _check(wanted: Mapping[str, Any]) -> None:
    if not 0 <= wanted["capacity"] <= HIGHEST_CAPACITY:
        sentence = _("Give a number from 0 to %(highest)s.") % {"highest": HIGHEST_CAPACITY}
        raise InvalidInput(sentence, fields={"capacity": sentence})
    if not rules.is_member_role(wanted["role"]):
        raise InvalidInput(_("Choose a role."), fields={"role": _("Members are partner admins or partner reps.")})
    start, end = wanted["away_from"], wanted["away_until"]
    if end and end < (start or timezone.localdate()):
        sentence = _("This day lies before the absence begins.")
        raise InvalidInput(sentence, fields={"away_until": sentence})


def _write_capacity(actor: User, partner: Partner, member: Member, capacity: int) -> None:
    if capacity == member.capacity:
        return
    member.capacity = capacity
    member.save(update_fields=["capacity"])
    words = {"name": member.user.name, "capacity": capacity}
    sentence = _("set %(name)s’s capacity to %(capacity)s open leads") % words
    timeline.record(partner, actor, sentence, icon="gauge", partner=partner)


def _write_role(actor: User, partner: Partner, user: User, role: str) -> None:
    if role == user.role:
        return
    accounts.change_role(actor=actor, user=user, role=role)
    sentence = _("made %(name)s a %(role)s") % {"name": user.name, "role": Role(role).label}
    timeline.record(partner, actor, sentence, icon="user-cog", partner=partner)


def _write_absence(actor: User, partner: Partner, user: User, start: date | None, end: date | None) -> None:
    if (start, end) == (user.away_from, user.away_until):
        return
    accounts.update_profile(user=user, away_from=start, away_until=end)
    sentence = _("changed when %(name)s is away") % {"name": user.name}
    timeline.record(partner, actor, sentence, icon="calendar-off", partner=partner)
