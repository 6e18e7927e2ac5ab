"""Campaigns of a partner, beside the one it always has."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, violated

from ..models import Campaign, Partner
from .requiring import require_team

CAMPAIGN_FIELDS = frozenset({"name", "starts_on", "ends_on"})


@transaction.atomic
def create_campaign(*, actor: User, partner: Partner, **fields: Any) -> Campaign:
    """A further campaign. Raises NotAllowed, and InvalidInput for a name that is taken or days in the wrong order."""
    require_team(actor, partner.pk)
    campaign = _saved(Campaign(partner=partner), fields)
    words = {"name": campaign.name}
    timeline.record(partner, actor, _("began the campaign %(name)s") % words, icon="megaphone", partner=partner)
    return campaign


@transaction.atomic
def edit_campaign(*, actor: User, campaign: Campaign, **fields: Any) -> Campaign:
    """Changes its name or days; the campaign a partner always has keeps open days. Raises as above."""
    require_team(actor, campaign.partner_id)
    campaign = Campaign.objects.lock(campaign)
    changed = {name: value for name, value in fields.items() if getattr(campaign, name) != value}
    if campaign.is_default and {"starts_on", "ends_on"} & set(changed):
        sentence = _("This campaign is the one the partner always has: it has no first and no last day.")
        raise InvalidInput(sentence, fields={"ends_on": sentence})
    if changed:
        _saved(campaign, changed)
        sentence = _("changed the campaign %(name)s") % {"name": campaign.name}
        timeline.record(campaign.partner, actor, sentence, icon="pencil", partner=campaign.partner)
    return campaign


def _saved(campaign: Campaign, fields: Mapping[str, Any]) -> Campaign:
    unknown = set(fields) - CAMPAIGN_FIELDS
    if unknown:
        raise ValueError(f"Not fields of a campaign: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(campaign, name, value)
    if campaign.starts_on and campaign.ends_on and campaign.ends_on < campaign.starts_on:
        sentence = _("The campaign would end before it begins.")
        raise InvalidInput(sentence, fields={"ends_on": sentence})
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError as error:
        if violated(error) != "one_campaign_per_name":
            raise
        sentence = _("This partner already has a campaign of this name.")
        raise InvalidInput(sentence, fields={"name": sentence}) from error
    return campaign
