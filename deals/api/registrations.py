"""The API of registrations: what the pages do, for a partner's own system and the vendor's."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from django_countries import countries
from rest_framework import serializers

from leads.models import Lead
from leads.selectors import Asked
from partners.models import Product
from partners.selectors import named_campaign, partner_of
from prm.accounts.enums import MEMBERS, SELLERS, SELLING_STAFF
from prm.core.api.serializers import AppealIn, PersonOut, StrictSerializer
from prm.core.api.views import ApiAction, ApiCreate, ApiDetail, ApiList, ApiQuestion
from prm.core.errors import InvalidInput

from .. import presentation, rules, selectors, services
from ..conflicts import Colour
from ..enums import HelpWanted
from ..filters import RegistrationFilter
from ..messages.registrations import reasons_in_words
from ..models import Approval, Registration
from ..views.registrations import RELATED as REGISTRATION_RELATED
from .amounts import AmountIn, take_amount

READ, WRITE = "registrations:read", "registrations:write"


class ApprovalOut(serializers.ModelSerializer):
    """A step of the chain: whose it is, why, and when it was approved; the first one without a time is open."""

    person = PersonOut()
    approved_by = PersonOut(allow_null=True)

    class Meta:
        model = Approval
        fields = ("place", "approver", "because", "person", "approved_at", "approved_by")


class RegistrationOut(serializers.ModelSerializer):
    state = serializers.SerializerMethodField()
    country = serializers.CharField()
    product = serializers.CharField(source="product.code", default=None)
    amount = serializers.DecimalField(source="amount.amount", max_digits=14, decimal_places=2, default=None)
    currency = serializers.CharField(source="amount.currency", default=None)
    partner = serializers.CharField(source="partner.ref")
    registered_by = serializers.CharField(source="referrer.ref", default=None)
    campaign = serializers.CharField(source="campaign.ref", default=None)
    reviewer = PersonOut(allow_null=True)
    approvals = ApprovalOut(many=True)
    decide_by = serializers.DateTimeField(source="clock_due", default=None)
    rejection = serializers.SerializerMethodField()
    protected_until = serializers.SerializerMethodField()
    deal = serializers.CharField(source="opportunity.ref", default=None)
    lead = serializers.CharField(source="lead.ref", default=None)
    rules_accepted = serializers.CharField(default=None)

    class Meta:
        model = Registration
        fields = (
            "ref",
            "external_id",
            "state",
            *rules.OPENABLE_FIELDS,
            "currency",
            "partner",
            "registered_by",
            "campaign",
            "reviewer",
            "approvals",
            "decide_by",
            "open_fields",
            "request_note",
            "decision_note",
            "rejection",
            "protected_until",
            "deal",
            "lead",
            "help_wanted",
            "involvement",
            "credit_share",
            "rules_accepted",
            "submitted_at",
            "decided_at",
            "created_at",
            "updated_at",
        )

    def get_state(self, row: Registration) -> str:
        return presentation.shown(row, self.context["request"].user)[0]

    def get_rejection(self, row: Registration) -> dict[str, Any] | None:
        if row.state != "rejected":
            return None
        changes = {"checked": row.rejection_checked, "what_would_change": row.rejection_changes}
        return {"reasons": reasons_in_words(row), **changes, "appeal_answer": row.appeal_answer}

    def get_protected_until(self, row: Registration) -> str | None:
        shield = presentation.shield_of(row)
        return shield.protection.ends_on.isoformat() if shield else None


class CompanyIn(StrictSerializer):
    company = serializers.CharField(max_length=200)
    website = serializers.CharField(max_length=253, required=False, allow_blank=True)
    country = serializers.ChoiceField(choices=list(countries))
    city = serializers.CharField(max_length=80, required=False, allow_blank=True)
    postcode = serializers.CharField(max_length=20, required=False, allow_blank=True)
    product = serializers.SlugRelatedField(slug_field="code", queryset=Product.objects.filter(is_active=True))


class FactsIn(CompanyIn, AmountIn):
    contact_name = serializers.CharField(max_length=150)
    contact_title = serializers.CharField(max_length=100, required=False, allow_blank=True)
    contact_email = serializers.EmailField(max_length=254)
    contact_phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    close_on = serializers.DateField()
    need = serializers.CharField(max_length=4000)


class RegistrationIn(FactsIn):
    """Whoever registers has accepted the rules of engagement in force, here or in the portal.

    Here it is `documents/{ref}/acknowledge`. Until then it is 422 `rules-not-accepted`, with `documents` to read; a
    new version is asked for anew.
    """

    external_id = serializers.CharField(max_length=100, required=False, allow_blank=True)
    lead = serializers.CharField(max_length=9, required=False)
    campaign = serializers.CharField(max_length=9, required=False)
    help_wanted = serializers.ListField(
        child=serializers.ChoiceField(choices=HelpWanted.choices), required=False, max_length=len(HelpWanted)
    )


class RegistrationRoute:
    model = Registration
    queryset = Registration.objects.select_related(*REGISTRATION_RELATED)
    serializer_class = RegistrationOut

    def rows(self) -> Any:
        rows = selectors.registrations_for(self.request.user)  # type: ignore[attr-defined]
        return rows.select_related(*REGISTRATION_RELATED).prefetch_related(selectors.APPROVALS)


class Registrations(RegistrationRoute, ApiList, ApiCreate):
    roles = {"GET": SELLERS, "POST": MEMBERS}
    scopes = {"GET": READ, "POST": WRITE}
    input_class = RegistrationIn
    filterset_class = RegistrationFilter

    def perform_create(self, data: dict[str, Any]) -> Registration:
        user = self.request.user
        facts = take_amount(data, str(partner_of(user).currency))
        if "lead" in facts:
            facts["lead"] = lead_of(user, facts["lead"])
        if "campaign" in facts:
            facts["campaign"] = named_campaign(user, facts["campaign"])
        return services.register(user, None, facts)


def lead_of(user: Any, ref: str) -> Lead:
    """A lead of the caller's own. Raises InvalidInput for any other, whether it exists or not."""
    lead = Lead.objects.visible_to(user).filter(ref=ref).first()
    if lead is None:
        sentence = _("There is no such lead that you may see.")
        raise InvalidInput(sentence, fields={"lead": sentence})
    return lead


