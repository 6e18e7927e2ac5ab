"""States of money owed to a partner."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FeeState(models.TextChoices):
    ACCRUED = "accrued", _("Accrued")
    DUE = "due", _("Due")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")
    DISPUTED = "disputed", _("Disputed")
    CANCELLED = "cancelled", _("Cancelled")


UNPAID = (FeeState.ACCRUED, FeeState.DUE, FeeState.APPROVED, FeeState.DISPUTED)
