"""The API of partners and their members: what the pages show, for a partner's own system and the vendor's."""

from typing import Any

import django_filters
from django.urls import path
from rest_framework import serializers

from prm.accounts.enums import CHANNEL, EVERYONE, MEMBER_ROLES, PARTNER_ADMINS, Role
from prm.core.api.serializers import StrictSerializer
from prm.core.api.views import ApiAction, ApiCreate, ApiDetail, ApiList, ApiUpdate

from . import selectors, services
from .enums import PartnerState, PartnerType
from .models import Member, Partner
from .services.team import HIGHEST_CAPACITY

TEAM_ADMINS = CHANNEL | PARTNER_ADMINS


class PartnerOut(serializers.ModelSerializer):
    tier = serializers.CharField(source="tier.name")
    country = serializers.CharField()
    channel_manager = serializers.CharField(source="owner.name")
    sales_rep = serializers.CharField(source="sales_rep.name", default=None)

    class Meta:
        model = Partner
        fields = (
            "ref",
            "external_id",
            "name",
            "type",
            "tier",
            "state",
            "country",
            "city",
            "website",
            "phone",
            "about",
            "currency",
            "channel_manager",
            "sales_rep",
            "joined_on",
            "contract_ends_on",
            "created_at",
            "updated_at",
        )


class PartnerIn(StrictSerializer):
    """What a system may change about a partner; tier, owner and state are decided on the pages."""

    external_id = serializers.CharField(max_length=100, allow_blank=True)
    city = serializers.CharField(max_length=80, allow_blank=True)
    website = serializers.URLField(max_length=200, allow_blank=True)
    phone = serializers.CharField(max_length=40, allow_blank=True)
    about = serializers.CharField(max_length=2000, allow_blank=True)


class PartnerApiFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=PartnerState.choices)
    type = django_filters.ChoiceFilter(choices=PartnerType.choices)
    external_id = django_filters.CharFilter()

    class Meta:
        model = Partner
        fields = ("state", "type", "external_id")


class Partners(ApiList):
    model = Partner
    queryset = Partner.objects.select_related("tier", "owner", "sales_rep")
    roles = EVERYONE
    scopes = {"GET": "partners:read"}
    serializer_class = PartnerOut
    filterset_class = PartnerApiFilter


class PartnerItem(ApiDetail, ApiUpdate):
    model = Partner
    queryset = Partner.objects.select_related("tier", "owner", "sales_rep")
    roles = {"GET": EVERYONE, "PATCH": CHANNEL}
    scopes = {"GET": "partners:read", "PATCH": "partners:write"}
    serializer_class, input_class = PartnerOut, PartnerIn

    def perform_update(self, obj: Partner, data: dict[str, Any]) -> None:
        services.update_partner(actor=self.request.user, partner=obj, changes=data)


class MemberOut(serializers.ModelSerializer):
    partner = serializers.CharField(source="partner.ref")
    name = serializers.CharField(source="user.name")
    email = serializers.CharField(source="user.email")
    phone = serializers.CharField(source="user.phone")
    title = serializers.CharField(source="user.title")
    role = serializers.CharField(source="user.role")
    active = serializers.BooleanField(source="user.is_active")
    away_from = serializers.DateField(source="user.away_from")
    away_until = serializers.DateField(source="user.away_until")

    class Meta:
        model = Member
        fields = (
            "ref",
            "partner",
            "name",
            "email",
            "phone",
            "title",
            "role",
            "active",
            "capacity",
            "away_from",
            "away_until",
            "created_at",
            "updated_at",
        )


class MemberIn(StrictSerializer):
    """An invitation. `partner` is needed from staff; a partner admin invites to their own."""

    partner = serializers.CharField(max_length=9, required=False)
    name = serializers.CharField(max_length=150)
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=MEMBER_ROLES, default=Role.PARTNER_REP)
    title = serializers.CharField(max_length=100, required=False, allow_blank=True)


class MemberChange(StrictSerializer):
    role = serializers.ChoiceField(choices=MEMBER_ROLES)
    capacity = serializers.IntegerField(min_value=0, max_value=HIGHEST_CAPACITY)
    away_from = serializers.DateField(allow_null=True)
    away_until = serializers.DateField(allow_null=True)


class MemberApiFilter(django_filters.FilterSet):
    partner = django_filters.CharFilter(field_name="partner__ref")
    role = django_filters.ChoiceFilter(field_name="user__role", choices=MEMBER_ROLES)
    active = django_filters.BooleanFilter(field_name="user__is_active")

    class Meta:
        model = Member
        fields = ("partner", "role", "active")


class Members(ApiList, ApiCreate):
    model = Member
    queryset = Member.objects.select_related("user", "partner")
    roles = {"GET": EVERYONE, "POST": TEAM_ADMINS}
    scopes = {"GET": "members:read", "POST": "members:write"}
    serializer_class, input_class = MemberOut, MemberIn
    filterset_class = MemberApiFilter

    def perform_create(self, data: dict[str, Any]) -> Member:
        partner = selectors.named_partner(self.request.user, data.pop("partner", ""))
        return services.invite_member(actor=self.request.user, partner=partner, **data)


class MemberItem(ApiDetail, ApiUpdate):
    model = Member
    queryset = Member.objects.select_related("user", "partner")
    roles = {"GET": EVERYONE, "PATCH": TEAM_ADMINS}
    scopes = {"GET": "members:read", "PATCH": "members:write"}
    serializer_class, input_class = MemberOut, MemberChange

    def perform_update(self, obj: Member, data: dict[str, Any]) -> Member:
        return services.update_member(actor=self.request.user, member=obj, changes=data)


class DeactivateMember(ApiAction):
    """Closes the account at once; what the person did stays."""

    model = Member
    queryset = Member.objects.select_related("user", "partner")
    roles = TEAM_ADMINS
    scopes = {"POST": "members:write"}
    serializer_class = MemberOut

    def perform(self, obj: Member, data: dict[str, Any]) -> Member:
        return services.deactivate_member(actor=self.request.user, member=obj)


urlpatterns = [
    path("partners", Partners.as_view(), name="partners"),
    path("partners/<ref:ref>", PartnerItem.as_view(), name="partner"),
    path("members", Members.as_view(), name="members"),
    path("members/<ref:ref>", MemberItem.as_view(), name="member"),
    path("members/<ref:ref>/deactivate", DeactivateMember.as_view(), name="member-deactivate"),
]
