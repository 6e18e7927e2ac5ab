"""How a partner shares leads among its own people: its own decision."""

from django.db import transaction
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput

from ..enums import Sharing
from ..models import Partner
from .requiring import require_team


@transaction.atomic
def share_leads(*, actor: User, partner: Partner, rule: str) -> Partner:
    """Leads that reach the partner from now on are given out by this rule; does nothing when it is the rule already.

    Raises NotAllowed unless the actor runs the team, and InvalidInput for a rule that does not exist.
    """
    require_team(actor, partner.pk)
    if rule not in Sharing.values:
        raise InvalidInput(_("Choose a rule."), fields={"rule": _("Choose one of these.")})
    partner = Partner.objects.lock(partner)
    if partner.sharing == rule:
        return partner
    before, partner.sharing = partner.get_sharing_display(), rule
    partner.save(update_fields=["sharing"])
    words = {"rule": partner.get_sharing_display()}
    detail = _("Before: %(rule)s") % {"rule": before}
    sentence = _("changed how leads are shared: %(rule)s") % words
    timeline.record(partner, actor, sentence, icon="split", detail=detail, partner=partner)
    return partner
