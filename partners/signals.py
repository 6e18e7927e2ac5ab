"""What this app asks of the rooms above it, which it does not know.

`load_asked`    sent with `users` (ids of members). A receiver returns a dict from user id to the number of open leads
                that person works or has been offered; ids it knows nothing of may be missing.
`panels_asked`  sent with `partner` and `user` when a partner's page is drawn. A receiver returns a list of `Panel`s
                that hold only what `user` may see; it never writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.dispatch import Signal

load_asked = Signal()
panels_asked = Signal()


@dataclass(frozen=True)
class Panel:
    """A part of a partner's page that another app fills: `template` is included with `context` as `panel`."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
