"""Staff who work on a customer that a partner holds are told so, and the holder is told of them."""

from typing import Any

from deals import selectors
from deals.models import Opportunity, Protection
from leads.models import Lead
from prm.accounts.enums import SELLING_STAFF
from prm.core import looks
from prm.core.models import LookKind


def held_by_others(row: Opportunity | Lead, user: Any) -> list[Protection]:
    """Protection by other partners of the customer that this person opens now; the holders read of it.

    Empty for members, who never learn who holds a customer.
    """
    if user.role not in SELLING_STAFF:
        return []
    family = row.product.family if row.product is not None else ""
    found = selectors.protections_against(row.customer_id, family, row.partner_id)
    looks.note(user, [protection.registration for protection in found], LookKind.TOUCHED)
    return found
