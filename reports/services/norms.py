"""The norms of the waterfall are changed by putting a new version in force."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from prm.accounts.enums import CHANNEL
from prm.core import versions
from prm.core.errors import NotAllowed

from ..enums import Normed
from ..models import WaterfallNorms

EDITABLE = tuple(f"{what}_{step}" for what in ("share", "days") for step in Normed.values)


@transaction.atomic
def change_norms(actor: Any, changes: dict[str, Any]) -> WaterfallNorms:
    """Puts a new version in force; the old one stays readable. Returns the one in force if nothing would change.

    Version 1 is what was expected before anybody changed it. Raises NotAllowed for anybody but the channel's staff.
    """
    if not actor.is_active or actor.role not in CHANNEL:
        raise NotAllowed(_("Only a channel manager or an administrator sets the norms."))
    current = versions.locked_in_force(WaterfallNorms)
    values = {name: getattr(current, name) for name in EDITABLE}
    wanted = {**values, **{name: value for name, value in changes.items() if name in EDITABLE}}
    if wanted == values:
        return current
    return versions.supersede(WaterfallNorms, made_by=actor, **wanted)
