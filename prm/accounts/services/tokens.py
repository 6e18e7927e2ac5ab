"""Keys of the API, and what was answered to requests that carried an Idempotency-Key."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.core.errors import DomainError, InvalidInput, NotAllowed

from .. import messages
from ..enums import Role
from ..models import ApiRequest, ApiToken, User
from ..scopes import scopes_for
from ..selectors import digest_of

MARK = "prm_"  # lets secret scanners recognise a token that leaked
MOST_TOKENS = 20
ANSWERS_KEPT_FOR = timedelta(hours=48)


@transaction.atomic
def create_token(
    *, user: User, name: str, scopes: Collection[str], expires: datetime | None = None
) -> tuple[ApiToken, str]:
    """A token and its secret, which nobody can read again. `expires` is an aware time; None means never.

    Raises InvalidInput for a scope the person's role has no use for, for none, and for a time that has passed.
    """
    if not scopes or not set(scopes) <= set(scopes_for(user.role)):
        sentence = _("Choose what the token may do.")
        raise InvalidInput(sentence, fields={"scopes": sentence})
    if expires is not None and expires <= timezone.now():
        sentence = _("This time has passed.")
        raise InvalidInput(sentence, fields={"expires": sentence})
    User.objects.lock(user)
    if ApiToken.objects.usable().filter(user=user).count() >= MOST_TOKENS:
        raise DomainError(_("You have %(count)s tokens. Revoke one first.") % {"count": MOST_TOKENS})
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=secret[:12],
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        expires_at=expires,
    )
    messages.send_security_notice(user, "token_created", name=name)
    return token, secret


@transaction.atomic
def revoke_token(*, actor: User, token: ApiToken) -> None:
    """The token stops working with the next call; nothing when it has. Raises NotAllowed for somebody else's."""
    if token.user_id != actor.pk and actor.role != Role.ADMINISTRATOR:
        raise NotAllowed(_("This is not your token."))
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def forget_dead_sessions() -> int:
    """Drops sessions that have run out; returns how many."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def forget_old_api_requests() -> int:
    """Drops answers older than ANSWERS_KEPT_FOR; returns how many."""
    return ApiRequest.objects.filter(created_at__lt=timezone.now() - ANSWERS_KEPT_FOR).delete()[0]
