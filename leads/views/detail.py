"""One lead: what it is, whose turn it is until when, and the one thing to do next."""

from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import SELLERS
from prm.core import looks, timeline
from prm.core.views import DetailPage
from prm.promises.selectors import promises_of

from .. import rules, selectors
from ..enums import Action, Direction, LeadState, Step, Who
from ..forms import NoteForm
from ..models import Lead, Offer
from ..services import policies

LATEST = 50
# Steps as a person follows them; the states in which each is the one under way.
PATH = [
    (Step.LEAD, gettext_lazy("Arrived"), {LeadState.NEW, LeadState.HELD}),
    (Step.QUALIFIED, gettext_lazy("Qualified"), {LeadState.QUALIFIED, LeadState.UNPLACED}),
    (Step.OFFERED, gettext_lazy("Offered"), {LeadState.OFFERED, LeadState.ACTION_REQUIRED}),
    (Step.ACCEPTED, gettext_lazy("Accepted"), {LeadState.ACCEPTED}),
    (Step.CONTACTED, gettext_lazy("Contacted"), {LeadState.CONTACTED}),
    (Step.OPPORTUNITY, gettext_lazy("Deal"), {LeadState.CONVERTED}),
]
STOPPED = {LeadState.CLOSED, LeadState.REJECTED, LeadState.WITHDRAWN, LeadState.DISQUALIFIED}


class LeadPage(DetailPage):
    roles = SELLERS
    model = Lead
    queryset = Lead.objects.select_related(
        *selectors.LEAD_RELATED, "rules_accepted__document", "appeal_to", "rejection_by"
    )
    template_name = "leads/detail.html"

    def get_title(self) -> str:
        return self.object.company_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead, user = self.object, self.request.user
        offer = selectors.open_offer_of(lead)
        standing = selectors.standing_of(user, lead, offer)
        actions = selectors.actions_of(user, lead, offer)
        obvious = rules.obvious(lead.state, actions)
        return super().get_context_data(
            lead=lead,
            contact=selectors.contact_of(lead, user),
            company=selectors.company_of(lead, user),
            **doors_of_deals(lead, actions),
            steps=steps_of(lead),
            promises=open_promises(lead, offer, user),
            actions=actions,
            obvious=obvious or "",
            obvious_door=door_of(lead, obvious) if obvious in DOORS else None,
            menu=menu_of(lead, offer, actions),
            offer=offer,
            note_form=NoteForm(user=user) if Action.NOTE in actions else None,
            missing=policies.lacks_of(lead) if user.is_vendor else [],
            chance=selectors.chance_of(lead),
            timeline=timeline.of(lead, user)[:LATEST],
            looks=looks.latest(lead, user),
            is_mine=bool(standing & {Who.WORKER, Who.SUBMITTER, Who.ADMIN_OF_PARTNER}),
            **self.around(lead, user),
            **kwargs,
        )

    def around(self, lead: Lead, user: Any) -> dict[str, Any]:
        """What only the vendor's staff see: how it was routed, and who else works this customer."""
        if not user.is_vendor:
            return {"decision": None, "others": []}
        return {"decision": selectors.decision_of(lead), "others": selectors.leads_of_same_customer(lead)[:10]}


def steps_of(lead: Lead) -> list[dict[str, Any]]:
    """The waterfall as this lead passed it. What comes after the step under way is to come, also again."""
    passed = selectors.passages_of(lead)
    steps = []
    for step, label, states in PATH:
        if lead.direction == Direction.INBOUND and step == Step.OFFERED:
            label = _("In review")
        state = "current" if lead.state in states else "done" if step in passed else "todo"
        if step == Step.OPPORTUNITY and lead.state == LeadState.CONVERTED:
            state = "done"
        if state == "current":
            passed = set()
        steps.append({"label": str(label), "state": state, "hint": ""})
    if lead.state in STOPPED:
        steps = [step for step in steps if step["state"] == "done"]
        steps.append({"label": lead.state_words, "state": "stopped", "hint": ""})
    return steps


def open_promises(lead: Lead, offer: Offer | None, user: Any) -> list[Any]:
    """The clocks that run on this lead and that this person may see."""
    about_lead = promises_of(lead).visible_to(user).open()
    about_offer = promises_of(offer).visible_to(user).open() if offer else []
    return sorted([*about_lead, *about_offer], key=lambda promise: promise.due_at)


