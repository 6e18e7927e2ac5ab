"""What can be promised, and how a promise ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ANSWER_OFFER = "answer_offer", _("Answer an offer")
    CONTACT_CUSTOMER = "contact_customer", _("Contact the customer")
    PROGRESS_LEAD = "progress_lead", _("Convert or close a lead")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    DECIDE_REGISTRATION = "decide_registration", _("Decide a registration")
    ANSWER_ACTION_REQUIRED = "answer_action_required", _("Complete what was asked for")
    DECIDE_REJECTION_REVIEW = "decide_rejection_review", _("Second reading of a rejection")
    ANSWER_APPEAL = "answer_appeal", _("Answer an appeal")
    UPDATE_DEAL = "update_deal", _("Update a deal")
    NEW_CLOSE_DATE = "new_close_date", _("Say a new close date")
    APPROVE_FEE = "approve_fee", _("Approve a fee")
    PAY_FEE = "pay_fee", _("Pay a fee")
    ANSWER_DISPUTE = "answer_dispute", _("Answer a dispute about a fee")
    APPROVE_MDF = "approve_mdf", _("Decide a request for marketing money")
    COMPLETE_MDF = "complete_mdf", _("Complete a request for marketing money")
    CLAIM_MDF = "claim_mdf", _("Claim marketing money")
    CHECK_MDF_CLAIM = "check_mdf_claim", _("Check a claim of marketing money")
    PAY_MDF = "pay_mdf", _("Pay marketing money")
    REVIEW_HELD_LEAD = "review_held_lead", _("Review a held lead")
    ARBITRATE = "arbitrate", _("Decide who gets it")
    RENEW_CONTRACT = "renew_contract", _("Renew a contract")
    DECIDE_TIER = "decide_tier", _("Decide a change of tier")
    CONFIRM_CERTIFICATE = "confirm_certificate", _("Confirm a certificate")


# The verb of the clock's sentence, for somebody (“Ben decides”) and for the reader (“You decide”).
VERBS = {
    Kind.ANSWER_OFFER: (_("answers"), _("answer")),
    Kind.CONTACT_CUSTOMER: (_("contacts the customer"), _("contact the customer")),
    Kind.PROGRESS_LEAD: (_("converts or closes"), _("convert or close")),
    Kind.ACKNOWLEDGE: (_("acknowledges"), _("acknowledge")),
    Kind.DECIDE_REGISTRATION: (_("decides"), _("decide")),
    Kind.ANSWER_ACTION_REQUIRED: (_("completes what was asked for"), _("complete what was asked for")),
    Kind.DECIDE_REJECTION_REVIEW: (_("reads the rejection"), _("read the rejection")),
    Kind.ANSWER_APPEAL: (_("answers the appeal"), _("answer the appeal")),
    Kind.UPDATE_DEAL: (_("updates"), _("update")),
    Kind.NEW_CLOSE_DATE: (_("says a new close date"), _("say a new close date")),
    Kind.APPROVE_FEE: (_("approves the fee"), _("approve the fee")),
    Kind.PAY_FEE: (_("pays"), _("pay")),
    Kind.ANSWER_DISPUTE: (_("answers the dispute"), _("answer the dispute")),
    Kind.APPROVE_MDF: (_("decides"), _("decide")),
    Kind.COMPLETE_MDF: (_("completes what was asked for"), _("complete what was asked for")),
    Kind.CLAIM_MDF: (_("claims"), _("claim")),
    Kind.CHECK_MDF_CLAIM: (_("checks the claim"), _("check the claim")),
    Kind.PAY_MDF: (_("pays"), _("pay")),
    Kind.REVIEW_HELD_LEAD: (_("reviews"), _("review")),
    Kind.ARBITRATE: (_("decides who gets it"), _("decide who gets it")),
    Kind.RENEW_CONTRACT: (_("renews the contract"), _("renew the contract")),
    Kind.DECIDE_TIER: (_("decides on the tier"), _("decide on the tier")),
    Kind.CONFIRM_CERTIFICATE: (_("confirms"), _("confirm")),
}


def verb_of(kind: str) -> str:
    """“decides”, after a name."""
    return str(VERBS[Kind(kind)][0])


# The vendor's own business: a partner never learns of it, although the promise counts for that partner's scorecard.
INTERNAL = frozenset(
    {
        Kind.DECIDE_REJECTION_REVIEW,
        Kind.REVIEW_HELD_LEAD,
        Kind.ARBITRATE,
        Kind.RENEW_CONTRACT,
        Kind.DECIDE_TIER,
    }
)

# What a partner earns and spends is between it, the channel and finance: no sales rep reads of it.
MONEY = frozenset(
    {
        Kind.APPROVE_FEE,
        Kind.PAY_FEE,
        Kind.ANSWER_DISPUTE,
        Kind.APPROVE_MDF,
        Kind.COMPLETE_MDF,
        Kind.CLAIM_MDF,
        Kind.CHECK_MDF_CLAIM,
        Kind.PAY_MDF,
    }
)


class Side(models.TextChoices):
    VENDOR = "vendor", _("Vendor")
    PARTNER = "partner", _("Partner")


class State(models.TextChoices):
    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    LATE = "late", _("Kept late")
    BROKEN = "broken", _("Broken")
    RELEASED = "released", _("Released")
