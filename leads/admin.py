"""Leads behind the administrator's window."""

from prm.core.admin import show

from .models import (
    Contact,
    Customer,
    CustomerMerge,
    DraftShare,
    Lead,
    LeadMerge,
    LeadPolicy,
    LearnedScore,
    Offer,
    Passage,
    PolicyDraft,
    RoutingDecision,
    ScoringRule,
    WebEntry,
    WebForm,
)

show(Customer, ("ref", "name", "domain", "country"), search=("ref", "name", "domain", "external_id"))
show(Contact, ("ref", "name", "customer", "email"), search=("ref", "name", "email", "customer__name"))
show(
    Lead,
    ("ref", "customer", "direction", "state", "rank", "partner", "member", "arrived_at"),
    search=("ref", "customer__name", "partner__name", "external_id"),
    filters=("state", "direction", "rank"),
)
show(
    Offer,
    ("ref", "lead", "recipient", "state", "offered_at", "answer_by"),
    search=("ref", "lead__ref"),
    filters=("state",),
)
show(RoutingDecision, ("lead", "hop", "decided_at", "chosen", "sentence"), search=("lead__ref",))
show(Passage, ("lead", "step", "at", "partner"), search=("lead__ref",), filters=("step",))
show(ScoringRule, ("label", "field", "operator", "value", "points", "is_active"), filters=("is_active",))
show(LeadPolicy, ("number", "is_current"))
show(LearnedScore, ("number", "learned_at", "outcomes", "area", "loss"))
show(PolicyDraft, ("ref", "state", "drafted_by", "replayed_at"), search=("ref",), filters=("state",))
show(DraftShare, ("draft", "partner", "leads_now", "leads_then"), search=("draft__ref", "partner__name"))
show(LeadMerge, ("kept", "gone", "decided_by", "decided_at", "undone_at"), search=("kept__ref", "gone__ref"))
show(CustomerMerge, ("kept", "gone", "decided_by", "decided_at", "undone_at"), search=("kept__ref", "gone__ref"))
show(WebForm, ("ref", "name", "lead_source", "is_active"), search=("ref", "name"), filters=("is_active",))
show(WebEntry, ("lead", "form", "consent_version", "consented_at"), search=("lead__ref", "form__ref"))
