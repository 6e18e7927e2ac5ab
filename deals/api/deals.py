"""The API of deals."""

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from partners.library.downloads import attachment
from prm.accounts.enums import EVERYONE, SELLERS
from prm.core.api.files import BODY, FileIn, content_of
from prm.core.api.serializers import PersonOut, StrictSerializer
from prm.core.api.views import ApiAction, ApiDelete, ApiDetail, ApiList, ApiUpdate

from .. import presentation, selectors, services
from ..enums import OPEN_STAGES, ContactRole, LossReason
from ..filters import DealFilter
from ..models import DealContact, DealFile, Opportunity
from ..services.contents import MOST_FILES
from ..views.contents import contact_of
from ..views.deals import RELATED as DEAL_RELATED
from .amounts import AmountIn, take_amount


class DealOut(serializers.ModelSerializer):
    company = serializers.SerializerMethodField()
    product = serializers.CharField(source="product.code", default=None)
    amount = serializers.DecimalField(source="amount.amount", max_digits=14, decimal_places=2, default=None)
    currency = serializers.CharField(source="amount.currency", default=None)
    partner = serializers.CharField(source="partner.ref", default=None)
    referrer = serializers.CharField(source="referrer.ref", default=None)
    member = serializers.CharField(source="member.ref", default=None)
    campaign = serializers.CharField(source="campaign.ref", default=None)
    sales_rep = PersonOut(allow_null=True)
    registration = serializers.CharField(source="registration.ref", default=None)
    lead = serializers.CharField(source="lead.ref", default=None)
    protected_until = serializers.SerializerMethodField()

    class Meta:
        model = Opportunity
        fields = (
            "ref",
            "external_id",
            "name",
            "company",
            "stage",
            "deal_source",
            "product",
            "amount",
            "currency",
            "close_on",
            "next_step",
            "competitors",
            "partner",
            "referrer",
            "member",
            "campaign",
            "sales_rep",
            "registration",
            "lead",
            "protected_until",
            "loss_reason",
            "loss_note",
            "stage_since",
            "last_activity_at",
            "closed_at",
            "created_at",
            "updated_at",
        )

    def get_company(self, deal: Opportunity) -> str:
        return presentation.company_of(deal, getattr(deal, "registration", None))

    def get_protected_until(self, deal: Opportunity) -> str | None:
        shield = presentation.shield_of(getattr(deal, "registration", None))
        return shield.protection.ends_on.isoformat() if shield else None


class DealPersonOut(serializers.ModelSerializer):
    ref = serializers.CharField(source="contact.ref")
    name = serializers.CharField(source="contact.name")
    title = serializers.CharField(source="contact.title")
    email = serializers.CharField(source="contact.email")
    phone = serializers.CharField(source="contact.phone")

    class Meta:
        model = DealContact
        fields = ("ref", "name", "title", "email", "phone", "role")


class DealFileOut(serializers.ModelSerializer):
    """The file itself: GET deal-files/{ref}."""

    uploaded_by = serializers.CharField(source="uploaded_by.name")

    class Meta:
        model = DealFile
        fields = ("ref", "file_name", "content_type", "size", "sha256", "uploaded_at", "uploaded_by")


class DealItemOut(DealOut):
    """One deal, with the people at the customer who have a part in it, and its files."""

    people = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()

    class Meta(DealOut.Meta):
        fields = (*DealOut.Meta.fields, "people", "files")  # type: ignore[assignment]

    @extend_schema_field(DealPersonOut(many=True))
    def get_people(self, deal: Opportunity) -> Any:
        rows = DealContact.objects.visible_to(self.context["request"].user).filter(deal=deal)
        return DealPersonOut(rows.select_related("contact").order_by("pk"), many=True).data

    @extend_schema_field(DealFileOut(many=True))
    def get_files(self, deal: Opportunity) -> Any:
        return DealFileOut(selectors.files_of(deal, self.context["request"].user), many=True).data


class DealIn(AmountIn):
    amount = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=Decimal("0.01"), required=False, allow_null=True
    )
    name = serializers.CharField(max_length=200, required=False)
    stage = serializers.ChoiceField(choices=[(stage, stage.label) for stage in OPEN_STAGES], required=False)
    close_on = serializers.DateField(required=False, allow_null=True)
    next_step = serializers.CharField(max_length=300, required=False, allow_blank=True)
    competitors = serializers.CharField(max_length=300, required=False, allow_blank=True)


class DealRoute:
    model = Opportunity
    queryset = Opportunity.objects.select_related(*DEAL_RELATED)
    serializer_class = DealOut


