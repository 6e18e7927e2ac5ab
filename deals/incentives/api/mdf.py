"""The API of co-marketing money: what the pages do with budgets, requests, claims and their proof."""

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from partners.library.downloads import attachment
from partners.selectors import named_campaign
from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF
from prm.core.api.files import BODY, FileIn, content_of
from prm.core.api.serializers import StrictSerializer
from prm.core.api.views import ApiAction, ApiCreate, ApiDetail, ApiList
from prm.core.errors import InvalidInput

from .. import selectors, services
from ..enums import Activity, RefusalReason
from ..filters import BudgetFilter, MdfFilter
from ..models import Budget, MdfProof, MdfRequest
from ..services.claiming import MOST_FILES

READERS = MEMBERS | CHANNEL | MONEY_STAFF
READ, WRITE = "mdf:read", "mdf:write"


def cost_field(**kwargs: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=14, decimal_places=2, min_value=Decimal("0.01"), **kwargs)


def note_field(**kwargs: Any) -> serializers.CharField:
    return serializers.CharField(max_length=2000, **kwargs)


class BudgetOut(serializers.ModelSerializer):
    """`accrued` is all that came in; it lies in the four pots after it."""

    partner = serializers.CharField(source="partner.ref")
    currency = serializers.CharField()

    class Meta:
        model = Budget
        fields = (
            "ref", "partner", "currency", "starts_on", "ends_on", "spend_until", "accrued", "available", "reserved",
            "claimed", "settled", "created_at", "updated_at",
        )  # fmt: skip


class BudgetRoute:
    model = Budget
    queryset = Budget.objects.select_related("partner")
    roles = READERS
    scopes = {"GET": READ}
    serializer_class = BudgetOut


class Budgets(BudgetRoute, ApiList):
    filterset_class = BudgetFilter


class BudgetItem(BudgetRoute, ApiDetail):
    pass


class ProofOut(serializers.ModelSerializer):
    """The file itself: GET mdf-proofs/{ref}."""

    class Meta:
        model = MdfProof
        fields = ("ref", "file_name", "content_type", "size", "sha256", "uploaded_at")


class RefusalOut(serializers.Serializer):
    reasons = serializers.ListField(child=serializers.CharField(), source="refusal_reasons")
    checked = serializers.CharField(source="refusal_checked")
    what_would_change = serializers.CharField(source="refusal_changes")


class MdfOut(serializers.ModelSerializer):
    """Amounts are in `currency`, the budget's. `next_step_by` is the clock of whoever is next."""

    partner = serializers.CharField(source="partner.ref")
    asked_by = serializers.CharField(source="member.ref")
    budget = serializers.CharField(source="budget.ref")
    campaign = serializers.CharField(source="campaign.ref", default=None)
    currency = serializers.CharField()
    next_step_by = serializers.DateTimeField(source="clock_due", default=None)
    refusal = RefusalOut(source="*")
    proofs = ProofOut(many=True)

    class Meta:
        model = MdfRequest
        fields = (
            "ref", "state", "state_since", "partner", "asked_by", "budget", "campaign", "title", "activity",
            "starts_on", "ends_on", "description", "expected", "currency", "planned_cost", "share_percent", "asked",
            "next_step_by", "request_note", "approved", "decision_note", "decided_at", "refusal", "claim_by",
            "held_on", "actual_cost", "outcome", "claimed", "claimed_at", "proofs", "settled", "settlement_note",
            "paid_at", "payment_reference", "submitted_at", "created_at", "updated_at",
        )  # fmt: skip


