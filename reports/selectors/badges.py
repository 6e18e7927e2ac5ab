"""The numbers beside the doors of the navigation."""

from typing import Any

from deals import selectors as deals
from deals.incentives import selectors as incentives
from leads import selectors as leads
from partners import selectors as partners
from prm.accounts.enums import MEMBERS
from prm.accounts.models import User
from prm.core.counting import how_many
from prm.outbox import selectors as outbox


def badges_of(user: Any) -> dict[str, int]:
    """What waits for this person behind each door, in one query: it is asked on every page."""
    own = deals.registrations_action_required if user.role in MEMBERS else deals.registrations_to_decide
    counted = (
        User.objects.filter(pk=user.pk)
        .order_by()
        .values_list(
            how_many(outbox.notices_of(user).unread()),
            how_many(leads.offers_to_answer(user)),
            how_many(own(user)),
            how_many(incentives.fees_to_approve(user)) + how_many(incentives.fees_to_pay(user)),
            how_many(partners.certificates_to_confirm(user)),
        )
    )
    names = ("notices", "offers", "registrations", "fees", "certificates")
    return dict(zip(names, counted.first() or (0,) * len(names), strict=True))
