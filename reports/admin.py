"""What the reports are measured against, behind the administrator's window."""

from prm.core.admin import show

from .models import ProgrammeFigure, WaterfallNorms

show(WaterfallNorms, ("number", "is_current", "made_by", "created_at"))
show(ProgrammeFigure, ("measure", "side", "subject", "count", "kept", "hours", "counted_at"), filters=("measure",))
