"""Who may do something, asked the same way by every verb."""

from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core.errors import NotAllowed

from .. import rules


def require_team(actor: User | None, partner_id: int) -> None:
    """Raises NotAllowed for nobody, and for anybody who does not run the partner's team."""
    if actor is None or not rules.runs_the_team(actor, partner_id):
        raise NotAllowed(_("Only a partner admin or a channel manager does this."))
