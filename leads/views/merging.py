"""Likely doubles of a lead and of its customer, merged by the channel's managers, and undone."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, SELLING_STAFF
from prm.core.views import ActionPage, PagePart

from .. import selectors
from ..forms import OneOfTheseForm
from ..models import Lead, LeadMerge
from ..services import merging


class Doubles(PagePart):
    roles = SELLING_STAFF
    model = Lead
    queryset = Lead.objects.select_related(*selectors.LEAD_RELATED)
    template_name = "leads/doubles.html"
    part_template_name = "leads/_doubles.html"
    title = gettext_lazy("Likely doubles")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = self.object
        customers = selectors.double_customers(lead)
        return super().get_context_data(
            lead=lead,
            customers=customers,
            leads=selectors.double_leads(lead, customers),
            merges=selectors.merges_of(lead),
            may_decide=self.request.user.role in CHANNEL,
            **kwargs,
        )


class OneOfThese(ActionPage):
    """A choice among rows that were found for the lead in the address."""

    roles = CHANNEL
    model = Lead
    queryset = Lead.objects.select_related(*selectors.LEAD_RELATED)
    form_class = OneOfTheseForm
    template_name = "leads/action.html"
    about: Any = ""

    def found(self) -> dict[str, tuple[str, Any]]:
        """By reference: how the row is named, and the row."""
        raise NotImplementedError

    @cached_property
    def choices(self) -> dict[str, tuple[str, Any]]:
        return self.found()

    def get_form_kwargs(self) -> dict[str, Any]:
        labels = [(ref, label) for ref, (label, _row) in self.choices.items()]
        return super().get_form_kwargs() | {"choices": labels}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = self.about if self.choices else _("There is none.")
        return super().get_context_data(**{"lead": self.object, "about": about, **kwargs})

    def perform(self, form: Any) -> Any:
        row = self.choices[form.cleaned_data["ref"]][1]
        self.decide(row, form.cleaned_data["reason"])
        return self.object

    def decide(self, row: Any, reason: str) -> None:
        raise NotImplementedError


class MergeLead(OneOfThese):
    title = gettext_lazy("Merge a double into this lead")
    about = gettext_lazy("The one you choose ends. Whoever had it is never offered this one.")
    submit_label = gettext_lazy("Merge")
    success_message = gettext_lazy("Merged. It can be undone.")

    def found(self) -> dict[str, tuple[str, Any]]:
        doubles = selectors.double_leads(self.object, selectors.double_customers(self.object))
        return {double.row.ref: (_named(double, double.row.state_words), double.row) for double in doubles}

    def decide(self, row: Lead, reason: str) -> None:
        merging.merge_leads(self.request.user, self.object, row, reason)


class MergeCustomer(OneOfThese):
    title = gettext_lazy("Merge a double into this customer")
    about = gettext_lazy("Contacts, leads, deals, registrations and protections follow to the customer of this lead.")
    submit_label = gettext_lazy("Merge")
    success_message = gettext_lazy("Merged. It can be undone.")

    def found(self) -> dict[str, tuple[str, Any]]:
        doubles = selectors.double_customers(self.object)
        return {double.row.ref: (_named(double, double.row.city), double.row) for double in doubles}

    def decide(self, row: Any, reason: str) -> None:
        merging.merge_customers(self.request.user, self.object.customer, row, reason)


class Unmerge(OneOfThese):
    title = gettext_lazy("Undo a merge")
    about = gettext_lazy("Everything goes back that followed. What came since stays where it is.")
    submit_label = gettext_lazy("Undo it")
    success_message = gettext_lazy("Undone.")

    def found(self) -> dict[str, tuple[str, Any]]:
        return {merge.ref: (str(merge), merge) for merge in selectors.merges_of(self.object)}

    def decide(self, row: Any, reason: str) -> None:
        undo = merging.undo_leads if isinstance(row, LeadMerge) else merging.undo_customers
        undo(self.request.user, row, reason)


def _named(double: selectors.Double, detail: str) -> str:
    parts = [f"{double.row.ref} {getattr(double.row, 'company_name', '') or double.row}", detail, *double.reasons]
    return " · ".join(part for part in parts if part)
