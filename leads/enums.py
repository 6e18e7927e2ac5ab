"""States and lists of a lead's life, in both directions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    OUTBOUND = "outbound", _("From the vendor")
    INBOUND = "inbound", _("From a partner")


class LeadState(models.TextChoices):
    NEW = "new", _("New")
    HELD = "held", _("Held")
    DISQUALIFIED = "disqualified", _("Disqualified")
    QUALIFIED = "qualified", _("Waiting for routing")
    OFFERED = "offered", _("Offered")
    UNPLACED = "unplaced", _("With the channel manager")
    ACTION_REQUIRED = "action_required", _("Action required")
    ACCEPTED = "accepted", _("Accepted")
    CONTACTED = "contacted", _("Contacted")
    CONVERTED = "converted", _("Converted")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WAITING = frozenset({LeadState.NEW, LeadState.QUALIFIED})
WORKED = frozenset({LeadState.ACCEPTED, LeadState.CONTACTED})
FINAL = frozenset(
    {LeadState.DISQUALIFIED, LeadState.CONVERTED, LeadState.CLOSED, LeadState.REJECTED, LeadState.WITHDRAWN}
)


class OfferState(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    RECALLED = "recalled", _("Recalled")


class Rank(models.TextChoices):
    HOT = "hot", _("Hot")
    WARM = "warm", _("Warm")
    COLD = "cold", _("Cold")


class Source(models.TextChoices):
    WEB = "web", _("Website")
    EVENT = "event", _("Event")
    REFERRAL = "referral", _("Referral")
    ADS = "ads", _("Advertising")
    OUTREACH = "cold", _("Outreach")
    IMPORT = "import", _("Import")
    PARTNER = "partner", _("Partner")


class DeclineReason(models.TextChoices):
    NO_CAPACITY = "no_capacity", _("No capacity at the moment")
    WRONG_TERRITORY = "wrong_territory", _("Outside our territory")
    WRONG_FIT = "wrong_fit", _("Not our kind of customer or product")
    KNOWN = "known", _("We cannot work with this customer")
    QUALITY = "quality", _("The lead is not good enough")
    OTHER = "other", _("Another reason")


class CloseReason(models.TextChoices):
    NO_NEED = "no_need", _("No need")
    NO_BUDGET = "no_budget", _("No budget")
    NO_ANSWER = "no_answer", _("Never answered")
    BOUGHT_ELSEWHERE = "bought_elsewhere", _("Bought elsewhere")
    DUPLICATE = "duplicate", _("Already known")
    WRONG_DATA = "wrong_data", _("Wrong contact data")


class Step(models.TextChoices):
    """The steps of the waterfall, in order."""

    LEAD = "lead", _("Lead")
    QUALIFIED = "qualified", _("Qualified")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    CONTACTED = "contacted", _("Contacted")
    OPPORTUNITY = "opportunity", _("Opportunity")
    WON = "won", _("Won")
