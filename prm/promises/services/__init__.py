"""Making promises, closing them, moving their clock, and announcing what is due.

Every verb but `make` finds the open promise of a kind about an object; it does nothing and returns None when there is
none. Call it inside the transaction of the state change, after the object's own row is locked.
"""

from .bulk import Clocks, Owed, make_many
from .closing import break_, keep, release
from .making import make
from .moving import pass_on, pause, reassign, resume
from .sweeping import retry, sweep

__all__ = [
    "Clocks",
    "Owed",
    "break_",
    "keep",
    "make",
    "make_many",
    "pass_on",
    "pause",
    "reassign",
    "release",
    "resume",
    "retry",
    "sweep",
]
