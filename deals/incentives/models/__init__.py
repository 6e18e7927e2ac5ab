"""Money: what a won deal earns, and what is spent on marketing together."""

from .fees import CompensationPlan, Dispute, Fee, FeeQuerySet, MoneyQuerySet
from .mdf import Budget, BudgetEntry, MdfPolicy, MdfProof, MdfRequest, MdfRequestQuerySet

__all__ = [
    "Budget",
    "BudgetEntry",
    "CompensationPlan",
    "Dispute",
    "Fee",
    "FeeQuerySet",
    "MdfPolicy",
    "MdfProof",
    "MdfRequest",
    "MdfRequestQuerySet",
    "MoneyQuerySet",
]