class FactsIn(StrictSerializer):
    title = serializers.CharField(max_length=150)
    activity = serializers.ChoiceField(choices=Activity.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    planned_cost = cost_field()
    expected = serializers.CharField(max_length=300)
    description = serializers.CharField(max_length=4000)
    campaign = serializers.CharField(max_length=9, required=False)


class MdfIn(FactsIn):
    """`planned_cost` is the whole cost, in the budget's currency; we pay our share of it."""

    budget = serializers.CharField(max_length=9)


class MdfRoute:
    model = MdfRequest
    queryset = MdfRequest.objects.select_related("partner__owner", "member__user", "budget", "campaign")
    serializer_class = MdfOut

    def rows(self) -> Any:
        rows = selectors.mdf_for(self.request.user)  # type: ignore[attr-defined]
        return rows.select_related("partner__owner", "campaign").prefetch_related("proofs")


def facts_of(user: Any, data: dict[str, Any]) -> dict[str, Any]:
    """What the services take; a campaign that is not the caller's own is refused."""
    ref = data.get("campaign")
    return {**data, "campaign": named_campaign(user, ref) if ref else None}


class MdfRequests(MdfRoute, ApiList, ApiCreate):
    roles = {"GET": READERS, "POST": MEMBERS}
    scopes = {"GET": READ, "POST": WRITE}
    input_class = MdfIn
    filterset_class = MdfFilter

    def perform_create(self, data: dict[str, Any]) -> MdfRequest:
        budget = selectors.budgets_for(self.request.user).filter(ref=data.pop("budget")).first()
        if budget is None:
            sentence = _("There is no such budget that you may see.")
            raise InvalidInput(sentence, fields={"budget": sentence})
        return services.request_money(self.request.user, budget, facts_of(self.request.user, data))


class MdfItem(MdfRoute, ApiDetail):
    roles = READERS
    scopes = {"GET": READ}

    def get_object(self) -> MdfRequest:
        return self.rows().get(pk=super().get_object().pk)


class MdfAction(MdfRoute, ApiAction):
    roles = MEMBERS
    scopes = {"POST": WRITE}


class MdfAnswer(MdfAction):
    """All facts again, as they are to be now."""

    input_class = FactsIn

    def perform(self, obj: MdfRequest, data: dict[str, Any]) -> MdfRequest:
        return services.answer_request(self.request.user, obj, facts_of(self.request.user, data))


class MdfWithdraw(MdfAction):
    def perform(self, obj: MdfRequest, data: dict[str, Any]) -> MdfRequest:
        return services.withdraw_request(self.request.user, obj)


class ClaimIn(StrictSerializer):
    """`actual_cost` is the whole cost. `proof` may be left out when a claim that came back has some already."""

    actual_cost = cost_field()
    held_on = serializers.DateField()
    outcome = note_field()
    proof = serializers.ListField(child=FileIn(), max_length=MOST_FILES, required=False)


class MdfClaim(MdfAction):
    input_class = ClaimIn
    max_body = BODY

    def perform(self, obj: MdfRequest, data: dict[str, Any]) -> MdfRequest:
        files = [SimpleUploadedFile(one["name"], content_of(one, "proof")) for one in data.pop("proof", [])]
        try:
            return services.claim(self.request.user, obj, proof=files, **data)
        except InvalidInput as error:
            # The form calls its field “file”.
            error.fields = {"proof" if name == "file" else name: said for name, said in error.fields.items()}
            raise


class MdfApproveIn(StrictSerializer):
    """Without an amount all of it."""

    amount = cost_field(required=False)
    note = note_field(required=False, allow_blank=True)


class MdfApprove(MdfAction):
    roles = CHANNEL
    input_class = MdfApproveIn

    def perform(self, obj: MdfRequest, data: dict[str, Any]) -> MdfRequest:
        return services.approve_request(self.request.user, obj, data.get("amount"), data.get("note", ""))


class MdfNoteIn(StrictSerializer):
    note = note_field()


class MdfRequestChanges(MdfAction):
    roles = CHANNEL
    input_class = MdfNoteIn

    def perform(self, obj: MdfRequest, data: dict[str, Any]) -> MdfRequest:
        return services.request_changes(self.request.user, obj, data["note"])


class RefuseIn(StrictSerializer):
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=RefusalReason.choices), min_length=1)
    checked = note_field()
    what_would_change = note_field()


class MdfRefuse(MdfAction):
    """Not within the policy's business hours of the request: 409 until then."""

    roles = CHANNEL
    input_class = RefuseIn

    def perform(self, obj: MdfRequest, data: dict[str, Any]) -> MdfRequest:
        return services.refuse_request(self.request.user, obj, **data)


class MdfApproveClaim(MdfAction):
    roles = MONEY_STAFF
    input_class = MdfApproveIn

    def perform(self, obj: MdfRequest, data: dict[str, Any]) -> MdfRequest:
        return services.approve_claim(self.request.user, obj, data.get("amount"), data.get("note", ""))


class MdfReturnClaim(MdfAction):
    roles = MONEY_STAFF
    input_class = MdfNoteIn

    def perform(self, obj: MdfRequest, data: dict[str, Any]) -> MdfRequest:
        return services.return_claim(self.request.user, obj, data["note"])


class MdfPayIn(StrictSerializer):
    reference = serializers.CharField(max_length=80)


class MdfPay(MdfAction):
    roles = MONEY_STAFF
    input_class = MdfPayIn

    def perform(self, obj: MdfRequest, data: dict[str, Any]) -> MdfRequest:
        return services.pay_claim(self.request.user, obj, data["reference"])


class ProofFile(ApiDetail):
    """A proof, as an attachment."""

    model = MdfProof
    roles = READERS
    scopes = {"GET": READ}
    serializer_class = ProofOut

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        return attachment(self.get_object())


ACTIONS: dict[str, type[MdfAction]] = {
    "answer": MdfAnswer,
    "withdraw": MdfWithdraw,
    "claim": MdfClaim,
    "approve": MdfApprove,
    "request-changes": MdfRequestChanges,
    "refuse": MdfRefuse,
    "approve-claim": MdfApproveClaim,
    "return-claim": MdfReturnClaim,
    "pay": MdfPay,
}

urlpatterns = [
    path("mdf-budgets", Budgets.as_view(), name="mdf-budgets"),
    path("mdf-budgets/<ref:ref>", BudgetItem.as_view(), name="mdf-budget"),
    path("mdf-requests", MdfRequests.as_view(), name="mdf-requests"),
    path("mdf-requests/<ref:ref>", MdfItem.as_view(), name="mdf-request"),
    *(path(f"mdf-requests/<ref:ref>/{verb}", view.as_view(), name=f"mdf-{verb}") for verb, view in ACTIONS.items()),
    path("mdf-proofs/<ref:ref>", ProofFile.as_view(), name="mdf-proof"),
]
