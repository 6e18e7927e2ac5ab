"""Messages wait here, in the transaction that caused them, until they are delivered."""

from datetime import datetime
from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prm.accounts.enums import STAFF, Role
from prm.core.models import DomainModel, VisibleQuerySet
from prm.core.references import ReferenceField

from .enums import UNFINISHED, Channel, State
from .topics import Mode, Topic


class WebhookEndpointQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff see their own endpoints, administrators all; a partner's admins look after the partner's together."""
        if not getattr(user, "is_active", False):
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self.all()
        if user.role == Role.PARTNER_ADMIN:
            # Through the partner of whoever set it up: this app knows no partner by name.
            return self.filter(user__member__partner__members__user=user.pk)
        return self.filter(user=user.pk)

    def listening_to(self, event: str) -> Self:
        """Active endpoints of active people that asked for this event; an endpoint without events asked for all."""
        return self.filter(Q(events__contains=[event]) | Q(events=[]), active=True, user__is_active=True)

    def of_partner_or_vendor(self, partner_id: int | None) -> Self:
        """Those of the vendor's staff, and those of this partner's members."""
        ours = Q(user__role__in=STAFF)
        return self.filter(ours | Q(user__member__partner=partner_id) if partner_id else ours)


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="history"), exclude=["secret"])
class WebhookEndpoint(DomainModel):
    """An address of a partner's or the vendor's own system that is called when something happens."""

    ref = ReferenceField("W")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhook_endpoints")
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(max_length=100, editable=False)
    events = ArrayField(models.CharField(max_length=60), verbose_name=_("events"), default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        return reverse("webhooks:detail", args=[self.ref])


class MessageQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Everyone sees what was sent to them; administrators see all."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self if user.role == Role.ADMINISTRATOR else self.filter(recipient=user.pk)

    def notices(self) -> Self:
        return self.filter(channel=Channel.NOTICE)

    def written(self) -> Self:
        """All but the mails of a bulk, which wait until their turn comes to be written."""
        return self.filter(writer="")

    def unread(self) -> Self:
        return self.notices().filter(read_at=None)

    def parked(self) -> Self:
        return self.filter(state=State.PARKED)

    def claimable(self, now: datetime) -> Self:
        """What may be sent now: due, not in anybody's hands, and on a route that works."""
        abandoned = Q(state=State.SENDING, claimed_until__lte=now)
        paused = Route.objects.filter(name=OuterRef("route"), paused_until__gt=now)
        return self.filter(Q(state=State.QUEUED) | abandoned, ~Exists(paused), due_at__lte=now)


class Message(DomainModel):
    """One mail, notice or webhook call about one event. `key` names the event: the same key is never sent twice."""

    ref = ReferenceField("O")
    key = models.CharField(max_length=200, editable=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    address = models.CharField(max_length=500, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list, blank=True)
    payload = models.JSONField(null=True, blank=True)
    # One of very many mails is written only when it leaves: by whom, and about which row. Empty once written.
    writer = models.CharField(max_length=40, blank=True)
    about = models.BigIntegerField(null=True, blank=True)
    url = models.CharField(max_length=500, blank=True)
    # What a delivery depends on besides itself: the mail server, or one endpoint. A broken route rests for a while.
    route = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="one_message_per_key"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="message_channel_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "-created_at"], name="message_calls", condition=Q(channel=Channel.WEBHOOK)
            ),
            models.Index(fields=["due_at"], name="message_gathered", condition=Q(state=State.GATHERED)),
            models.Index(
                fields=["due_at", "id"], name="message_sweep", condition=Q(state__in=sorted(UNFINISHED), writer="")
            ),
            models.Index(
                fields=["due_at", "id"],
                name="message_bulk_sweep",
                condition=Q(state__in=sorted(UNFINISHED)) & ~Q(writer=""),
            ),
            models.Index(fields=["-created_at"], name="message_parked", condition=Q(state=State.PARKED)),
            models.Index(
                fields=["recipient", "-created_at"], name="message_notices", condition=Q(channel=Channel.NOTICE)
            ),
            models.Index(
                fields=["recipient"], name="message_unread", condition=Q(channel=Channel.NOTICE, read_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.ref


class WebhookCallQuerySet(MessageQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The calls of the endpoints that the person looks after."""
        return self.filter(endpoint__in=WebhookEndpoint.objects.visible_to(user))


class WebhookCallManager(models.Manager.from_queryset(WebhookCallQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> WebhookCallQuerySet:
        return super().get_queryset().filter(channel=Channel.WEBHOOK)


class WebhookCall(Message):
    """A message as those see it who look after the endpoint: whether it arrived, and every try."""

    objects = WebhookCallManager()

    class Meta(DomainModel.Meta):
        proxy = True
        triggers: list[Any] = []  # the table's own are those of Message
        ordering = ["-created_at", "-pk"]

    def get_absolute_url(self) -> str:
        return reverse("webhooks:call", args=[self.ref])


class MailChoiceQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Everyone sees their own."""
        return self.filter(user=user.pk) if getattr(user, "is_active", False) else self.none()


@pghistory.track()
class MailChoice(DomainModel):
    """How one person wants the mails of one topic. Without a row they come at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.AT_ONCE)

    objects = MailChoiceQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["user", "topic"]
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="one_choice_per_topic"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="mail_mode_known"),
        ]


class AttemptQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(message__in=Message.objects.visible_to(user))


class Attempt(models.Model):
    """One try to deliver a message, and how it ended."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=timezone.now)
    succeeded = models.BooleanField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.at:%Y-%m-%d %H:%M}"


class Route(models.Model):
    """A mail server or an endpoint that did not answer rests until `paused_until`, for all workers together."""

    name = models.CharField(max_length=60, unique=True)
    paused_until = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WorkerSeen(models.Model):
    """When a worker last did something that came through the broker. `/readyz` reads it."""

    name = models.CharField(max_length=200, unique=True)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return self.name
