"""About leads that partners brought."""

from django.utils.translation import gettext as _

from partners.selectors import card_of
from prm.accounts.models import User
from prm.outbox.services import (
    post_notice,
)
from prm.promises.models import Promise

from .. import rules
from ..models import Lead, Offer
from .sending import complete_url, tell, vcard


def lead_acknowledged(lead: Lead, offer: Offer) -> None:
    """From the receiving rep, at once: thanks, both sides' cards, what happens next and by when."""
    member, rep = lead.bringer, offer.recipient
    ours, theirs = card_of(rep), card_of(member)
    tell(
        "lead_acknowledged",
        member,
        lead,
        _("Thank you for %(company)s: %(rep)s looks after it") % {"company": lead.company_name, "rep": rep.name},
        key=f"lead_acknowledged:{lead.ref}",
        reply_to=rep,
        attachments=(vcard(ours), vcard(theirs)),
        offer=offer,
        rep=rep,
        ours=ours,
        theirs=theirs,
    )


def review_wanted(lead: Lead, offer: Offer) -> None:
    words = {"partner": lead.company_of_partner, "company": lead.company_name}
    tell(
        "lead_review_wanted",
        offer.recipient,
        lead,
        _("Lead from %(partner)s: %(company)s") % words,
        key=f"review_wanted:{offer.ref}",
        reply_to=lead.bringer,
        attachments=(vcard(card_of(lead.bringer)),),
        offer=offer,
        theirs=card_of(lead.bringer),
    )


def lead_accepted_by_vendor(lead: Lead, offer: Offer) -> None:
    rep = offer.recipient
    tell(
        "lead_accepted_by_vendor",
        lead.person,
        lead,
        _("%(rep)s has taken your lead %(company)s") % {"rep": rep.name, "company": lead.company_name},
        key=f"lead_accepted_by_vendor:{offer.ref}",
        reply_to=rep,
        rep=rep,
    )


def lead_action_required(lead: Lead, actor: User) -> None:
    tell(
        "lead_action_required",
        lead.person,
        lead,
        _("%(rep)s needs a little more on %(company)s") % {"rep": str(actor), "company": lead.company_name},
        key=f"lead_action_required:{lead.ref}:{lead.requested_at}",
        reply_to=actor,
        rep=actor,
        act_url=complete_url(lead, lead.person),
        fields=[rules.ASKABLE[name] for name in lead.open_fields],
    )


def lead_completed(lead: Lead, rep: User) -> None:
    words = {"partner": lead.company_of_partner, "company": lead.company_name}
    tell(
        "lead_completed",
        rep,
        lead,
        _("%(partner)s completed %(company)s") % words,
        key=f"lead_completed:{lead.ref}:{lead.state_since.isoformat()}",
        reply_to=lead.person,
    )


def lead_progressed(lead: Lead, sentence: str, event: str) -> None:
    """Whoever brought the lead reads how it goes on."""
    rep = lead.receiver
    tell(
        "lead_progressed",
        lead.person,
        lead,
        f"{lead.company_name}: {sentence}",
        key=f"lead_progressed:{lead.ref}:{event}",
        reply_to=rep,
        sentence=sentence,
        rep=rep,
    )


def lead_withdrawn(lead: Lead, rep: User) -> None:
    words = {"partner": lead.company_of_partner, "company": lead.company_name}
    post_notice(
        key=f"lead_withdrawn:{lead.ref}",
        to=rep,
        title=_("%(partner)s has withdrawn %(company)s") % words,
        text=lead.close_note,
        url=lead.get_absolute_url(),
    )


def answer_reminder(lead: Lead, promise: Promise, step: str) -> None:
    tell(
        "lead_answer_reminder",
        promise.owed_by,
        lead,
        _("Still open: what we asked about %(company)s") % {"company": lead.company_name},
        key=f"answer_reminder:{promise.ref}:{step}",
        due=promise.due_at,
        act_url=complete_url(lead, promise.owed_by),
        fields=[rules.ASKABLE[name] for name in lead.open_fields],
    )
