"""Fees: what a partner has earned and what is coming, and what finance approves and pays."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals.models import Opportunity
from partners.selectors import partner_of
from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF
from prm.core import timeline
from prm.core.views import ActionPage, DetailPage, ListPage, PagePart
from prm.promises.enums import Kind
from prm.promises.selectors import promise_of

from .. import presentation, rules, selectors, services
from ..enums import DisputeState, FeeState
from ..filters import FeeFilter
from ..forms import PayForm
from ..models import Dispute, Fee
from ..tables import FeeTable

READERS = MEMBERS | MONEY_STAFF | CHANNEL
RELATED = (
    "opportunity__customer",
    "registration__product",
    "corrects",
    "partner",
    "referrer__user",
    "campaign",
    "plan",
    "approved_by",
    "paid_by",
)
CLOCKS = {FeeState.DUE: Kind.APPROVE_FEE, FeeState.APPROVED: Kind.PAY_FEE}


class FeeList(ListPage):
    roles = READERS
    model = Fee
    table_class = FeeTable
    filterset_class = FeeFilter
    template_name = "incentives/fees.html"
    title = gettext_lazy("Fees")
    export_name = "fees"

    def get_queryset(self) -> Any:
        return selectors.fees_for(self.request.user)

    def make_table(self, rows: Any) -> Any:
        table = super().make_table(rows)
        if self.request.user.role in MEMBERS:
            table.exclude = (*table.exclude, "partner")
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        partner = partner_of(self.request.user)
        rows = selectors.fees_for(self.request.user)
        totals = selectors.fee_totals(partner) if partner else selectors.totals_of(rows)
        coming = selectors.coming_if_won(partner) if partner else []
        figures = {name: presentation.sums((row.currency, getattr(row, name)) for row in totals) for name in FIGURES}
        figures["coming"] = presentation.sums((row.currency, row.all) for row in coming)
        figures["weighted"] = presentation.sums((row.currency, row.weighted) for row in coming)
        return super().get_context_data(figures=figures, is_partner=bool(partner), **kwargs)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        text = _("A fee is earned when a deal that a partner brought or worked is won.")
        return {"icon": "wallet", "title": _("No fees yet."), "text": text}


FIGURES = ("earned", "due", "approved", "paid")


class FeePage(DetailPage):
    roles = READERS
    model = Fee
    queryset = Fee.objects.select_related(*RELATED)
    template_name = "incentives/fee.html"

    def get_title(self) -> str:
        return _("Fee for %(deal)s") % {"deal": self.object.deal_name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, fee = self.request.user, self.object
        dispute, today = selectors.dispute_of(fee), timezone.localdate()
        is_disputed = dispute is not None and dispute.state == DisputeState.OPEN
        kind = Kind.ANSWER_DISPUTE if is_disputed else CLOCKS.get(FeeState(fee.state))
        primary, more = presentation.doors(fee, rules.actions(user, fee, dispute, selectors.whole_of(fee), today))
        return super().get_context_data(
            clock=promise_of(kind, fee) if kind else None,
            primary=primary,
            more=more,
            dispute=dispute,
            dispute_until=rules.dispute_until(fee) if rules.may_dispute(fee, today) and dispute is None else None,
            corrections=selectors.corrected_by(fee),
            lines=[{**line, "amount": Decimal(line["amount"])} for line in fee.lines],
            currency=str(fee.amount.currency),
            timeline=timeline.of(fee, user),
            **kwargs,
        )


class FeeAction(ActionPage):
    """A verb. Opened when it is not possible (any more) it says so and leads back to the fee."""

    roles = MONEY_STAFF
    model = Fee
    queryset = Fee.objects.select_related(*RELATED)
    template_name = "incentives/fee_action.html"
    action = ""
    explanation = ""

    def get_dispute(self) -> Dispute | None:
        return selectors.dispute_of(self.object)

    def get_explanation(self) -> str:
        return str(self.explanation)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        fee, dispute = self.object, self.get_dispute()
        if self.action not in rules.actions(request.user, fee, dispute, selectors.whole_of(fee), timezone.localdate()):
            messages.info(request, _("This is not possible now. Here is where the fee stands."))
            return HttpResponseRedirect(self.object.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"subtitle": str(self.object), "explanation": self.get_explanation()}
        return super().get_context_data(**{**extra, **kwargs})


class Approve(FeeAction):
    action = "approve"
    title = gettext_lazy("Approve the fee")
    submit_label = gettext_lazy("Approve")
    success_message = gettext_lazy("Approved. The partner knows that it will be paid.")

    def perform(self, form: Any) -> Fee:
        return services.approve_fee(self.request.user, self.object)


class Pay(FeeAction):
    action = "pay"
    form_class = PayForm
    title = gettext_lazy("Pay the fee")
    submit_label = gettext_lazy("Mark as paid")
    success_message = gettext_lazy("Paid. The partner has the reference.")

    def perform(self, form: Any) -> Fee:
        return services.pay_fee(self.request.user, self.object, form.cleaned_data["reference"])


class FeesOfDeal(PagePart):
    roles = READERS
    model = Opportunity
    title = gettext_lazy("Fees of this deal")
    template_name = "incentives/for_deal.html"
    part_template_name = "incentives/_for_deal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fees = selectors.fees_for(self.request.user).filter(opportunity=self.object)
        return super().get_context_data(deal=self.object, fees=list(fees), **kwargs)
