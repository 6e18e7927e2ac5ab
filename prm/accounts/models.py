"""People who sign in. This app knows no partner: whose member somebody is, `partners` knows."""

from datetime import timedelta
from typing import Any, Self

import pghistory
from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from prm.core.models import DomainModel, VisibleQuerySet
from prm.core.references import ReferenceField

from .enums import STAFF, InvitationState, Role, TokenState


class UserQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see every account, a member only themself; colleagues are visible as Members."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self if user.is_vendor else self.filter(pk=user.pk)

    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_role(self, *roles: str) -> Self:
        return self.filter(role__in=roles)

    def with_second_factor(self) -> Self:
        """Adds `has_second_factor` and `second_factor_missing` (the role demands one), in the query of the person."""
        factors = apps.get_model("mfa", "Authenticator").objects.exclude(type="recovery_codes")
        policies = RolePolicy.objects.filter(role=OuterRef("role"), mfa_required=True)
        has = Exists(factors.filter(user=OuterRef("pk")))
        return self.annotate(has_second_factor=has, second_factor_missing=Exists(policies) & ~has)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, role=Role.ADMINISTRATOR, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


@pghistory.track(exclude=["password", "last_login"])
class User(DomainModel, AbstractBaseUser, PermissionsMixin):
    """A person. Signs in with an e-mail address; has exactly one role; keeps their own time zone and country."""

    ref = ReferenceField("U")
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    title = models.CharField(_("job title"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Amsterdam")
    country = CountryField(_("country"), default=settings.DEFAULT_COUNTRY)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until (inclusive)"), null=True, blank=True)
    # Part of each session's hash: growing it signs the person out everywhere, for good.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta(DomainModel.Meta):
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:person", args=[self.ref])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session ends when the password, the role, `is_active` or the epoch changes, whoever changes it."""
        state = f"{self.password}|{self.role}|{self.is_active}|{self.session_epoch}"
        return salted_hmac("prm.accounts.session", state, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_vendor(self) -> bool:
        return self.role in STAFF

    @property
    def is_staff(self) -> bool:
        """May enter Django's admin."""
        return self.is_active and self.role == Role.ADMINISTRATOR

    def is_away(self, day: Any = None) -> bool:
        day = day or timezone.localdate()
        return bool(self.away_from and self.away_from <= day and (not self.away_until or day <= self.away_until))


class InvitationQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see all, a member those they sent; those of colleagues are visible as Members."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self if user.is_vendor else self.filter(invited_by=user.pk)

    def pending(self) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(DomainModel):
    """A link, valid once and for some days, by which an invited person sets a password. Stored as a hash."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations_sent")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-created_at", "pk"]

    @property
    def state(self) -> InvitationState:
        """pending, accepted, revoked or expired."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= timezone.now() else InvitationState.PENDING


class ApiTokenQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Everyone sees their own tokens only; administrators see (and may revoke) all."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self if user.role == Role.ADMINISTRATOR else self.filter(user=user.pk)

    def usable(self) -> Self:
        now = timezone.now()
        return self.filter(revoked_at=None, user__is_active=True).exclude(expires_at__lte=now)


@pghistory.track(exclude=["last_used_at", "digest"])
class ApiToken(DomainModel):
    """A key of one person for the API. The secret is shown once; only its hash is kept."""

    ref = ReferenceField("K")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"), default=list)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-created_at", "pk"]

    @property
    def state(self) -> TokenState:
        """active, revoked or expired."""
        if self.revoked_at:
            return TokenState.REVOKED
        return TokenState.EXPIRED if self.expires_at and self.expires_at <= timezone.now() else TokenState.ACTIVE

    def get_state_display(self) -> str:
        return str(self.state.label)

    def get_absolute_url(self) -> str:
        return reverse("accounts:tokens")

    def mark_used(self) -> None:
        """Note the use, to the minute: a write per call would cost more than it tells."""
        now = timezone.now()
        stale = models.Q(last_used_at=None) | models.Q(last_used_at__lt=now - timedelta(minutes=1))
        ApiToken.objects.filter(stale, pk=self.pk).update(last_used_at=now)


class ApiRequest(models.Model):
    """What a POST with an Idempotency-Key answered. The row is written in the transaction of the work itself."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_requests")
    key = models.CharField(max_length=255)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=500)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    response = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_idempotency_key")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class RolePolicyQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self if getattr(user, "role", "") == Role.ADMINISTRATOR else self.none()


@pghistory.track()
class RolePolicy(DomainModel):
    """What the administrator demands of a role when its people sign in."""

    role = models.CharField(max_length=20, choices=Role.choices, unique=True)
    mfa_required = models.BooleanField(_("second factor required"), default=False)

    objects = RolePolicyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["role"]
        verbose_name_plural = "role policies"
