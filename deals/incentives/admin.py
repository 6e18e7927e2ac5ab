"""Money behind the administrator's window."""

from prm.core.admin import show

from .models import Budget, BudgetEntry, CompensationPlan, Dispute, Fee, MdfPolicy, MdfProof, MdfRequest

show(CompensationPlan, ("name", "number", "in_force_from"))
show(
    Fee,
    ("ref", "opportunity", "partner", "state", "amount", "due_on", "paid_at"),
    search=("ref", "partner__name", "payment_reference"),
    filters=("state",),
)
show(Dispute, ("ref", "fee", "state", "opened_by", "opened_at", "answered_by"), filters=("state",))
show(MdfPolicy, ("number", "is_current", "accrual_percent", "share_percent"))
show(
    Budget,
    ("ref", "partner", "currency", "starts_on", "accrued", "available", "reserved", "claimed", "settled"),
    search=("ref", "partner__name"),
)
show(BudgetEntry, ("budget", "kind", "source", "target", "amount", "at", "actor"), filters=("kind",))
show(
    MdfRequest,
    ("ref", "title", "partner", "state", "asked", "approved", "claimed", "settled", "currency"),
    search=("ref", "title", "partner__name"),
    filters=("state", "activity"),
)
show(MdfProof, ("ref", "request", "file_name", "size", "uploaded_at", "uploaded_by"), hidden=("file",))
