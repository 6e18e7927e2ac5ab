"""Who gets the credit for a lead: a decision of the channel's managers, with a reason that both sides read."""

from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import Campaign, Member
from partners.services import decide_credit
from prm.accounts.models import User
from prm.core.errors import InvalidInput

from ..models import Contact, Lead
from .moving import locked


@transaction.atomic
def change_credit(actor: User, lead: Lead, *, referrer: Member | None, campaign: Campaign | None, reason: str) -> Lead:
    """The lead's referrer and campaign; its contact follows where the same person had brought it.

    Deals that came of it keep their own credit. Raises what `decide_credit` raises.
    """
    lead = locked(lead)
    if lead.is_inbound and referrer is None:
        sentence = _("Somebody at the partner brought this lead: name them.")
        raise InvalidInput(sentence, fields={"referrer": sentence})
    had = lead.referrer_id
    changed = decide_credit(actor, lead, referrer=referrer, campaign=campaign, reason=reason)
    if changed:
        lead.save(update_fields=changed)
        same = Contact.objects.filter(pk=lead.contact_id, partner=lead.partner_id, referrer=had)
        same.update(referrer=referrer, campaign=campaign)
    return lead