def currency_of(deal: Opportunity) -> str:
    """What an amount without a currency is in."""
    if deal.amount is not None:
        return str(deal.amount.currency)
    return str(deal.partner.currency) if deal.partner is not None else ""


class Deals(DealRoute, ApiList):
    roles = EVERYONE
    scopes = {"GET": "deals:read"}
    filterset_class = DealFilter


class DealItem(DealRoute, ApiDetail, ApiUpdate):
    serializer_class = DealItemOut
    roles = {"GET": EVERYONE, "PATCH": SELLERS}
    scopes = {"GET": "deals:read", "PATCH": "deals:write"}
    input_class = DealIn

    def perform_update(self, obj: Opportunity, data: dict[str, Any]) -> Opportunity:
        return services.update_deal(self.request.user, obj, take_amount(data, currency_of(obj)))


class WinIn(AmountIn):
    """Without an amount the deal's own counts."""

    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=Decimal("0.01"), required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class DealWin(DealRoute, ApiAction):
    roles = SELLERS
    scopes = {"POST": "deals:write"}
    input_class = WinIn

    def perform(self, obj: Opportunity, data: dict[str, Any]) -> Opportunity:
        given = take_amount(data, currency_of(obj))
        return services.win(self.request.user, obj, given.get("amount"), given.get("note", ""))


class LoseIn(StrictSerializer):
    reason = serializers.ChoiceField(choices=LossReason.choices)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class DealLose(DealRoute, ApiAction):
    roles = SELLERS
    scopes = {"POST": "deals:write"}
    input_class = LoseIn

    def perform(self, obj: Opportunity, data: dict[str, Any]) -> Opportunity:
        return services.lose(self.request.user, obj, data["reason"], data.get("note", ""))


class PersonIn(StrictSerializer):
    name = serializers.CharField(max_length=150)
    title = serializers.CharField(max_length=100, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    role = serializers.ChoiceField(choices=ContactRole.choices)


class DealPeople(DealRoute, ApiAction):
    """Names somebody at the customer, with a part in the deal; named again, the part changes."""

    roles = SELLERS
    scopes = {"POST": "deals:write"}
    input_class = PersonIn
    serializer_class = DealItemOut

    def perform(self, obj: Opportunity, data: dict[str, Any]) -> Opportunity:
        role = data.pop("role")
        return services.add_contact(self.request.user, obj, data, role)


class DealPerson(DealRoute, ApiDelete):
    """The person has no part in the deal any more; the customer keeps the contact."""

    roles = SELLERS
    scopes = {"DELETE": "deals:write"}

    def perform_delete(self, obj: Opportunity) -> None:
        services.remove_contact(self.request.user, obj, contact_of(obj, self.kwargs["contact"]))


class FilesIn(StrictSerializer):
    files = serializers.ListField(child=FileIn(), min_length=1, max_length=MOST_FILES)


class DealFiles(DealRoute, ApiAction):
    """Adds files, which both sides of the deal read; the same content is kept once."""

    roles = SELLERS
    scopes = {"POST": "deals:write"}
    input_class = FilesIn
    serializer_class = DealItemOut
    max_body = BODY

    def perform(self, obj: Opportunity, data: dict[str, Any]) -> Opportunity:
        files = [SimpleUploadedFile(one["name"], content_of(one, "files")) for one in data["files"]]
        return services.add_files(self.request.user, obj, files)


class DealFileItem(ApiDetail, ApiDelete):
    """GET is the file itself, as an attachment. DELETE: it is shown no more, and kept with the deal's history."""

    model = DealFile
    queryset = DealFile.objects.select_related("deal", "uploaded_by")
    roles = {"GET": EVERYONE, "DELETE": SELLERS}
    scopes = {"GET": "deals:read", "DELETE": "deals:write"}
    serializer_class = DealFileOut

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        return attachment(self.get_object())

    def perform_delete(self, obj: DealFile) -> None:
        services.remove_file(self.request.user, obj)


urlpatterns = [
    path("deals", Deals.as_view(), name="deals"),
    path("deals/<ref:ref>", DealItem.as_view(), name="deal"),
    path("deals/<ref:ref>/people", DealPeople.as_view(), name="deal-people"),
    path("deals/<ref:ref>/people/<str:contact>", DealPerson.as_view(), name="deal-person"),
    path("deals/<ref:ref>/files", DealFiles.as_view(), name="deal-files"),
    path("deal-files/<ref:ref>", DealFileItem.as_view(), name="deal-file"),
    path("deals/<ref:ref>/win", DealWin.as_view(), name="deal-win"),
    path("deals/<ref:ref>/lose", DealLose.as_view(), name="deal-lose"),
]
