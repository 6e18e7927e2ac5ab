"""Every mail and notice about leads and offers: one function each, queued with a key that names the event.

What a reader may know of the contact is decided by `contact_of`; no template looks at the contact itself.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from partners.selectors import card_of
from prm.accounts.models import User
from prm.core import links
from prm.core.vcards import ContactCard
from prm.outbox.enums import Event
from prm.outbox.services import (
    Attachment,
    Letter,
    announce,
    post_mail,
    post_notice,
)
from prm.promises.models import Promise

from . import rules, scoring
from .enums import OfferState
from .models import Lead, Offer
from .selectors import channel_manager_for, colleagues_in_channel, contact_of

ANSWER_BY_MAIL = "offers.answer"
COMPLETE_BY_MAIL = "leads.complete"


def fingerprint_of(offer: Offer) -> str:
    """What an answering link is bound to: this offer, to this person, while it is open."""
    return f"{offer.pk}:{offer.recipient_id}:{offer.state}"


def answer_url(offer: Offer) -> str:
    """The address in a mail at which the recipient accepts or declines without signing in."""
    token = links.make(
        ANSWER_BY_MAIL, subject=offer.ref, person=offer.recipient.ref, fingerprint=fingerprint_of(offer)
    )
    return links.absolute(reverse("offers:by_mail", args=[token]))


def fingerprint_of_question(lead: Lead) -> str:
    """What a completing link is bound to: this question, while it is open."""
    return f"{lead.pk}:{lead.state}:{lead.requested_at}"


def complete_url(lead: Lead, person: User) -> str:
    """The address in a mail at which this person completes what was asked for, without signing in."""
    fingerprint = fingerprint_of_question(lead)
    token = links.make(COMPLETE_BY_MAIL, subject=lead.ref, person=person.ref, fingerprint=fingerprint)
    return links.absolute(reverse("leads:complete_by_mail", args=[token]))


def vcard(card: ContactCard) -> Attachment:
    """The card as a file for the address book, named after the person."""
    name = "".join(char if char.isalnum() else "-" for char in card.name).strip("-") or "contact"
    return Attachment(f"{name}.vcf", card.vcf(), "text/vcard")


def _tell(
    event: str,
    to: User,
    lead: Lead,
    title: str,
    *,
    key: str,
    text: str = "",
    url: str = "",
    reply_to: User | None = None,
    attachments: tuple[Attachment, ...] = (),
    **context: Any,
) -> None:
    """The same event as a mail (template `event`) and as a notice. `url` is a path."""
    url = url or lead.get_absolute_url()
    values = {
        "lead": lead,
        "contact": contact_of(lead, to),
        "url": links.absolute(url),
        "company": lead.company_name,
        **context,
    }
    post_mail(key=f"{key}:mail", to=to, template=event, context=values, reply_to=reply_to, attachments=attachments)
    post_notice(key=f"{key}:notice", to=to, title=title, text=text, url=url)


# -- to other systems


def lead_moved(lead: Lead) -> None:
    """To the webhooks of whoever may see the lead in its new state."""
    facts = {"state": lead.state, "direction": lead.direction, "external_id": lead.external_id}
    announce(Event.LEAD_MOVED, lead, partner=lead.partner, collection="leads", at=lead.state_since, **facts)


def offer_changed(offer: Offer) -> None:
    """To the webhooks of the partner and of the vendor. Inbound leads are offered to staff: `lead_moved` tells it."""
    events = {
        OfferState.OPEN: Event.OFFER_MADE,
        OfferState.ACCEPTED: Event.OFFER_ACCEPTED,
        OfferState.DECLINED: Event.OFFER_DECLINED,
        OfferState.EXPIRED: Event.OFFER_EXPIRED,
        OfferState.RECALLED: Event.OFFER_RECALLED,
    }
    if offer.partner is None:
        return
    state = OfferState(offer.state)
    facts = {"state": state, "lead": offer.lead.ref, "answer_by": offer.answer_by.isoformat()}
    at = offer.answered_at or offer.offered_at
    announce(events[state], offer, partner=offer.partner, collection="offers", at=at, **facts)


# -- outbound


def offer_made(lead: Lead, offer: Offer) -> None:
    offer_changed(offer)
    letter = offer_letter(offer)
    key, text = f"offer_made:{offer.ref}", _("For you alone until you answer. Contact details as soon as you accept.")
    words = {"rank": lead.get_rank_display(), "company": lead.company_name}
    title = _("%(rank)s lead for you: %(company)s") % words
    post_mail(
        key=f"{key}:mail",
        to=offer.recipient,
        template=letter.template,
        context=letter.context,
        reply_to=letter.reply_to,
    )
    post_notice(key=f"{key}:notice", to=offer.recipient, title=title, text=text, url=offer.get_absolute_url())


def offer_letter(offer: Offer) -> Letter:
    lead = offer.lead
    context = {
        "lead": lead,
        "contact": contact_of(lead, offer.recipient),
        "url": links.absolute(offer.get_absolute_url()),
        "company": lead.company_name,
        "offer": offer,
        "answer_url": answer_url(offer),
        "reasons": lead.score_lines,
    }
    return Letter("offer_made", context, channel_manager_for(lead))


def offer_reminder(offer: Offer, promise: Promise, step: str) -> None:
    lead = offer.lead
    inbound = lead.is_inbound
    _tell(
        "lead_review_reminder" if inbound else "offer_reminder",
        offer.recipient,
        lead,
        _("Still waiting for your answer: %(company)s") % {"company": lead.company_name},
        key=f"offer_reminder:{promise.ref}:{step}",
        url=lead.get_absolute_url() if inbound else offer.get_absolute_url(),
        offer=offer,
        due=promise.due_at,
        answer_url="" if inbound else answer_url(offer),
    )


def offer_expired(lead: Lead, offer: Offer) -> None:
    _tell(
        "offer_expired",
        offer.recipient,
        lead,
        _("The time is over: %(company)s went to somebody else") % {"company": lead.company_name},
        key=f"offer_expired:{offer.ref}",
        url=offer.get_absolute_url(),
        offer=offer,
    )


def offer_recalled(offer: Offer) -> None:
    post_notice(
        key=f"offer_recalled:{offer.ref}",
        to=offer.recipient,
        title=_("You need not answer any more: %(company)s") % {"company": offer.lead.company_name},
        text=_("The offer was taken back."),
        url=offer.get_absolute_url() if offer.partner_id else offer.lead.get_absolute_url(),
    )


def lead_is_yours(lead: Lead, offer: Offer) -> None:
    """After acceptance: the contact's card, and until when the customer waits."""
    contact = contact_of(lead, offer.recipient)
    _tell(
        "lead_is_yours",
        offer.recipient,
        lead,
        _("Yours alone: %(company)s") % {"company": lead.company_name},
        key=f"lead_is_yours:{offer.ref}",
        reply_to=channel_manager_for(lead),
        attachments=(vcard(contact.card),),
    )


