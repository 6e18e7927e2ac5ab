"""In which order rows are locked by whoever needs several, so that no two ever wait for each other in a circle.

Whoever needs one row locks it. Whoever needs rows of two kinds locks them in ORDER, and of one kind the lower number
first. What the same transaction has made counts for nothing: nobody else can see it yet.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from .errors import DomainError

ORDER = (
    "deals.opportunity",
    "deals.registration",
    "deals.protection",
    "leads.lead",
    "leads.offer",
    "leads.customer",
    "leads.contact",
    "leads.customerevent",
)
ATTEMPTS = 10

Rows = Mapping[type[models.Model], Collection[int]]


class Busy(DomainError):
    """Others change the same rows faster than they can be held."""

    status_code = 503
    code = "busy"
    retry_after = 2


def place_of(model: Any) -> int:
    """Where the model stands in ORDER. Raises ValueError for one that has no place yet."""
    return ORDER.index(model._meta.label_lower)


def together(find: Callable[[], Rows]) -> None:
    """Locks all rows that `find` names (by model and number) until the transaction ends, in the order of everybody.

    Looks again once they are held: if there are others by then, lets go and begins anew. Raises Busy in the end.
    """
    for _attempt in range(ATTEMPTS):
        wanted = {model: set(numbers) for model, numbers in find().items()}
        mark = transaction.savepoint()
        for model in sorted(wanted, key=place_of):
            _lock(model, wanted[model])
        if {model: set(numbers) for model, numbers in find().items()} == wanted:
            return
        transaction.savepoint_rollback(mark)
    raise Busy(_("Somebody else is changing this right now. Nothing was changed; please try again."))


def _lock(model: Any, numbers: Collection[int]) -> None:
    rows = model._base_manager.filter(pk__in=sorted(numbers)).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))
