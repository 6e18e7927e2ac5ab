"""Who gets the credit for a deal: a decision of the channel's managers, with a reason that both sides read."""

from django.db import transaction

from deals.models import Opportunity
from deals.signals import credit_changed
from partners.models import Campaign, Member
from partners.services import decide_credit
from prm.accounts.models import User


@transaction.atomic
def change_credit(
    actor: User, opportunity: Opportunity, *, referrer: Member | None, campaign: Campaign | None, reason: str
) -> Opportunity:
    """The deal's referrer and campaign; its fees that are not paid follow. Raises what `decide_credit` raises."""
    row = Opportunity.objects.lock(opportunity)
    changed = decide_credit(actor, row, referrer=referrer, campaign=campaign, reason=reason)
    if changed:
        row.save(update_fields=changed)
        credit_changed.send(sender=Opportunity, opportunity=row)
    return row
