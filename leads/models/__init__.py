"""Who may buy, and how a lead travels from one side to the other."""

from .customers import Contact, Customer
from .leads import Lead, LeadQuerySet
from .learning import LearnedScore
from .offers import Offer, OfferQuerySet, RoutingDecision
from .passages import Passage
from .policies import LeadPolicy, ScoringRule

__all__ = [
    "Contact",
    "Customer",
    "Lead",
    "LeadPolicy",
    "LeadQuerySet",
    "LearnedScore",
    "Offer",
    "OfferQuerySet",
    "Passage",
    "RoutingDecision",
    "ScoringRule",
]
