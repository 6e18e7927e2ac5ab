"""Changing who somebody is here. What takes rights away also ends every session, at once."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.core.errors import NotAllowed, TransitionRefused

from .. import messages, rules, sessions
from ..enums import Role
from ..models import ApiToken, Invitation, RolePolicy, User, UserQuerySet
from ..signals import deactivated
from ..text import one_line
from .inviting import checked_address, taken_address

PROFILE_FIELDS = frozenset({"name", "title", "phone", "time_zone", "country", "language", "away_from", "away_until"})


@transaction.atomic
def update_profile(*, user: User, **fields: Any) -> User:
    """Change what a person may change about themself. Raises TypeError for any other field."""
    if surplus := set(fields) - PROFILE_FIELDS:
        raise TypeError(f"Not part of a profile: {', '.join(sorted(surplus))}")
    row = User.objects.lock(user)
    for name, value in fields.items():
        setattr(row, name, one_line(value) if isinstance(value, str) else value)
    row.save(update_fields=list(fields))
    return row


@transaction.atomic
def change_role(*, actor: User, user: User, role: str) -> User:
    """Give a person another role on their own side and sign them out everywhere; nothing when they have it.

    Raises NotAllowed, also for oneself, and TransitionRefused for the last administrator.
    """
    row = _lock(user)
    if row.role == role:
        return row
    if actor.pk == row.pk or not actor.is_active or not rules.may_change_role(actor.role, row.role, role):
        raise NotAllowed(_("You may not give this role."))
    _keep_an_administrator(row)
    row.role = role
    row.save(update_fields=["role"])
    _end_sessions(row)
    messages.send_security_notice(row, "role_changed", role=row.get_role_display(), by=actor)
    return row


@transaction.atomic
def deactivate(*, actor: User, user: User) -> User:
    """Close an account: sessions end, tokens and invitations are revoked; what the person did stays.

    Announces `signals.deactivated` in the same transaction. Nothing when already closed. Raises NotAllowed, also for
    oneself, and TransitionRefused for the last administrator.
    """
    row = _lock_managed(actor, user)
    if not row.is_active:
        return row
    _keep_an_administrator(row)
    now = timezone.now()
    row.is_active = False
    row.save(update_fields=["is_active"])
    _end_sessions(row)
    ApiToken.objects.filter(user=row, revoked_at=None).update(revoked_at=now)
    Invitation.objects.filter(user=row, accepted_at=None, revoked_at=None).update(revoked_at=now)
    deactivated.send(sender=User, user=row, actor=actor)
    return row


@transaction.atomic
def change_address(*, actor: User, user: User, email: str) -> User:
    """Another address to sign in with and to be written to: sessions end, links that were mailed to the old one stop
    working, and both are told. Nothing when it is the same.

    Raises NotAllowed for anybody but another administrator, and InvalidInput (email).
    """
    row, address = _lock_managed(actor, user), checked_address(email)
    if actor.role != Role.ADMINISTRATOR:
        raise NotAllowed(_("Only another administrator may do this."))
    if row.email == address:
        return row
    old, row.email = row.email, address
    try:
        with transaction.atomic():
            row.save(update_fields=["email"])
    except IntegrityError:
        raise taken_address(actor) from None
    _end_sessions(row)
    Invitation.objects.filter(user=row, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    for mailbox in (old, address):
        messages.send_security_notice(row, "address_changed", to=mailbox, by=actor, email=address)
    return row


@transaction.atomic
def reactivate(*, actor: User, user: User) -> User:
    """Open a closed account again, with its old password. Tokens and sessions do not come back.

    Raises NotAllowed, and TransitionRefused for somebody who never accepted their invitation.
    """
    row = _lock_managed(actor, user)
    if row.is_active:
        return row
    if not row.has_usable_password():
        raise TransitionRefused(_("%(name)s has not accepted the invitation yet. Send it again.") % {"name": row.name})
    row.is_active = True
    row.save(update_fields=["is_active"])
    return row


@transaction.atomic
def sign_out_everywhere(*, user: User) -> None:
    """End all sessions of a person, the present one too."""
    _end_sessions(User.objects.lock(user))


@transaction.atomic
def sign_out_elsewhere(*, user: User, session_key: str | None) -> int:
    """End the person's other sessions; returns how many."""
    return sessions.end(user, but=session_key)


@transaction.atomic
def reset_second_factor(*, actor: User, user: User) -> None:
    """For somebody who lost phone and recovery codes: the password alone opens the account until they set one up.

    Ends their sessions and tells them by mail. Raises NotAllowed for anybody but an administrator.
    """
    row = User.objects.lock(user)
    if actor.role != Role.ADMINISTRATOR or not actor.is_active or actor.pk == row.pk:
        raise NotAllowed(_("Only another administrator may do this."))
    if Authenticator.objects.filter(user=row).delete()[0]:
        _end_sessions(row)
        messages.send_security_notice(row, "second_factor_reset", by=actor)


@transaction.atomic
def set_role_policy(*, actor: User, role: str, mfa_required: bool) -> RolePolicy:
    """Whether people in this role must have a second factor. Raises NotAllowed for anybody but an administrator."""
    if actor.role != Role.ADMINISTRATOR or not actor.is_active:
        raise NotAllowed(_("Only an administrator may do this."))
    policy, _made = RolePolicy.objects.update_or_create(role=role, defaults={"mfa_required": mfa_required})
    return policy


def _lock(user: User) -> User:
    """The person's row. All administrators are locked together, in one order: two who remove each other at the same
    moment must neither both succeed nor deadlock."""
    if user.role == Role.ADMINISTRATOR:
        list(_administrators().order_by("pk").select_for_update(of=("self",)))
    return User.objects.lock(user)


def _administrators() -> UserQuerySet:
    return User.objects.active().with_role(Role.ADMINISTRATOR)


def _lock_managed(actor: User, user: User) -> User:
    row = _lock(user)
    if actor.pk == row.pk or not actor.is_active or not rules.may_manage(actor.role, row.role):
        raise NotAllowed(_("You may not open or close this account."))
    return row


def _keep_an_administrator(leaving: User) -> None:
    if leaving.role == Role.ADMINISTRATOR and not _administrators().exclude(pk=leaving.pk).exists():
        raise TransitionRefused(_("This is the last administrator. Appoint another one first."))


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    sessions.end(user)
