"""Reads of accounts."""

import hashlib
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from .enums import Role
from .models import ApiToken, Invitation, RolePolicy, User


def digest_of(secret: str) -> str:
    """How tokens and invitation links are stored. Their 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def usable_token(secret: str) -> ApiToken | None:
    return ApiToken.objects.usable().select_related("user").filter(digest=digest_of(secret)).first()


def find_invitation(secret: str) -> Invitation | None:
    """The invitation of a link, whatever its state."""
    return Invitation.objects.select_related("user", "invited_by").filter(digest=digest_of(secret)).first()


def pending_invitation(user: User) -> Invitation | None:
    return Invitation.objects.pending().filter(user=user).select_related("user", "invited_by").first()


def second_factors(user: User) -> QuerySet[Authenticator]:
    """What this person can prove themself with beside the password. Recovery codes are no factor of their own."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).order_by("pk")


def mfa_required(role: str) -> bool:
    return RolePolicy.objects.filter(role=role, mfa_required=True).exists()


def role_policies() -> list[RolePolicy]:
    """One policy per role, in the order of the roles; unsaved where nobody has decided yet."""
    known = {policy.role: policy for policy in RolePolicy.objects.all()}
    return [known.get(role) or RolePolicy(role=role) for role in Role.values]


def people_seen_by(user: Any) -> QuerySet[User]:
    return User.objects.visible_to(user).with_second_factor()


def own_tokens(user: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=user)


def open_sessions(user: User) -> QuerySet[UserSession]:
    """Where this person is signed in, last used first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=user, session_key__in=alive).order_by("-last_seen_at", "pk")


def latest_invitation(user: User) -> Invitation | None:
    return Invitation.objects.filter(user=user).select_related("user", "invited_by").first()


@dataclass(frozen=True)
class Factors:
    """What a person proves themself with beside the password. `codes_left` is None without recovery codes."""

    app: Authenticator | None
    keys: list[Authenticator]
    codes_left: int | None


def factors_of(user: User) -> Factors:
    kinds: dict[str, list[Authenticator]] = {}
    for item in Authenticator.objects.filter(user=user).order_by("created_at", "pk"):
        kinds.setdefault(item.type, []).append(item)
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    return Factors(
        app=next(iter(kinds.get(Authenticator.Type.TOTP, ())), None),
        keys=kinds.get(Authenticator.Type.WEBAUTHN, []),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else None,
    )
