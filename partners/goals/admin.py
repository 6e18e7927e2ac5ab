"""Goals behind the administrator's window."""

from prm.core.admin import show

from .models import Goal

show(Goal, ("ref", "partner", "quarter", "amount", "state"), search=("ref", "partner__name"), filters=("state",))