class CheckIn(CompanyIn):
    company = serializers.CharField(min_length=2, max_length=200)
    contact_email = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class CheckOut(serializers.Serializer):
    """`registration` is your own company's, where that is why the customer is not free."""

    colour = serializers.ChoiceField(choices=[colour.value for colour in Colour])
    label = serializers.CharField()
    sentence = serializers.CharField()
    registration = serializers.CharField(allow_null=True)


class RegistrationCheck(RegistrationRoute, ApiQuestion):
    """Whether a customer is free for a product: green, yellow (needs a look) or red, as the form says it.

    60 questions a minute and 1,000 a day for the whole partner, counted together with those of the form; 429
    `asked-too-often` beyond. A registration can be sent all the same.
    """

    roles = MEMBERS
    scopes = {"POST": READ}
    input_class = CheckIn
    answer_class = CheckOut

    def perform(self, data: dict[str, Any]) -> dict[str, Any]:
        asked = Asked(
            name=data["company"],
            website=data.get("website", ""),
            country=data["country"],
            email=data.get("contact_email", ""),
            postcode=data.get("postcode", ""),
            city=data.get("city", ""),
        )
        found = services.ask(self.request.user, data["product"], asked)
        words = {"label": str(found.label), "sentence": str(found.sentence)}
        return {"colour": found.colour.value, **words, "registration": found.own or None}


class RegistrationItem(RegistrationRoute, ApiDetail):
    roles = SELLERS
    scopes = {"GET": READ}

    def get_object(self) -> Registration:
        return self.rows().get(pk=super().get_object().pk)


class RegistrationWithdraw(RegistrationRoute, ApiAction):
    roles = MEMBERS
    scopes = {"POST": WRITE}

    def perform(self, obj: Registration, data: dict[str, Any]) -> Registration:
        return services.withdraw(self.request.user, obj)


class RegistrationAppeal(RegistrationRoute, ApiAction):
    """Once, within the time that the letter named: a channel manager looks at the decision again."""

    roles = MEMBERS
    scopes = {"POST": WRITE}
    input_class = AppealIn

    def perform(self, obj: Registration, data: dict[str, Any]) -> Registration:
        return services.appeal(self.request.user, obj, data["reason"])


class AnswerIn(FactsIn):
    """Only what was asked for; the other fields are refused."""

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class RegistrationAnswer(RegistrationRoute, ApiAction):
    roles = MEMBERS
    scopes = {"POST": WRITE}
    input_class = AnswerIn

    def perform(self, obj: Registration, data: dict[str, Any]) -> Registration:
        default = str(obj.amount.currency) if obj.amount is not None else ""
        return services.answer_action_required(self.request.user, obj, take_amount(data, default))


class ApproveIn(StrictSerializer):
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class RegistrationApprove(RegistrationRoute, ApiAction):
    roles = SELLING_STAFF
    scopes = {"POST": WRITE}
    input_class = ApproveIn

    def perform(self, obj: Registration, data: dict[str, Any]) -> Registration:
        return services.approve(self.request.user, obj, data.get("note", ""))


class RequestChangesIn(StrictSerializer):
    open_fields = serializers.ListField(child=serializers.ChoiceField(choices=rules.OPENABLE_FIELDS), min_length=1)
    note = serializers.CharField(max_length=2000)


class RegistrationRequestChanges(RegistrationRoute, ApiAction):
    roles = SELLING_STAFF
    scopes = {"POST": WRITE}
    input_class = RequestChangesIn

    def perform(self, obj: Registration, data: dict[str, Any]) -> Registration:
        return services.request_changes(self.request.user, obj, data["open_fields"], data["note"])


urlpatterns = [
    path("registrations", Registrations.as_view(), name="registrations"),
    path("registrations/check", RegistrationCheck.as_view(), name="registration-check"),
    path("registrations/<ref:ref>", RegistrationItem.as_view(), name="registration"),
    path("registrations/<ref:ref>/withdraw", RegistrationWithdraw.as_view(), name="registration-withdraw"),
    path("registrations/<ref:ref>/answer", RegistrationAnswer.as_view(), name="registration-answer"),
    path("registrations/<ref:ref>/approve", RegistrationApprove.as_view(), name="registration-approve"),
    path("registrations/<ref:ref>/appeal", RegistrationAppeal.as_view(), name="registration-appeal"),
    path(
        "registrations/<ref:ref>/request-changes",
        RegistrationRequestChanges.as_view(),
        name="registration-request-changes",
    ),
]
