"""Registrations: the list, and one registration as its reader may know it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals import presentation, rules, selectors
from deals.filters import RegistrationFilter
from deals.messages.registrations import reasons_in_words
from deals.models import Registration
from deals.services.rejecting import cooled_at
from deals.tables import RegistrationTable
from prm.accounts.enums import MEMBERS, SELLERS, SELLING_STAFF
from prm.core import looks, timeline
from prm.core.labels import label_of
from prm.core.views import DetailPage, ListPage, PagePart

TIMELINE_LENGTH = 50
RELATED = (
    "partner__owner",
    "partner__sales_rep",
    "product",
    "reviewer",
    "next_decider",
    "referrer__user",
    "customer",
    "campaign",
    "lead",
    "opportunity",
    "protection",
    "rejection_by",
    "rules_accepted__document",
)


class RegistrationList(ListPage):
    roles = SELLERS
    model = Registration
    table_class = RegistrationTable
    filterset_class = RegistrationFilter
    template_name = "deals/registrations.html"
    title = gettext_lazy("Registrations")
    export_name = "registrations"

    def get_queryset(self) -> Any:
        return selectors.registrations_for(self.request.user)

    def make_table(self, rows: Any) -> Any:
        table = super().make_table(rows)
        hidden = ("partner",) if self.request.user.role in MEMBERS else ("referrer",)
        table.exclude = (*table.exclude, *hidden)
        return table

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        if self.request.user.role in MEMBERS:
            return {
                "icon": "shield-check",
                "title": _("No registrations yet."),
                "text": _("Register a deal, and the customer is yours alone while you work on it."),
                "action_url": reverse("deals:register"),
                "action_label": _("Register a deal"),
            }
        return {"icon": "shield-check", "title": _("No registrations yet."), "text": _("Partners’ deals arrive here.")}


class RegistrationPage(DetailPage):
    roles = SELLERS
    model = Registration
    queryset = Registration.objects.select_related(*RELATED).prefetch_related(selectors.APPROVALS)
    template_name = "deals/registration.html"

    def get_title(self) -> str:
        return self.object.company

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, row = self.request.user, self.object
        state, words = presentation.shown(row, user)
        clock = selectors.clock_of(row, user)
        actions = available(row, user)
        primary, more = presentation.registration_doors(row, actions)
        decider = clock.owed_by if clock and clock.owed_by.is_vendor else row.decider
        chain = selectors.chain_of(row, clock)
        return super().get_context_data(
            state=state,
            state_words=words,
            steps=presentation.registration_steps(state),
            clock=clock,
            chain=presentation.chain_steps(chain, state) if len(chain) > 1 and state != "contested" else [],
            primary=primary,
            more=more,
            shield=presentation.shield_of(row),
            cards=presentation.cards_of_registration(row, decider),
            open_fields=[label_of(Registration, name) for name in row.open_fields],
            reasons=reasons_in_words(row) if state == "rejected" or user.is_vendor else [],
            is_held=state == "contested" and selectors.is_held_by_another(row),
            our_deals=selectors.our_deals_against(row, user) if state == "contested" else [],
            rivals=list(selectors.rivals_of(row, user)),
            timeline=timeline.of(row, user)[:TIMELINE_LENGTH],
            looks=looks.latest(row, user),
            **kwargs,
        )


class CustomersAlike(PagePart):
    """For staff: known customers that may be this registration's, and who is there."""

    roles = SELLING_STAFF
    model = Registration
    queryset = Registration.objects.select_related("partner")
    template_name = "deals/customers_alike.html"
    part_template_name = "deals/_customers_alike.html"
    title = gettext_lazy("Customers like this one")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = selectors.customers_alike(self.object)
        return super().get_context_data(registration=self.object, found=found, **kwargs)


def available(row: Registration, user: Any) -> list[str]:
    """The actions this person can take now."""
    now = timezone.now()
    names = list(rules.registration_actions(user, row, now))
    if "confirm_rejection" in names and not rules.may_confirm_rejection(user, row, cooled_at(row), now):
        names.remove("confirm_rejection")
    if "approve" in names and not selectors.may_approve(row, user, row.approvals.all()):
        names.remove("approve")
    if "extend" in names and not _can_be_extended(row):
        names.remove("extend")
    if "award" in names and selectors.is_held_by_another(row):
        names.remove("award")
    return names


def _can_be_extended(row: Registration) -> bool:
    shield = presentation.shield_of(row)
    return shield is not None and shield.can_be_extended
