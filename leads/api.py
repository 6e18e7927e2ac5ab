"""The API of leads and offers: what the pages do, for a partner's own system and the vendor's.

A contact is shown by `contact_of` as in the pages: masked until an offer is accepted.
"""

from decimal import Decimal
from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from django_countries import countries
from rest_framework import serializers

from partners.enums import CompanySize, Industry
from partners.library.enums import DocumentKind
from partners.library.selectors import published
from partners.models import Product
from partners.selectors import named_campaign
from prm.accounts.enums import MEMBERS, SELLERS
from prm.core import languages
from prm.core.api.serializers import AppealIn, PersonOut, StrictSerializer
from prm.core.api.views import ApiAction, ApiCreate, ApiDetail, ApiList
from prm.core.errors import InvalidInput

from . import selectors
from .enums import CloseReason, DeclineReason, LeadState, Source
from .filters import LeadFilter, OfferFilter
from .models import Lead, Offer
from .services import answering, rejecting, working
from .services.entering import LeadData, receive_outbound, submit_inbound

SOURCES = [choice for choice in Source.choices if choice[0] != Source.PARTNER]


class ContactOut(serializers.Serializer):
    """The customer's person. While `masked`, only the job title is told."""

    masked = serializers.BooleanField()
    name = serializers.CharField()
    title = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()


class ReasonOut(serializers.Serializer):
    label = serializers.CharField()
    points = serializers.IntegerField()


class LeadFacts(serializers.Serializer):
    """What a reader may know of a lead, whichever row leads to it."""

    company = serializers.CharField(source="company_name")
    country = serializers.SerializerMethodField()
    city = serializers.SerializerMethodField()
    industry = serializers.SerializerMethodField()
    size = serializers.SerializerMethodField()
    contact = serializers.SerializerMethodField()
    need = serializers.SerializerMethodField()
    language = serializers.CharField()
    product = serializers.CharField(source="product.code", default=None)
    value = serializers.DecimalField(source="amount", max_digits=14, decimal_places=2, default=None)
    currency = serializers.CharField(source="value.currency", default=None)
    score = serializers.IntegerField(default=None)
    rank = serializers.CharField()
    reasons = ReasonOut(source="score_lines", many=True)

    def _seen(self, lead: Lead) -> selectors.ContactView:
        return selectors.contact_of(lead, self.context["request"].user)

    def _company(self, lead: Lead) -> dict[str, str]:
        return selectors.company_facts(lead, self.context["request"].user)

    def get_country(self, lead: Lead) -> str:
        return self._company(lead)["country"]

    def get_city(self, lead: Lead) -> str:
        return self._company(lead)["city"]

    def get_industry(self, lead: Lead) -> str:
        return self._company(lead)["industry"]

    def get_size(self, lead: Lead) -> str:
        return self._company(lead)["size"]

    def get_contact(self, lead: Lead) -> ContactOut:
        return ContactOut(self._seen(lead)).data

    def get_need(self, lead: Lead) -> str:
        return self._seen(lead).need


class LeadOut(LeadFacts):
    ref = serializers.CharField()
    external_id = serializers.CharField()
    direction = serializers.CharField()
    state = serializers.CharField()
    state_words = serializers.CharField()
    source = serializers.CharField(source="lead_source")
    partner = serializers.CharField(source="partner.ref", default=None)
    member = serializers.CharField(source="member.ref", default=None)
    referrer = serializers.CharField(source="referrer.ref", default=None)
    campaign = serializers.CharField(source="campaign.ref", default=None)
    receiver = PersonOut(allow_null=True)
    missing = serializers.SerializerMethodField()
    open_fields = serializers.ListField(child=serializers.CharField())
    request_note = serializers.CharField()
    rejection = serializers.SerializerMethodField()
    close_reason = serializers.CharField()
    close_note = serializers.CharField()
    quality = serializers.IntegerField(default=None)
    arrived_at = serializers.DateTimeField()
    state_since = serializers.DateTimeField()
    last_activity_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_missing(self, lead: Lead) -> list[str]:
        return lead.missing if self.context["request"].user.is_vendor else []

    def get_rejection(self, lead: Lead) -> dict[str, Any] | None:
        if lead.state != LeadState.REJECTED:
            return None
        letter = {
            "reasons": lead.rejection_reasons,
            "checked": lead.rejection_checked,
            "what_would_change": lead.rejection_changes,
            "appeal_to": PersonOut(lead.appeal_to).data,
            "appeal_until": lead.appeal_until,
        }
        return {**letter, "appealed_at": lead.appealed_at, "appeal_answer": lead.appeal_answer}


