"""Who may buy, and how a lead travels from one side to the other."""

from .customers import Contact, Customer
from .drafts import DraftShare, PolicyDraft
from .leads import Lead, LeadQuerySet
from .learning import LearnedScore
from .merges import CustomerMerge, LeadMerge
from .offers import Offer, OfferQuerySet, RoutingDecision
from .passages import Passage
from .policies import LeadPolicy, ScoringRule
from .webforms import WebEntry, WebForm

__all__ = [
    "Contact",
    "Customer",
    "CustomerMerge",
    "DraftShare",
    "Lead",
    "LeadMerge",
    "LeadPolicy",
    "LeadQuerySet",
    "LearnedScore",
    "Offer",
    "OfferQuerySet",
    "Passage",
    "PolicyDraft",
    "RoutingDecision",
    "ScoringRule",
    "WebEntry",
    "WebForm",
]
