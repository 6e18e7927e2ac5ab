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


# Until the sales rep has decided, a partner's own lead is not “offered” but “in review”.
IN_REVIEW = _("In review")

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


class RejectReason(models.TextChoices):
    """Why the vendor does not take a lead that a partner brought."""

    NOT_QUALIFIED = "not_qualified", _("It does not meet the qualification criteria")
    EXISTING_CUSTOMER = "existing_customer", _("We already work with this customer on this product")
    NOT_REACHABLE = "not_reachable", _("The contact cannot be reached")
    OUTSIDE_OFFER = "outside_offer", _("We sell nothing that meets this need")
    OUTSIDE_TERRITORY = "outside_territory", _("The customer lies outside the agreed territory")


TOLD_AS = {RejectReason.EXISTING_CUSTOMER: _("The customer is not free for this product at the moment")}


class Action(models.TextChoices):
    """What can be done to a lead."""

    QUALIFY = "qualify", _("Qualify")
    HOLD = "hold", _("Hold")
    DISQUALIFY = "disqualify", _("Disqualify")
    OFFER = "offer", _("Offer")
    GIVE_UP = "give_up", _("Hand to the channel manager")
    ASSIGN = "assign", _("Assign")
    ACCEPT = "accept", _("Accept")
    DECLINE = "decline", _("Decline")
    EXPIRE = "expire", _("Expire")
    RECALL = "recall", _("Recall")
    MERGE = "merge", _("Merge")
    SEPARATE = "separate", _("Undo the merge")
    REQUEST_CHANGES = "request_changes", _("Ask for more")
    ANSWER = "answer", _("Answer")
    REJECT = "reject", _("Reject")
    CONFIRM_REJECTION = "confirm_rejection", _("Let the rejection out")
    RETURN_TO_REVIEW = "return_to_review", _("Return to review")
    APPEAL = "appeal", _("Appeal")
    ANSWER_APPEAL = "answer_appeal", _("Answer the appeal")
    REOPEN = "reopen", _("Review it again")
    CONTACT = "contact", _("Mark as contacted")
    CONVERT = "convert", _("Convert to a deal")
    CLOSE = "close", _("Close")
    REASSIGN = "reassign", _("Hand to a colleague")
    WITHDRAW = "withdraw", _("Withdraw")
    RATE = "rate", _("Rate the lead")
    NOTE = "note", _("Add a note")


class Quality(models.IntegerChoices):
    """How good a lead was, as whoever worked it says."""

    EXCELLENT = 5, _("5, excellent")
    GOOD = 4, "4"
    FAIR = 3, "3"
    WEAK = 2, "2"
    USELESS = 1, _("1, useless")


class Who(models.TextChoices):
    """How a person (or nobody) stands to a lead; what they may do follows from it."""

    SYSTEM = "system", _("The portal itself")
    CHANNEL = "channel", _("The channel manager")
    SELLER = "seller", _("Vendor staff who sells")
    RECIPIENT = "recipient", _("Whoever has the open offer")
    WORKER = "worker", _("Whoever works the lead")
    ADMIN_OF_PARTNER = "admin_of_partner", _("An admin of the partner whose lead it is")
    SUBMITTER = "submitter", _("A member of the partner that brought it")


class Operator(models.TextChoices):
    """How a scoring rule compares a fact with its value. Lists are separated by commas."""

    KNOWN = "known", _("is known")
    UNKNOWN = "unknown", _("is not known")
    IS = "is", _("is one of")
    IS_NOT = "is_not", _("is none of")
    CONTAINS = "contains", _("contains one of")
    AT_LEAST = "at_least", _("is at least")
    AT_MOST = "at_most", _("is at most")


class Fact(models.TextChoices):
    """What is known of a lead before anybody works it."""

    COUNTRY = "country", _("Country")
    INDUSTRY = "industry", _("Industry")
    SIZE = "size", _("Company size")
    SOURCE = "source", _("Source")
    PRODUCT = "product", _("Product")
    VALUE = "value", _("Estimated value")
    TITLE = "title", _("Job title")
    COMPANY_EMAIL = "company_email", _("E-mail at the company")
    FREE_EMAIL = "free_email", _("E-mail at a free provider")
    PHONE = "phone", _("Phone")
    NEED = "need", _("What they need")
    NEED_LENGTH = "need_length", _("Length of the need, in characters")


class Requirement(models.TextChoices):
    """What a policy can demand before a lead is offered."""

    CONTACT_WAY = "contact_way", _("an e-mail address or a phone number")
    COUNTRY = "country", _("the country")
    NEED = "need", _("what they need, or the product")
    INDUSTRY = "industry", _("the industry")
    SIZE = "size", _("the company size")
    VALUE = "value", _("the estimated value")


class Lack(models.TextChoices):
    """Why a lead is held besides a missing fact."""

    SCORE = "score", _("the score is below the lowest that is offered")
    DUPLICATE = "duplicate", _("the same contact already has an open lead")
    KEPT = "kept", _("kept back on purpose by the person who entered it")


class FormField(models.TextChoices):
    """What a form on the vendor's site may ask for besides company, name and e-mail."""

    CONTACT_TITLE = "contact_title", _("Job title")
    CONTACT_PHONE = "contact_phone", _("Phone")
    WEBSITE = "website", _("Website")
    COUNTRY = "country", _("Country")
    CITY = "city", _("City")
    POSTCODE = "postcode", _("Postcode")
    NEED = "need", _("What they need")
    LANGUAGE = "language", _("Language")


class Step(models.TextChoices):
    """The steps of the waterfall, in order."""

    LEAD = "lead", _("Lead")
    QUALIFIED = "qualified", _("Qualified")
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    CONTACTED = "contacted", _("Contacted")
    OPPORTUNITY = "opportunity", _("Opportunity")
    WON = "won", _("Won")


class Refusal(models.TextChoices):
    """Why a candidate cannot get a lead now."""

    HAD_IT = "had_it", _("Had it before.")
    PROTECTED = "protected", _("The customer is another partner's, by a protected deal.")
    CLOSED = "closed", _("The partner's contract is not in force.")
    OUTSIDE = "outside", _("Outside the territory.")
    PRODUCT = "product", _("A specialist for other products.")
    CERTIFICATE = "certificate", _("Not certified for the product.")
    LANGUAGE = "language", _("Does not speak the customer's language.")
    AWAY = "away", _("Away today.")
    FULL = "full", _("No free place.")


class Way(models.TextChoices):
    """How a decision was made among those who could take it."""

    BEST = "best", _("the best chance to win")
    TURN = "turn", _("in weighted turn")
    TRIAL = "trial", _("so that partners with few results can prove themselves")
    HOLDER = "holder", _("the partner's own customer")
    NOBODY = "nobody", _("nobody could take it")


class DraftState(models.TextChoices):
    """How far another policy has come."""

    WAITING = "waiting", _("Being replayed")
    READY = "ready", _("Replayed")
    ACTIVATED = "activated", _("Came into force")
    DISCARDED = "discarded", _("Discarded")