class LeadIn(StrictSerializer):
    """A member's lead is their partner's own; staff enter the vendor's. `currency` is the site's when left out."""

    company = serializers.CharField(max_length=200)
    website = serializers.CharField(max_length=253, required=False, allow_blank=True)
    country = serializers.ChoiceField(choices=list(countries), required=False, allow_blank=True)
    region = serializers.CharField(max_length=80, required=False, allow_blank=True)
    city = serializers.CharField(max_length=80, required=False, allow_blank=True)
    postcode = serializers.CharField(max_length=20, required=False, allow_blank=True)
    industry = serializers.ChoiceField(choices=Industry.choices, required=False, allow_blank=True)
    size = serializers.ChoiceField(choices=CompanySize.choices, required=False, allow_blank=True)
    contact_name = serializers.CharField(max_length=150)
    contact_title = serializers.CharField(max_length=100, required=False, allow_blank=True)
    contact_email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    contact_phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    consent = serializers.CharField(max_length=300, required=False, allow_blank=True)
    need = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=list(languages.NAMES.items()), required=False, allow_blank=True)
    product = serializers.SlugRelatedField(
        slug_field="code", queryset=Product.objects.filter(is_active=True), required=False, allow_null=True
    )
    value = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=Decimal(0), required=False, allow_null=True
    )
    currency = serializers.RegexField("^[A-Z]{3}$", required=False)
    source = serializers.ChoiceField(choices=SOURCES, required=False)
    campaign = serializers.CharField(max_length=9, required=False)
    external_id = serializers.CharField(max_length=100, required=False, allow_blank=True)


class LeadRoute:
    model = Lead
    queryset = Lead.objects.select_related(*selectors.LEAD_RELATED, "appeal_to")
    serializer_class = LeadOut


class Leads(LeadRoute, ApiList, ApiCreate):
    """A member's POST is a lead for the vendor, acknowledged at once; staff's POST is a lead for partners."""

    roles = SELLERS
    scopes = {"GET": "leads:read", "POST": "leads:write"}
    input_class = LeadIn
    filterset_class = LeadFilter

    def perform_create(self, data: dict[str, Any]) -> Lead:
        user = self.request.user
        source = {"lead_source": data.pop("source")} if "source" in data else {}
        if user.is_vendor:
            if "campaign" in data:
                sentence = _("Only what a partner brings belongs to a campaign from the start.")
                raise InvalidInput(sentence, fields={"campaign": sentence})
            return receive_outbound(user, LeadData(**data, **source))
        if "campaign" in data:
            data["campaign"] = named_campaign(user, data["campaign"])
        rules = published(DocumentKind.RULES_OF_ENGAGEMENT, user)
        return submit_inbound(user, LeadData(**data, rules_accepted_id=rules[0].pk if rules else None))


class LeadItem(LeadRoute, ApiDetail):
    roles = SELLERS
    scopes = {"GET": "leads:read"}


class LeadVerb(LeadRoute, ApiAction):
    roles = SELLERS
    scopes = {"POST": "leads:write"}


class NoteIn(StrictSerializer):
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class LeadContact(LeadVerb):
    """The customer was contacted."""

    input_class = NoteIn

    def perform(self, obj: Lead, data: dict[str, Any]) -> Lead:
        return working.mark_contacted(self.request.user, obj, **data)


class CloseIn(NoteIn):
    reason = serializers.ChoiceField(choices=CloseReason.choices)
    quality = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)


