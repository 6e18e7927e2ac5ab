"""One row of everything that has an address, all of it partner one's, for the tests that walk every address."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from deals.incentives.enums import EntryKind, Pot
from deals.incentives.models import Budget, BudgetEntry, CompensationPlan, Fee, MdfProof, MdfRequest
from deals.incentives.services.budgets import budget_for, move
from deals.models import DealFile, Opportunity, Registration
from leads.models import Contact, Customer, Lead, Offer, PolicyDraft, ScoringRule, WebForm
from partners.goals.models import Goal
from partners.library.models import Document, DocumentVersion
from partners.models import Campaign, Certificate, Territory, TierChange, TypeDefaults
from prm.accounts.services import create_token
from prm.importing.models import ImportRun
from prm.outbox.models import Message, WebhookCall, WebhookEndpoint
from prm.outbox.services import add_endpoint, try_endpoint

from .cast import Cast

CANARY = "Zwaluw Canary"  # stands in every text of partner one; nobody at partner two may ever read it


def make(cast: Cast) -> dict[type[models.Model], Any]:
    """Rows by model. Refs of people and partners are those of partner one (Carl and his company)."""
    now = timezone.now()
    credit = {
        "partner": cast.one,
        "referrer": cast.carl.member,
        "campaign": cast.one.campaigns.get(is_default=True),
    }
    customer = Customer.objects.create(
        name=f"{CANARY} B.V.", identity="d:zwaluw.example", domain="zwaluw.example", country="NL"
    )
    contact = Contact.objects.create(
        customer=customer, name=f"{CANARY} Contact", email="canary@zwaluw.example", phone="+31 20 555 0199", **credit
    )
    lead = Lead.objects.create(
        direction="outbound",
        state="offered",
        customer=customer,
        contact=contact,
        need=f"{CANARY} need",
        lead_source="web",
        arrived_at=now,
        state_since=now,
        last_activity_at=now,
        score=60,
        rank="warm",
    )
    offer = Offer.objects.create(
        lead=lead, recipient=cast.carl, partner=cast.one, offered_at=now, answer_by=now + timedelta(days=2)
    )
    worked = _worked_lead(cast, customer, contact, credit)
    deal = Opportunity.objects.create(
        name=f"{CANARY} deal",
        customer=customer,
        contact=contact,
        deal_source="registration",
        member=cast.carl.member,
        sales_rep=cast.ben,
        product=cast.product,
        amount=Decimal("1000.00"),
        stage="proposal",
        stage_since=now,
        last_activity_at=now,
        opened_at=now,
        **credit,
    )
    return {
        Lead: worked,
        Offer: offer,
        Opportunity: deal,
        DealFile: _deal_file(cast, deal),
        Registration: _registration(cast, customer, credit),
        **_money(cast, deal, credit),
        Campaign: _campaign(cast),
        Certificate: _certificate(cast),
        Document: _document(cast),
        **_ground(cast),
        TierChange: _tier_change(cast),
        TypeDefaults: TypeDefaults.objects.get_or_create(type=cast.one.type)[0],
    }


def _worked_lead(cast: Cast, customer: Customer, contact: Contact, credit: dict[str, Any]) -> Lead:
    now = timezone.now()
    return Lead.objects.create(
        direction="inbound",
        state="accepted",
        customer=customer,
        contact=contact,
        need=f"{CANARY} inbound need",
        lead_source="partner",
        member=cast.carl.member,
        receiver=cast.ben,
        arrived_at=now,
        state_since=now,
        last_activity_at=now,
        **credit,
    )


def _registration(cast: Cast, customer: Customer, credit: dict[str, Any]) -> Registration:
    return Registration.objects.create(
        state="in_review",
        company=f"{CANARY} B.V.",
        country="NL",
        contact_name=f"{CANARY} Contact",
        contact_email="canary@zwaluw.example",
        product=cast.product,
        scope=cast.product.family,
        amount=Decimal("5000.00"),
        close_on=date(2099, 1, 1),
        need=f"{CANARY} registered need",
        customer=customer,
        reviewer=cast.ben,
        submitted_at=timezone.now(),
        **credit,
    )


def _deal_file(cast: Cast, deal: Opportunity) -> DealFile:
    kept = DealFile(deal=deal, file_name=f"{CANARY}.txt", content_type="text/plain", size=5, sha256="0")
    kept.uploaded_by = cast.carl
    kept.file.save("notes.txt", ContentFile(b"Here."), save=False)
    kept.save()
    return kept


def _fee(deal: Opportunity, credit: dict[str, Any]) -> Fee:
    plan = CompensationPlan.objects.create(name="Standard", number=99, in_force_from=date(2099, 1, 1))
    return Fee.objects.create(
        opportunity=deal,
        plan=plan,
        base=Decimal("1000.00"),
        amount=Decimal("100.00"),
        lines=[{"label": "10 % of 1,000", "percent": "10", "amount": "100.00"}],
        due_on=timezone.localdate(),
        state="due",
        **credit,
    )


def _campaign(cast: Cast) -> Campaign:
    return Campaign.objects.create(partner=cast.one, name=f"{CANARY} campaign")


def _certificate(cast: Cast) -> Certificate:
    today = timezone.localdate()
    return Certificate.objects.create(
        partner=cast.one,
        member=cast.carl.member,
        product=cast.product,
        number=f"{CANARY} number",
        valid_from=today,
        expires_on=today + timedelta(days=365),
        entered_by=cast.cleo,
    )


def _tier_change(cast: Cast) -> TierChange:
    today = timezone.localdate()
    return TierChange.objects.create(
        partner=cast.one,
        from_tier=cast.one.tier,
        to_tier=cast.two.tier,
        counted_since=today,
        counted_until=today,
        currency="EUR",
        figures=[{"measure": "deals", "value": "0", "need": "5"}],
        proposed_at=timezone.now(),
    )


def _money(cast: Cast, deal: Opportunity, credit: dict[str, Any]) -> dict[type[models.Model], Any]:
    fee, today = _fee(deal, credit), timezone.localdate()
    budget = budget_for(cast.one, today.year, "EUR")
    note = f"{CANARY} grant"
    move(budget, EntryKind.GRANT, Pot.OUTSIDE, Pot.AVAILABLE, Decimal(500), actor=cast.ada, note=note)
    request = MdfRequest.objects.create(
        partner=cast.one,
        member=cast.carl.member,
        budget=budget,
        title=f"{CANARY} fair",
        activity="trade_fair",
        starts_on=today,
        ends_on=today,
        description=f"{CANARY} plan",
        expected=f"{CANARY} leads",
        planned_cost=Decimal(400),
        share_percent=Decimal(50),
        asked=Decimal(200),
    )
    proof = MdfProof(request=request, file_name=f"{CANARY}.txt", content_type="text/plain", size=5, sha256="0")
    proof.uploaded_by = cast.carl
    proof.file.save("proof.txt", ContentFile(b"Here."), save=False)
    proof.save()
    rows = {Fee: fee, CompensationPlan: fee.plan, Budget: budget, MdfRequest: request, MdfProof: proof}
    return {**rows, BudgetEntry: budget.entries.get()}


def _document(cast: Cast) -> Document:
    document = Document.objects.create(title="Rules of engagement", kind="rules_of_engagement", must_acknowledge=True)
    version = DocumentVersion(
        document=document, number=1, body="Be fair.", published_at=timezone.now(), published_by=cast.gus
    )
    version.file.save("rules.txt", ContentFile(b"Be fair."), save=False)
    version.file_name, version.content_type, version.size = "rules.txt", "text/plain", 8
    version.save()
    return document


def _ground(cast: Cast) -> dict[type[models.Model], Any]:
    message = Message.objects.create(
        key="world", channel="notice", recipient=cast.carl, subject=f"{CANARY} notice", text="", url="/"
    )
    endpoint = add_endpoint(actor=cast.cleo, url="https://zwaluw-canary.example.com/hook")
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(url=f"https://zwaluw.example.com/{CANARY}")
    rows: dict[type[models.Model], Any] = {
        WebhookEndpoint: endpoint,
        WebhookCall: WebhookCall.objects.get(pk=try_endpoint(actor=cast.cleo, endpoint=endpoint).pk),
        type(cast.carl): cast.carl,
        type(cast.carl.member): cast.carl.member,
        type(cast.one): cast.one,
        type(cast.one.tier): cast.one.tier,
        type(cast.product): cast.product,
        Territory: Territory.objects.get(partner=cast.one),
        Goal: Goal.objects.create(
            partner=cast.one,
            quarter=date(2099, 1, 1),
            amount=Decimal("5000.00"),
            plan=f"{CANARY} plan",
            set_by=cast.ada,
        ),
        Message: message,
        ImportRun: ImportRun.objects.create(
            kind="registrations",
            file_name=f"{CANARY}.csv",
            source=cast.one.ref,
            currency="EUR",
            started_by=cast.cleo,
            partner=cast.one,
        ),
        ScoringRule: ScoringRule.objects.first(),
        WebForm: WebForm.objects.create(name="Contact us", consent_text="You may call me.", thanks="Thank you."),
        PolicyDraft: PolicyDraft.objects.create(
            drafted_by=cast.ada, against=1, hot_from=70, warm_from=40, best_from=0, trial_share=0, emphasis=0
        ),
    }
    token = create_token(user=cast.carl, name=f"{CANARY} token", scopes=["leads:read"])[0]
    return {**rows, type(token): token}
