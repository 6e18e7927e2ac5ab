"""The list of fees."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy

from prm.core.tables import DayColumn, MoneyColumn, NamedColumn, PillColumn, PortalTable, exported

from .models import Fee


class FeeTable(PortalTable):
    opportunity = NamedColumn(
        verbose_name=gettext_lazy("Deal"), accessor="opportunity__name", order_by=("opportunity__name",)
    )
    partner = tables.Column(verbose_name=gettext_lazy("Partner"), order_by=("partner__name",))
    state = PillColumn(verbose_name=gettext_lazy("State"), order_by=("urgency",))
    due_on = DayColumn(verbose_name=gettext_lazy("Due"))
    amount = MoneyColumn(verbose_name=gettext_lazy("Fee"))
    base = MoneyColumn(verbose_name=gettext_lazy("Counted from"), visible=False)
    referrer = tables.Column(verbose_name=gettext_lazy("Brought by"), order_by=("referrer__user__name",))
    paid_at = DayColumn(verbose_name=gettext_lazy("Paid"))
    payment_reference = exported(verbose_name=gettext_lazy("Payment reference"))
    ref = exported(verbose_name=gettext_lazy("Reference"))

    class Meta(PortalTable.Meta):
        model = Fee
        caption = gettext_lazy("Fees")
        fields = (
            "opportunity",
            "partner",
            "state",
            "due_on",
            "amount",
            "base",
            "referrer",
            "paid_at",
            "payment_reference",
            "ref",
        )

    def value_opportunity(self, value: Any) -> str:
        return str(value)