def lead_held(lead: Lead, manager: User) -> None:
    post_notice(
        key=f"lead_held:{lead.ref}:{lead.version}",
        to=manager,
        title=_("Held: %(company)s") % {"company": lead.company_name},
        text=_("Missing: %(missing)s") % {"missing": ", ".join(scoring.in_words(lead.missing))},
        url=lead.get_absolute_url(),
    )


def lead_unplaced(lead: Lead, manager: User, reason: str) -> None:
    _tell(
        "lead_unplaced",
        manager,
        lead,
        _("Nobody could be found for %(company)s") % {"company": lead.company_name},
        key=f"lead_unplaced:{lead.ref}:{lead.hops}:{lead.state_since.isoformat()}",
        text=reason,
        reason=reason,
    )


def lead_handed_over(lead: Lead, actor: User) -> None:
    _tell(
        "lead_handed_over",
        lead.person,
        lead,
        _("%(actor)s handed you %(company)s") % {"actor": str(actor), "company": lead.company_name},
        key=f"lead_handed_over:{lead.ref}:{lead.person.ref}:{lead.last_activity_at.isoformat()}",
        reply_to=actor,
        actor=actor,
    )


def lead_idle(lead: Lead, promise: Promise, step: str, days: int) -> None:
    _tell(
        "lead_idle",
        promise.owed_by,
        lead,
        _("Nothing new about %(company)s for %(days)s days") % {"company": lead.company_name, "days": days},
        key=f"lead_idle:{promise.ref}:{step}",
        days=days,
        due=promise.due_at,
    )


