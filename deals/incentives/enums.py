"""States of money owed to a partner, and of money that is spent on marketing together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FeeState(models.TextChoices):
    ACCRUED = "accrued", _("Accrued")
    DUE = "due", _("Due")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")
    DISPUTED = "disputed", _("Disputed")
    CANCELLED = "cancelled", _("Cancelled")


UNPAID = (FeeState.ACCRUED, FeeState.DUE, FeeState.APPROVED, FeeState.DISPUTED)


# What the lists of fees can be narrowed to beside a state: all that was not cancelled, what is due or approved, and
# what is neither paid nor cancelled.
EARNED, OWED, UNPAID_FEES = "earned", "owed", "unpaid"


class DisputeState(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    UPHELD = "upheld", _("Corrected")
    DECLINED = "declined", _("Explained")


class Pot(models.TextChoices):
    """Where money of a budget lies. An entry moves an amount from one pot to another."""

    OUTSIDE = "outside", _("Outside the budget")
    AVAILABLE = "available", _("Available")
    RESERVED = "reserved", _("Reserved")
    CLAIMED = "claimed", _("Claimed")
    SETTLED = "settled", _("Paid out")


class EntryKind(models.TextChoices):
    ACCRUAL = "accrual", _("Share of won revenue")
    GRANT = "grant", _("Granted")
    RESERVE = "reserve", _("Reserved by an approval")
    CLAIM = "claim", _("Claimed")
    RETURN = "return", _("Claim sent back")
    RELEASE = "release", _("Released, not used")
    SETTLE = "settle", _("Paid out")


class MdfState(models.TextChoices):
    SUBMITTED = "submitted", _("Being decided")
    ACTION_REQUIRED = "action_required", _("Action required")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLAIMED = "claimed", _("Claim being checked")
    CLAIM_RETURNED = "claim_returned", _("Claim to complete")
    PAYABLE = "payable", _("To be paid")
    PAID = "paid", _("Paid")
    LAPSED = "lapsed", _("Lapsed")


# What the list of requests can be narrowed to beside a state: money is held for these.
RUNNING = "running"
RUNNING_STATES = (MdfState.APPROVED, MdfState.CLAIMED, MdfState.CLAIM_RETURNED, MdfState.PAYABLE)


class Activity(models.TextChoices):
    TRADE_FAIR = "trade_fair", _("Trade fair")
    EVENT = "event", _("Own event")
    WEBINAR = "webinar", _("Webinar")
    ONLINE = "online", _("Online campaign")
    MAILING = "mailing", _("Mailing")
    PRINT = "print", _("Print and advertising")
    TRAINING = "training", _("Training of customers")
    OTHER = "other", _("Something else")


class RefusalReason(models.TextChoices):
    NOT_OUR_PRODUCT = "not_our_product", _("The activity is not about products of this programme")
    NO_MEASURE = "no_measure", _("The expected result cannot be measured")
    COST = "cost", _("The cost does not fit the expected result")
    TOO_LATE = "too_late", _("The request came too late for the activity")
    NO_BUDGET = "no_budget", _("The budget of the period is spent")
    OTHER_PLAN = "other_plan", _("It collides with another activity in the same market")
