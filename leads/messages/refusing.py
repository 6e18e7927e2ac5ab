"""About a no to a partner's lead: its second reading, the letter, the appeal and the answer."""

from django.utils.translation import gettext as _

from partners.selectors import card_of
from prm.accounts.models import User
from prm.promises.models import Promise

from ..models import Lead
from .sending import tell


def second_reading(lead: Lead, reader: User, promise: Promise) -> None:
    """To the second reader; the partner knows nothing of it yet."""
    tell(
        "lead_second_reading",
        reader,
        lead,
        _("Please read a rejection before it goes out: %(company)s") % {"company": lead.company_name},
        key=f"lead_second_reading:{promise.ref}",
        row=lead,
        reasons=lead.rejection_in_words,
        due=promise.due_at,
    )


def rejection_returned(lead: Lead, reader: User, starter: User, note: str) -> None:
    """To whoever started it: the reader sees it differently."""
    tell(
        "lead_rejection_returned",
        starter,
        lead,
        _("Back in review: %(company)s") % {"company": lead.company_name},
        key=f"lead_rejection_returned:{lead.ref}:{lead.version}",
        reply_to=reader,
        reader=reader,
        note=note,
    )


def lead_rejected(lead: Lead, sender: User) -> None:
    """The letter: what was checked, why, what would change the answer, how to appeal and whom to call."""
    tell(
        "lead_rejected",
        lead.person,
        lead,
        _("About your lead %(company)s") % {"company": lead.company_name},
        key=f"lead_rejected:{lead.ref}:{lead.state_since.isoformat()}",
        reply_to=sender,
        rep=sender,
        row=lead,
        reasons=lead.rejection_in_words,
        appeal=card_of(lead.appeal_to or sender),
        appeal_until=None if lead.appealed_at else lead.appeal_until,
    )


def lead_appealed(lead: Lead, member: User, manager: User, promise: Promise) -> None:
    words = {"name": str(member), "company": lead.company_name}
    tell(
        "lead_appealed",
        manager,
        lead,
        _("%(name)s appeals: %(company)s") % words,
        key=f"lead_appealed:{promise.ref}",
        reply_to=member,
        due=promise.due_at,
    )


def lead_appeal_answered(lead: Lead, manager: User, *, reopened: bool) -> None:
    tell(
        "lead_appeal_answered",
        lead.person,
        lead,
        _("Our answer to your appeal: %(company)s") % {"company": lead.company_name},
        key=f"lead_appeal_answered:{lead.ref}:{lead.appealed_at}",
        reply_to=manager,
        manager=manager,
        reopened=reopened,
    )
