"""The numbers beside the doors of the navigation."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from deals import selectors as deals
from deals.incentives import selectors as incentives
from leads import selectors as leads
from prm.accounts.enums import MEMBERS
from prm.accounts.models import User
from prm.outbox import selectors as outbox


def how_many(rows: QuerySet) -> Any:
    """The number of rows as part of another query, 0 for none."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


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
        )
    )
    names = ("notices", "offers", "registrations", "fees")
    return dict(zip(names, counted.first() or (0, 0, 0, 0), strict=True))
