"""What this app asks of the rooms above it, which it does not know.

`holders_asked`  sent with `wanted`: by number, the customer (row number) and product family ('' where no product is
                 named) of something that is to be given to a partner. A receiver returns a dict from number to the
                 reference of the partner that holds a protected deal with that customer; others are left out.
"""

from collections.abc import Mapping
from typing import Any

from django.dispatch import Signal

holders_asked = Signal()


def ask_holders(wanted: Mapping[int, tuple[int, str]]) -> dict[int, str]:
    """Whose protected customers these are: partner references by the numbers asked with."""
    found: dict[int, str] = {}
    answers: list[tuple[Any, Any]] = holders_asked.send(sender=None, wanted=wanted)
    for _receiver, holders in answers:
        found |= holders
    return found
