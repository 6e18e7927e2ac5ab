"""The rules of the stages are changed by putting a new version in force."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from deals.models import StagePolicy
from deals.stages import CRITERIA, ENTERED, MOST_DAYS
from prm.accounts.enums import CHANNEL
from prm.accounts.models import User
from prm.core import versions
from prm.core.errors import InvalidInput, NotAllowed

from ..enums import OPEN_STAGES


@transaction.atomic
def change_stages(actor: User, needs: Mapping[str, Collection[str]], days: Mapping[str, int]) -> StagePolicy:
    """Puts a new version in force; the old one stays readable. Returns the one in force if nothing would change.

    Version 1 is what held before anybody changed it. Raises NotAllowed for anybody but the channel's staff, and
    InvalidInput for unknown fields and days that make no sense.
    """
    if not actor.is_active or actor.role not in CHANNEL:
        raise NotAllowed(_("Only a channel manager or an administrator sets the rules of the stages."))
    current = versions.locked_in_force(StagePolicy)
    wanted_needs = {stage.value: [name for name in CRITERIA if name in needs.get(stage, ())] for stage in ENTERED}
    wanted_days = {stage.value: int(days.get(stage, current.days.get(stage, 0))) for stage in OPEN_STAGES}
    wrong = [stage for stage, number in wanted_days.items() if not 1 <= number <= MOST_DAYS]
    if wrong:
        sentence = _("Between 1 and %(most)s days.") % {"most": MOST_DAYS}
        raise InvalidInput(sentence, fields={f"days_{stage}": sentence for stage in wrong})
    if (wanted_needs, wanted_days) == (current.needs, current.days):
        return current
    return versions.supersede(StagePolicy, made_by=actor, needs=wanted_needs, days=wanted_days)