# Where each action is done, in the order of the menu: action, label, icon, address.
DOORS = {
    Action.CONTACT: (gettext_lazy("I have spoken with the customer"), "phone", "leads:contacted"),
    Action.CLOSE: (gettext_lazy("Close it"), "archive", "leads:close"),
    Action.RATE: (gettext_lazy("Rate the lead"), "star", "leads:rate"),
    Action.REASSIGN: (gettext_lazy("Hand to a colleague"), "arrow-right-left", "leads:reassign"),
    Action.ASSIGN: (gettext_lazy("Choose who gets it"), "user-check", "leads:assign"),
    Action.QUALIFY: (gettext_lazy("Complete or let through"), "badge-check", "leads:qualify"),
    Action.ANSWER: (gettext_lazy("Complete it"), "list-checks", "leads:answer"),
    Action.REQUEST_CHANGES: (gettext_lazy("Ask for more"), "circle-question-mark", "leads:request_changes"),
    Action.REJECT: (gettext_lazy("Reject"), "circle-x", "leads:reject"),
    Action.CONFIRM_REJECTION: (gettext_lazy("Read the rejection"), "glasses", "leads:confirm_rejection"),
    Action.RETURN_TO_REVIEW: (gettext_lazy("Return to review"), "undo-2", "leads:return_to_review"),
    Action.APPEAL: (gettext_lazy("Appeal"), "megaphone", "leads:appeal"),
    Action.ANSWER_APPEAL: (gettext_lazy("Answer the appeal"), "megaphone", "leads:answer_appeal"),
    Action.WITHDRAW: (gettext_lazy("Withdraw"), "undo-2", "leads:withdraw"),
}


def door_of(lead: Lead, action: Action) -> dict[str, str]:
    label, icon, name = DOORS[action]
    return {"label": str(label), "icon": icon, "url": reverse(name, args=[lead.ref])}


def menu_of(lead: Lead, offer: Offer | None, actions: list[Action]) -> list[dict[str, str]]:
    """Every other thing this person may do, each with its page."""
    obvious = rules.obvious(lead.state, actions)
    doors = [door_of(lead, action) for action in DOORS if action in actions and action != obvious]
    if offer is not None and Action.RECALL in actions:
        doors.append(
            {"label": _("Take the offer back"), "icon": "undo-2", "url": reverse("offers:recall", args=[offer.ref])}
        )
    return doors


def doors_of_deals(lead: Lead, actions: list[Action]) -> dict[str, str]:
    """Addresses in the room above, which this one knows by name only; '' where there is none."""
    return {
        "deals_url": _address("deals:for_lead", lead),
        "convert_url": _address("deals:convert", lead) if Action.CONVERT in actions else "",
    }


def _address(name: str, lead: Lead) -> str:
    try:
        return reverse(name, args=[lead.ref])
    except NoReverseMatch:
        return ""


class OfferPage(DetailPage):
    """An offer, with enough to decide. Once accepted, the lead's own page is the place to be."""

    roles = SELLERS
    model = Offer
    queryset = Offer.objects.select_related(
        *selectors.OFFER_RELATED, "lead__partner", "lead__member__user", "lead__receiver", "decision"
    )
    template_name = "offers/detail.html"

    def get_object(self, queryset: Any = None) -> Offer:
        offer = super().get_object(queryset)
        if offer.partner_id is None:  # a partner's lead in review is answered on the lead's own page
            raise Http404
        return offer

    def get_title(self) -> str:
        return self.object.lead.company_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offer, user = self.object, self.request.user
        lead = offer.lead
        standing = selectors.standing_of(user, lead, offer)
        actions = rules.actions_for(lead.state, lead.direction, standing) if offer.state == "open" else []
        return super().get_context_data(
            offer=offer,
            lead=lead,
            contact=selectors.contact_of(lead, user),
            company=selectors.company_of(lead, user),
            why=selectors.why_offered(offer, user),
            why_lines=selectors.why_lines(offer, user),
            may_answer=Action.ACCEPT in actions,
            may_recall=Action.RECALL in actions,
            may_open_lead=user.is_vendor or (lead.partner_id == offer.partner_id and offer.state == "accepted"),
            **kwargs,
        )
