"""A small API over the one model that the lowest rooms have: a person's tokens. Only for test_api_ground."""

import time

from django.db import connection
from django.urls import include, path
from rest_framework import serializers

import prm.urls  # noqa: F401  registers the <ref:…> converter
from prm.accounts.enums import EVERYONE, STAFF
from prm.accounts.models import ApiToken
from prm.core.api.routing import FALLBACK
from prm.core.api.serializers import StrictSerializer
from prm.core.api.views import ApiAction, ApiCreate, ApiDelete, ApiDetail, ApiList, ApiUpdate
from prm.core.errors import DomainError, TransitionRefused

# What a test lets happen in the middle of `perform_create`.
during = {"seconds": 0.0, "raise": None}
made = []


class Out(serializers.ModelSerializer):
    class Meta:
        model = ApiToken
        fields = ["ref", "name", "scopes", "created_at"]


class In(StrictSerializer):
    name = serializers.CharField(max_length=80)
    note = serializers.CharField(required=False, allow_blank=True)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)


class Things(ApiList, ApiCreate):
    model = ApiToken
    roles = {"GET": EVERYONE, "POST": EVERYONE}
    scopes = {"GET": "leads:read", "POST": "leads:write"}
    serializer_class, input_class = Out, In

    def perform_create(self, data):
        thing = ApiToken.objects.create(user=self.request.user, name=data["name"], digest=f"{time.time_ns()}")
        time.sleep(during["seconds"])
        if during["raise"]:
            raise during["raise"]
        made.append(thing.ref)
        return thing


class Thing(ApiDetail, ApiUpdate, ApiDelete):
    model = ApiToken
    roles = EVERYONE
    scopes = {"GET": "leads:read", "PATCH": "leads:write", "DELETE": "leads:write"}
    serializer_class, input_class = Out, In

    def perform_update(self, obj, data):
        ApiToken.objects.filter(pk=obj.pk).update(**data)

    def perform_delete(self, obj):
        obj.delete()


class Leave(ApiAction):
    """Gives the row to somebody else, out of its caller's sight."""

    model = ApiToken
    roles = EVERYONE
    scopes = {"POST": "leads:write"}
    serializer_class = Out

    def perform(self, obj, data):
        other = type(obj.user).objects.exclude(pk=obj.user_id).order_by("pk").first()
        if ApiToken.objects.filter(pk=obj.pk, user=obj.user).update(user=other) == 0:
            raise TransitionRefused("It has gone already.")


class Break(ApiAction):
    model = ApiToken
    roles = EVERYONE
    scopes = {"POST": "leads:write"}
    serializer_class = Out

    class input_class(StrictSerializer):
        how = serializers.CharField()

    def perform(self, obj, data):
        if data["how"] == "range":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 99999999999999::int")
        elif data["how"] == "unique":
            ApiToken.objects.create(user=obj.user, name="twice", digest=obj.digest)
        elif data["how"] == "rule":
            raise DomainError("Not like this.", fields={"how": "Try another way."})
        else:
            raise RuntimeError("a surprise with a secret in it")


class OnlyStaff(ApiList):
    model = ApiToken
    roles = STAFF
    scopes = {"GET": "leads:read"}
    serializer_class = Out


routes = [
    path("things", Things.as_view(), name="things"),
    path("things/<ref:ref>", Thing.as_view(), name="thing"),
    path("things/<ref:ref>/leave", Leave.as_view(), name="thing-leave"),
    path("things/<ref:ref>/break", Break.as_view(), name="thing-break"),
    path("staff", OnlyStaff.as_view(), name="staff"),
    FALLBACK,
]
urlpatterns = [
    path("api/v1/", include((routes, "api"))),
    path("accounts/", include("prm.accounts.urls")),
    path("accounts/", include("allauth.urls")),
]