def contact_reminder(lead: Lead, promise: Promise, step: str) -> None:
    _tell(
        "lead_contact_reminder",
        promise.owed_by,
        lead,
        _("%(company)s waits for your call") % {"company": lead.company_name},
        key=f"contact_reminder:{promise.ref}:{step}",
        due=promise.due_at,
        is_late=step == "due",
    )


def manager_reminder(lead: Lead, promise: Promise, step: str) -> None:
    """A channel manager is reminded of a lead that only they can settle."""
    words = {"what": promise.get_kind_display(), "company": lead.company_name}
    post_notice(
        key=f"manager_reminder:{promise.ref}:{step}",
        to=promise.owed_by,
        title=_("Still to do: %(what)s (%(company)s)") % words,
        url=lead.get_absolute_url(),
    )


def promise_is_late(lead: Lead, promise: Promise, step: str) -> None:
    """The channel manager hears that somebody's time has passed; of a manager's own lateness, the other managers."""
    manager = channel_manager_for(lead)
    people = [manager] if manager is not None and manager.pk != promise.owed_by_id else colleagues_in_channel(promise)
    words = {"phrase": promise.phrase(), "company": lead.company_name}
    for person in people:
        post_notice(
            key=f"late:{promise.ref}:{step}:{person.pk}",
            to=person,
            title=_("Late: %(phrase)s (%(company)s)") % words,
            url=lead.get_absolute_url(),
        )


# -- inbound


def lead_acknowledged(lead: Lead, offer: Offer) -> None:
    """From the receiving rep, at once: thanks, both sides' cards, what happens next and by when."""
    member, rep = lead.bringer, offer.recipient
    ours, theirs = card_of(rep), card_of(member)
    _tell(
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
    _tell(
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
    _tell(
        "lead_accepted_by_vendor",
        lead.person,
        lead,
        _("%(rep)s has taken your lead %(company)s") % {"rep": rep.name, "company": lead.company_name},
        key=f"lead_accepted_by_vendor:{offer.ref}",
        reply_to=rep,
        rep=rep,
    )


def lead_action_required(lead: Lead, actor: User) -> None:
    _tell(
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
    _tell(
        "lead_completed",
        rep,
        lead,
        _("%(partner)s completed %(company)s") % words,
        key=f"lead_completed:{lead.ref}:{lead.state_since.isoformat()}",
        reply_to=lead.person,
    )


def lead_rejected(lead: Lead, actor: User) -> None:
    """The letter: what was checked, why, what would change the answer, how to appeal and whom to call."""
    _tell(
        "lead_rejected",
        lead.person,
        lead,
        _("About your lead %(company)s") % {"company": lead.company_name},
        key=f"lead_rejected:{lead.ref}:{lead.state_since.isoformat()}",
        reply_to=actor,
        rep=actor,
        appeal=card_of(lead.appeal_to or actor),
    )


def lead_progressed(lead: Lead, sentence: str, event: str) -> None:
    """Whoever brought the lead reads how it goes on."""
    rep = lead.receiver
    _tell(
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
    _tell(
        "lead_answer_reminder",
        promise.owed_by,
        lead,
        _("Still open: what we asked about %(company)s") % {"company": lead.company_name},
        key=f"answer_reminder:{promise.ref}:{step}",
        due=promise.due_at,
        act_url=complete_url(lead, promise.owed_by),
        fields=[rules.ASKABLE[name] for name in lead.open_fields],
    )
