"""Somebody's account was closed: whoever has the lead now hears so, and its partner who is there for it."""

from django.utils.translation import gettext as _

from partners.selectors import admins_of, card_of
from prm.accounts.models import User
from prm.promises.models import Promise

from ..models import Lead
from .sending import tell, vcard


def handed_on(lead: Lead, promise: Promise, gone: User) -> None:
    """To whom the promise has passed: what is owed, by when."""
    words = {"name": gone.name, "company": lead.company_name}
    tell(
        "lead_handed_on",
        promise.owed_by,
        lead,
        _("%(name)s’s account was closed: %(company)s is with you now") % words,
        key=f"lead_handed_on:{promise.ref}:{promise.owed_by.ref}:{promise.due_at.isoformat()}",
        url=promise.url,
        gone=gone,
        what=promise.get_kind_display(),
        due=promise.due_at,
        is_paused=promise.paused_at is not None,
    )


def rep_changed(lead: Lead, rep: User) -> None:
    """To who brought it or, when that account is closed, the partner's admins: who looks after it now."""
    if lead.partner is None:
        return
    people = [lead.bringer] if lead.bringer.is_active else list(admins_of(lead.partner))
    for person in people:
        tell(
            "lead_rep_changed",
            person,
            lead,
            _("%(rep)s now looks after your lead %(company)s") % {"rep": rep.name, "company": lead.company_name},
            key=f"lead_rep_changed:{lead.ref}:{rep.ref}:{person.ref}:{lead.last_activity_at.isoformat()}",
            reply_to=rep,
            attachments=(vcard(card_of(rep)),),
            rep=rep,
            ours=card_of(rep),
        )
