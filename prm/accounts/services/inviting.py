"""An account begins with an invitation: a link that works once, for seven days, for whoever reads that mailbox."""

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.core.errors import DomainError, InvalidInput, NotAllowed, TransitionRefused

from .. import messages, rules
from ..addresses import site_link
from ..enums import InvitationState
from ..models import Invitation, User
from ..selectors import digest_of
from ..text import one_line

VALID_FOR = timedelta(days=7)
PER_DAY = 200  # invitations one person may send, so that nobody turns us into a bulk mailer


class InvitationUnusable(TransitionRefused):
    """The link was used, taken back, expired, or never existed."""

    code = "invitation-unusable"


@transaction.atomic
def invite(*, actor: User, email: str, name: str, role: str, **details: Any) -> Invitation:
    """Make an account that nobody can enter yet, and mail its owner a link to set a password.

    `details` are further fields of User (title, phone, country, time_zone, language). The caller has made sure that
    a partner admin invites only to their own partner. Raises NotAllowed, InvalidInput (email, also when there is an
    account with it already) and DomainError when the actor has sent too many.
    """
    if not actor.is_active or not rules.may_invite(actor.role, role):
        raise NotAllowed(_("You may not invite people in this role."))
    _refuse_bulk(actor)
    user = _new_user(actor, checked_address(email), one_line(name), role, details)
    return _send(actor, user)


def checked_address(email: str) -> str:
    """As addresses are kept. Raises InvalidInput (email)."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput(_("This is no e-mail address."), fields={"email": _("This is no e-mail address.")})
    return address


def taken_address(actor: User) -> InvalidInput:
    """A partner is not told whose account it is, nor of what kind."""
    taken = _("There is an account with this address already.")
    vague = _("This address cannot be invited. Please ask your channel manager.")
    sentence = taken if actor.is_vendor else vague
    return InvalidInput(sentence, fields={"email": sentence})


def _new_user(actor: User, email: str, name: str, role: str, details: dict[str, Any]) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, None, name=name, role=role, is_active=False, **details)
    except IntegrityError:
        raise taken_address(actor) from None


def _refuse_bulk(actor: User) -> None:
    recent = Invitation.objects.filter(invited_by=actor, created_at__gt=timezone.now() - timedelta(days=1))
    if recent.count() >= PER_DAY:
        raise DomainError(_("You have sent many invitations today. Please go on tomorrow."))


def _send(actor: User, user: User) -> Invitation:
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        user=user, invited_by=actor, digest=digest_of(secret), expires_at=timezone.now() + VALID_FOR
    )
    messages.send_invitation(invitation, site_link(reverse("accounts:invitation", args=[secret])))
    return invitation


@transaction.atomic
def resend_invitation(*, actor: User, user: User) -> Invitation:
    """A new link for somebody who cannot sign in yet, also for who came from a file; every older one stops working.

    Raises NotAllowed and TransitionRefused.
    """
    user = _lock_invitee(actor, user)
    if user.is_active or user.has_usable_password():
        raise TransitionRefused(_("%(name)s has already accepted.") % {"name": user.name})
    _refuse_bulk(actor)
    _take_back(user)
    return _send(actor, user)


@transaction.atomic
def revoke_invitation(*, actor: User, invitation: Invitation) -> None:
    """The link stops working; nothing when it did already. Raises NotAllowed, TransitionRefused if accepted."""
    user = _lock_invitee(actor, invitation.user)
    if Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=False).exists():
        raise TransitionRefused(_("%(name)s has already accepted.") % {"name": user.name})
    _take_back(user)


def _lock_invitee(actor: User, user: User) -> User:
    user = User.objects.lock(user)
    if not actor.is_active or not rules.may_manage(actor.role, user.role):
        raise NotAllowed(_("You may not change this invitation."))
    return user


def _take_back(user: User) -> None:
    Invitation.objects.filter(user=user, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Set the password, open the account, and use up the link.

    Raises InvitationUnusable with a sentence that says why, and InvalidInput for a password that is too weak.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(digest=digest_of(token))
        .first()
    )
    refuse_unusable(invitation)
    assert invitation is not None  # refused above
    user = invitation.user
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise InvalidInput(weak.messages[0], fields={"password": " ".join(weak.messages)})
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    _take_back(user)
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    return user


REASONS = {
    InvitationState.ACCEPTED: gettext_lazy("This invitation has been used. Sign in with the password that was set."),
    InvitationState.REVOKED: gettext_lazy("This invitation was taken back or replaced by a newer one."),
    InvitationState.EXPIRED: gettext_lazy("This invitation has expired."),
}


def refuse_unusable(invitation: Invitation | None) -> None:
    """Raises InvitationUnusable unless the invitation waits for its owner."""
    if invitation is None:
        raise InvitationUnusable(_("This link is not complete, or the invitation no longer exists."))
    if invitation.state != InvitationState.PENDING:
        raise InvitationUnusable(str(REASONS[invitation.state]))
