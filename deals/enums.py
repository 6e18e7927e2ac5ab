"""Stages of an opportunity and states of a registration."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    PROSPECTING = "prospecting", _("Prospecting")
    ENGAGING = "engaging", _("Engaging")
    PROPOSAL = "proposal", _("Proposal")
    NEGOTIATION = "negotiation", _("Negotiation")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


OPEN_STAGES = (Stage.PROSPECTING, Stage.ENGAGING, Stage.PROPOSAL, Stage.NEGOTIATION)
CLOSED_STAGES = frozenset({Stage.WON, Stage.LOST})
# Chance to win by stage, in percent: a starting point until the programme's own figures replace it.
PROBABILITY = {
    Stage.PROSPECTING: 10,
    Stage.ENGAGING: 30,
    Stage.PROPOSAL: 50,
    Stage.NEGOTIATION: 75,
    Stage.WON: 100,
    Stage.LOST: 0,
}


class DealSource(models.TextChoices):
    OUTBOUND_LEAD = "outbound_lead", _("Lead from the vendor")
    INBOUND_LEAD = "inbound_lead", _("Lead from the partner")
    REGISTRATION = "registration", _("Registered deal")
    IMPORT = "import", _("Import")


class LossReason(models.TextChoices):
    PRICE = "price", _("Price")
    COMPETITOR = "competitor", _("Lost to a competitor")
    NO_DECISION = "no_decision", _("No decision")
    NO_BUDGET = "no_budget", _("No budget")
    PRODUCT = "product", _("Product did not fit")
    UNKNOWN = "unknown", _("Not recorded")


class ContactRole(models.TextChoices):
    DECIDES = "decides", _("Decides")
    ADVISES = "advises", _("Advises")
    USES = "uses", _("Uses it")
    BUYS = "buys", _("Buys")


class RegistrationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    ACTION_REQUIRED = "action_required", _("Action required")
    CONTESTED = "contested", _("Under arbitration")
    REJECTING = "rejecting", _("Rejection being checked")
    APPROVED = "approved", _("Approved")
    CO_SELLING = "co_selling", _("Sold together")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")
    COMPLETED = "completed", _("Deal closed")


UNDECIDED = (
    RegistrationState.IN_REVIEW,
    RegistrationState.ACTION_REQUIRED,
    RegistrationState.CONTESTED,
    RegistrationState.REJECTING,
)
# A customer has one registration in one of these per product scope: the database refuses a second one.
HOLDS_THE_CUSTOMER = (
    RegistrationState.IN_REVIEW,
    RegistrationState.ACTION_REQUIRED,
    RegistrationState.REJECTING,
    RegistrationState.APPROVED,
)


class Approver(models.TextChoices):
    """Who owes a step of the chain of approvals. The reviewer is always the first."""

    REVIEWER = "reviewer", _("Reviewer")
    SPECIALIST = "specialist", _("Specialist of the product")
    CHANNEL_MANAGER = "channel_manager", _("Channel manager of the partner")
    ADMINISTRATOR = "administrator", _("Administrator")


class Because(models.TextChoices):
    """Why somebody approves. Partners read it, so it says no limit."""

    ROUTED = "routed", _("looks after this customer and product")
    ALWAYS = "always", _("approves every registration")
    PRODUCT = "product", _("because of the product")
    AMOUNT = "amount", _("because of the amount")
    CURRENCY = "currency", _("because the amount is in a currency without a limit of its own")


class Involvement(models.TextChoices):
    PRIMARY = "primary", _("Primary: leads the deal with the customer")
    INFLUENCING = "influencing", _("Influencing: helps to win it")


class HelpWanted(models.TextChoices):
    DEMO = "demo", _("Technical demonstration")
    PRICING = "pricing", _("Pricing and offer")
    EXECUTIVE = "executive", _("A call between executives")
    PROOF = "proof", _("Proof of concept")
    ARCHITECTURE = "architecture", _("Advice on the solution")
    REFERENCE = "reference", _("A customer as reference")


class RejectionReason(models.TextChoices):
    EXISTING_CUSTOMER = "existing_customer", _("We already work with this customer on this product")
    OUTSIDE_TERRITORY = "outside_territory", _("The customer lies outside the agreed territory")
    NOT_QUALIFIED = "not_qualified", _("The opportunity does not meet the qualification criteria")
    NO_ACTIVITY = "no_activity", _("No contact with the customer could be shown")
    PRODUCT_NOT_AUTHORISED = "product_not_authorised", _("Your contract does not cover this product")
    DUPLICATE = "duplicate", _("You have registered this opportunity before")
    ALREADY_TAKEN = "already_taken", _("The customer was registered for this product earlier")


NOT_FREE = _("The customer is not free for this product at the moment")
# What staff choose says who else is there; the partner learns only that somebody is.
TOLD_AS = {RejectionReason.EXISTING_CUSTOMER: NOT_FREE, RejectionReason.ALREADY_TAKEN: NOT_FREE}
