"""About leads on their way to a partner: offers, and what the channel manager hears."""

from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core import links
from prm.outbox.services import (
    Letter,
    post_mail,
    post_notice,
)
from prm.promises.models import Promise

from .. import scoring
from ..models import Lead, Offer
from ..selectors import channel_manager_for, colleagues_in_channel, contact_of
from .sending import answer_url, tell, vcard
from .systems import offer_changed


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
    tell(
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
    tell(
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
    tell(
        "lead_is_yours",
        offer.recipient,
        lead,
        _("Yours alone: %(company)s") % {"company": lead.company_name},
        key=f"lead_is_yours:{offer.ref}",
        reply_to=channel_manager_for(lead),
        attachments=(vcard(contact.card),),
    )


def held_notice(lead: Lead) -> dict[str, str]:
    """What the channel manager reads, as `post_notice` takes it."""
    return {
        "key": f"lead_held:{lead.ref}:{lead.version}",
        "title": _("Held: %(company)s") % {"company": lead.company_name},
        "text": _("Missing: %(missing)s") % {"missing": ", ".join(scoring.in_words(lead.missing))},
        "url": lead.get_absolute_url(),
    }


def lead_held(lead: Lead, manager: User) -> None:
    post_notice(to=manager, **held_notice(lead))


def lead_unplaced(lead: Lead, manager: User, reason: str) -> None:
    tell(
        "lead_unplaced",
        manager,
        lead,
        _("Nobody could be found for %(company)s") % {"company": lead.company_name},
        key=f"lead_unplaced:{lead.ref}:{lead.hops}:{lead.state_since.isoformat()}",
        text=reason,
        reason=reason,
    )


def lead_handed_over(lead: Lead, actor: User) -> None:
    tell(
        "lead_handed_over",
        lead.person,
        lead,
        _("%(actor)s handed you %(company)s") % {"actor": str(actor), "company": lead.company_name},
        key=f"lead_handed_over:{lead.ref}:{lead.person.ref}:{lead.last_activity_at.isoformat()}",
        reply_to=actor,
        actor=actor,
    )


def lead_idle(lead: Lead, promise: Promise, step: str, days: int) -> None:
    tell(
        "lead_idle",
        promise.owed_by,
        lead,
        _("Nothing new about %(company)s for %(days)s days") % {"company": lead.company_name, "days": days},
        key=f"lead_idle:{promise.ref}:{step}",
        days=days,
        due=promise.due_at,
    )


def contact_reminder(lead: Lead, promise: Promise, step: str) -> None:
    tell(
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
