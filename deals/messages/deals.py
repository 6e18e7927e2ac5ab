"""Deals: who hears of what the other side did."""

from django.utils.translation import gettext_lazy as _

from deals.models import Opportunity
from prm.accounts.models import User
from prm.outbox.enums import Event
from prm.outbox.services import announce

from .sending import members_to_tell, tell


def other_side_of(deal: Opportunity, actor: User) -> list[User]:
    """Those on the other side who work this deal; never the actor."""
    if actor.is_vendor:
        people = members_to_tell(deal.partner, deal.member)
    else:
        manager = deal.partner.owner if deal.partner else None
        people = [person for person in [deal.sales_rep or manager] if person is not None]
    return [person for person in people if person.is_active and person.pk != actor.pk]


def _announce(event: Event, deal: Opportunity) -> None:
    facts = {"stage": deal.stage, "external_id": deal.external_id, "loss_reason": deal.loss_reason}
    announce(event, deal, partner=deal.partner, collection="deals", at=deal.closed_at, **facts)


def won(deal: Opportunity, actor: User) -> None:
    _announce(Event.DEAL_WON, deal)
    tell(
        deal,
        key=f"{deal.ref}/won",
        to=other_side_of(deal, actor),
        template="deal_won",
        title=_("Won: %(deal)s"),
        words={"deal": deal.name},
        sender=actor,
        context={"actor": actor},
    )


def lost(deal: Opportunity, actor: User) -> None:
    _announce(Event.DEAL_LOST, deal)
    tell(
        deal,
        key=f"{deal.ref}/lost",
        to=other_side_of(deal, actor),
        template="deal_lost",
        title=_("Lost: %(deal)s"),
        words={"deal": deal.name},
        sender=actor,
        context={"actor": actor},
    )