class LeadClose(LeadVerb):
    input_class = CloseIn

    def perform(self, obj: Lead, data: dict[str, Any]) -> Lead:
        return working.close_lead(self.request.user, obj, **data)


class RateIn(NoteIn):
    quality = serializers.IntegerField(min_value=1, max_value=5)


class LeadRate(LeadVerb):
    """How good the lead was, from 1 (useless) to 5; it can be changed for some days."""

    input_class = RateIn

    def perform(self, obj: Lead, data: dict[str, Any]) -> Lead:
        return working.rate_lead(self.request.user, obj, **data)


class LeadWithdraw(LeadVerb):
    input_class = NoteIn

    def perform(self, obj: Lead, data: dict[str, Any]) -> Lead:
        return working.withdraw_lead(self.request.user, obj, **data)


class LeadAppeal(LeadVerb):
    """Once, within the time that the letter named: a channel manager looks at the decision again."""

    roles = MEMBERS
    input_class = AppealIn

    def perform(self, obj: Lead, data: dict[str, Any]) -> Lead:
        return rejecting.appeal(self.request.user, obj, **data)


class TextIn(StrictSerializer):
    text = serializers.CharField(max_length=4000)


class LeadNote(LeadVerb):
    input_class = TextIn

    def perform(self, obj: Lead, data: dict[str, Any]) -> Lead:
        return working.add_note(self.request.user, obj, **data)


class OfferOut(serializers.Serializer):
    ref = serializers.CharField()
    state = serializers.CharField()
    lead_ref = serializers.CharField(source="lead.ref")
    lead = LeadFacts()
    partner = serializers.CharField(source="partner.ref", default=None)
    offered_to = serializers.CharField(source="recipient.name")
    offered_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(default=None)
    decline_reason = serializers.CharField()
    decline_note = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class OfferRoute:
    model = Offer
    queryset = Offer.objects.filter(partner__isnull=False).select_related(*selectors.OFFER_RELATED, "lead__partner")
    serializer_class = OfferOut


class Offers(OfferRoute, ApiList):
    roles = SELLERS
    scopes = {"GET": "offers:read"}
    filterset_class = OfferFilter


class OfferItem(OfferRoute, ApiDetail):
    roles = SELLERS
    scopes = {"GET": "offers:read"}


class OfferAccept(OfferRoute, ApiAction):
    """The lead is theirs alone; its contact is unmasked from now on."""

    roles = MEMBERS
    scopes = {"POST": "offers:write"}

    def perform(self, obj: Offer, data: dict[str, Any]) -> Offer:
        return answering.accept_offer(self.request.user, obj)


class DeclineIn(NoteIn):
    reason = serializers.ChoiceField(choices=DeclineReason.choices)


class OfferDecline(OfferRoute, ApiAction):
    roles = MEMBERS
    scopes = {"POST": "offers:write"}
    input_class = DeclineIn

    def perform(self, obj: Offer, data: dict[str, Any]) -> Offer:
        return answering.decline_offer(self.request.user, obj, **data)


urlpatterns = [
    path("leads", Leads.as_view(), name="leads"),
    path("leads/<ref:ref>", LeadItem.as_view(), name="lead"),
    path("leads/<ref:ref>/contact", LeadContact.as_view(), name="lead-contact"),
    path("leads/<ref:ref>/close", LeadClose.as_view(), name="lead-close"),
    path("leads/<ref:ref>/rate", LeadRate.as_view(), name="lead-rate"),
    path("leads/<ref:ref>/withdraw", LeadWithdraw.as_view(), name="lead-withdraw"),
    path("leads/<ref:ref>/appeal", LeadAppeal.as_view(), name="lead-appeal"),
    path("leads/<ref:ref>/note", LeadNote.as_view(), name="lead-note"),
    path("offers", Offers.as_view(), name="offers"),
    path("offers/<ref:ref>", OfferItem.as_view(), name="offer"),
    path("offers/<ref:ref>/accept", OfferAccept.as_view(), name="offer-accept"),
    path("offers/<ref:ref>/decline", OfferDecline.as_view(), name="offer-decline"),
]
