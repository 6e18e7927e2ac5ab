"""Money behind the administrator's window."""

from prm.core.admin import show

from .models import CompensationPlan, Fee

show(CompensationPlan, ("name", "number", "in_force_from"))
show(
    Fee,
    ("ref", "opportunity", "partner", "state", "amount", "due_on", "paid_at"),
    search=("ref", "partner__name", "payment_reference"),
    filters=("state",),
)
