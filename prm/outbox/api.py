"""The API of webhooks: set up, change, try, read every call and send it again."""

from typing import Any

import django_filters
from django.urls import path
from rest_framework import serializers

from prm.core.api.serializers import StrictSerializer
from prm.core.api.views import ApiAction, ApiCreate, ApiDelete, ApiDetail, ApiList, ApiUpdate

from . import services
from .enums import Event, State
from .models import WebhookCall, WebhookEndpoint
from .rules import HOOKERS

READ, WRITE = "webhooks:read", "webhooks:write"


class EndpointOut(serializers.ModelSerializer):
    owner = serializers.CharField(source="user.name")

    class Meta:
        model = WebhookEndpoint
        fields = ("ref", "url", "events", "active", "owner", "created_at", "updated_at")


class EndpointMadeOut(EndpointOut):
    """`secret` signs the calls and is told this once."""

    class Meta(EndpointOut.Meta):
        fields = (*EndpointOut.Meta.fields, "secret")


class EndpointIn(StrictSerializer):
    """No events means all."""

    url = serializers.CharField(max_length=500)
    events = serializers.ListField(child=serializers.ChoiceField(choices=Event.choices), required=False)


class EndpointChange(StrictSerializer):
    url = serializers.CharField(max_length=500)
    events = serializers.ListField(child=serializers.ChoiceField(choices=Event.choices))
    active = serializers.BooleanField()


class EndpointRoute:
    model = WebhookEndpoint
    queryset = WebhookEndpoint.objects.select_related("user")
    serializer_class = EndpointOut
    roles = HOOKERS


class Webhooks(EndpointRoute, ApiList, ApiCreate):
    """POST answers with the signing secret, once. The address must be public and begin with https://."""

    scopes = {"GET": READ, "POST": WRITE}
    input_class = EndpointIn
    created_class = EndpointMadeOut

    def perform_create(self, data: dict[str, Any]) -> WebhookEndpoint:
        return services.add_endpoint(actor=self.request.user, **data)


class WebhookItem(EndpointRoute, ApiDetail, ApiUpdate, ApiDelete):
    scopes = {"GET": READ, "PATCH": WRITE, "DELETE": WRITE}
    input_class = EndpointChange

    def perform_update(self, obj: WebhookEndpoint, data: dict[str, Any]) -> WebhookEndpoint:
        return services.change_endpoint(actor=self.request.user, endpoint=obj, changes=data)

    def perform_delete(self, obj: WebhookEndpoint) -> None:
        services.delete_endpoint(actor=self.request.user, endpoint=obj)


class WebhookTry(EndpointRoute, ApiAction):
    """A call that says nothing, to see whether the other side answers."""

    scopes = {"POST": WRITE}

    def perform(self, obj: WebhookEndpoint, data: dict[str, Any]) -> None:
        services.try_endpoint(actor=self.request.user, endpoint=obj)


class WebhookRenewSecret(EndpointRoute, ApiAction):
    """A new signing secret, told this once."""

    scopes = {"POST": WRITE}
    answer_class = serializer_class = EndpointMadeOut

    def perform(self, obj: WebhookEndpoint, data: dict[str, Any]) -> WebhookEndpoint:
        return services.renew_secret(actor=self.request.user, endpoint=obj)


class TryOut(serializers.Serializer):
    at = serializers.DateTimeField()
    succeeded = serializers.BooleanField()
    status = serializers.IntegerField(default=None)
    note = serializers.CharField()


class CallOut(serializers.Serializer):
    """`id` is the call's webhook-id: it stays the same however often it is sent."""

    ref = serializers.CharField()
    id = serializers.CharField(source="message_id")
    webhook = serializers.CharField(source="endpoint.ref")
    event = serializers.CharField(source="subject")
    state = serializers.CharField()
    body = serializers.JSONField(source="payload")
    tries = TryOut(many=True)
    next_try_at = serializers.SerializerMethodField()
    sent_at = serializers.DateTimeField(default=None)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_next_try_at(self, call: WebhookCall) -> str | None:
        return call.due_at.isoformat() if call.state == State.QUEUED else None


class CallFilter(django_filters.FilterSet):
    webhook = django_filters.CharFilter(field_name="endpoint__ref")
    state = django_filters.ChoiceFilter(choices=State.choices)
    event = django_filters.CharFilter(field_name="subject")

    class Meta:
        model = WebhookCall
        fields = ("webhook", "state", "event")


class CallRoute:
    model = WebhookCall
    queryset = WebhookCall.objects.select_related("endpoint").prefetch_related("tries")
    serializer_class = CallOut
    roles = HOOKERS


class WebhookCalls(CallRoute, ApiList):
    scopes = {"GET": READ}
    filterset_class = CallFilter


class WebhookCallItem(CallRoute, ApiDetail):
    scopes = {"GET": READ}


class WebhookCallResend(CallRoute, ApiAction):
    """Called again under its old id, also when it arrived before."""

    scopes = {"POST": WRITE}

    def perform(self, obj: WebhookCall, data: dict[str, Any]) -> None:
        services.call_again(call=obj, actor=self.request.user)


urlpatterns = [
    path("webhooks", Webhooks.as_view(), name="webhooks"),
    path("webhooks/calls", WebhookCalls.as_view(), name="webhook-calls"),
    path("webhooks/calls/<ref:ref>", WebhookCallItem.as_view(), name="webhook-call"),
    path("webhooks/calls/<ref:ref>/resend", WebhookCallResend.as_view(), name="webhook-call-resend"),
    path("webhooks/<ref:ref>", WebhookItem.as_view(), name="webhook"),
    path("webhooks/<ref:ref>/try", WebhookTry.as_view(), name="webhook-try"),
    path("webhooks/<ref:ref>/renew-secret", WebhookRenewSecret.as_view(), name="webhook-renew-secret"),
]
