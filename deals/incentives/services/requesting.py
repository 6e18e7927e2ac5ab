"""A partner asks for co-marketing money, completes the request, or takes it back."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deals.messages.sending import members_to_tell
from partners.models import Member, Partner
from partners.selectors import manager_of
from prm.accounts.enums import MEMBERS
from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.promises import services as promises
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .. import funding, rules
from ..enums import EntryKind, MdfState, Pot
from ..messages import mdf as messages
from ..models import Budget, MdfRequest
from ..selectors import budgets_to_ask, current_mdf_policy
from .budgets import check_amount, move

TEXTS = ("title", "description", "expected")
FACTS = frozenset({*TEXTS, "activity", "starts_on", "ends_on", "planned_cost", "campaign"})
LONGEST_ACTIVITY = timedelta(days=366)
# Half-way a reminder; when it is late all channel managers hear of it.
DECIDE_STEPS = (("remind", 0.5), ("channel", 1.5))


def claim_request(actor: User, request: MdfRequest, action: str) -> MdfRequest | None:
    """The request as it is now, locked; None when it is there already. Raises NotAllowed and TransitionRefused."""
    row = MdfRequest.objects.lock(request)
    transition = rules.MDF[action]
    own = actor.is_vendor or Member.objects.filter(user=actor, partner=row.partner_id).exists()
    if not actor.is_active or not own or actor.role not in transition.who:
        raise NotAllowed(_("Your role may not do this."))
    if row.state == transition.target:
        return None
    if row.state not in transition.sources:
        words = {"state": MdfState(row.state).label}
        raise TransitionRefused(
            _("This is not possible any more: the request is “%(state)s”. Nothing was changed.") % words
        )
    return row


def enter(row: MdfRequest, state: MdfState) -> None:
    """Sets the state and the time of it; the caller saves."""
    row.state, row.state_since = state, timezone.now()


def owe(kind: Kind, row: MdfRequest, person: User, **terms: Any) -> Promise:
    """This person's promise about the request; `terms` are those of `promises.make`."""
    label = f"{row.partner} · {row.title}"
    return promises.make(
        kind=kind,
        subject=row,
        owed_by=person,
        label=label,
        url=row.get_absolute_url(),
        partner=row.partner,
        **terms,
    )


def people_of(row: MdfRequest) -> list[User]:
    """Who is told on the partner's side: the member who asked or, when that account is closed, the admins."""
    return members_to_tell(row.partner, row.member)


@transaction.atomic
def request_money(actor: User, budget: Budget, facts: Mapping[str, Any]) -> MdfRequest:
    """A member asks for our share of an activity's cost. The partner's channel manager owes the decision by a time.

    Raises NotAllowed for strangers and partners that are not open for business, InvalidInput for facts that make no
    sense and for a budget that is closed.
    """
    member = Member.objects.select_related("partner__owner", "partner__tier").filter(user=actor).first()
    if member is None or not actor.is_active or actor.role not in MEMBERS:
        raise NotAllowed(_("A partner’s people ask for marketing money."))
    partner = member.partner
    if not partner.is_open_for_business:
        raise NotAllowed(_("Your partnership is not active, so no money can be asked for."))
    if not budgets_to_ask(partner).filter(pk=budget.pk).exists():
        sentence = _("This budget is not open.")
        raise InvalidInput(sentence, fields={"budget": sentence})
    currency, percent = str(budget.currency), current_mdf_policy().share_percent
    facts = checked(partner, facts, currency)
    asked = funding.share_of_cost(facts["planned_cost"], percent, currency)
    row = MdfRequest.objects.create(
        partner=partner, member=member, budget=budget, currency=currency, share_percent=percent, asked=asked, **facts
    )
    words = {"amount": formats.money(asked, currency)}
    timeline.record(row, actor, _("asked for %(amount)s") % words, icon="megaphone", partner=partner)
    promise = ask_for_decision(row)
    messages.acknowledged(row, people_of(row), promise)
    return row


def ask_for_decision(row: MdfRequest) -> Promise:
    """The partner's channel manager owes it, with the policy's business days."""
    days = float(current_mdf_policy().decide_days)
    promise = owe(Kind.APPROVE_MDF, row, manager_of(row.partner), days=days, nudges=DECIDE_STEPS)
    messages.arrived(row, promise)
    return promise


def checked(partner: Partner, facts: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """The facts as they are kept. Raises InvalidInput naming each field that makes no sense."""
    unknown = set(facts) - FACTS
    if unknown:
        raise ValueError(f"Not facts of a request: {sorted(unknown)}")
    values = {**facts, **{name: str(facts[name]).strip() for name in TEXTS}}
    problems = {name: _("Please fill this in.") for name in TEXTS if not values[name]}
    problems |= _problems_with_days(values["starts_on"], values["ends_on"])
    campaign = values.get("campaign")
    if campaign is not None and campaign.partner_id != partner.pk:
        problems["campaign"] = _("Choose one of your own campaigns.")
    if problems:
        raise InvalidInput(next(iter(problems.values())), fields=problems)
    check_amount(values["planned_cost"], currency, "planned_cost")
    return values


def _problems_with_days(first: date, last: date) -> dict[str, str]:
    today = timezone.localdate()
    if first < today:
        return {"starts_on": _("This day has passed. Money is asked for before the activity.")}
    if last < first:
        return {"ends_on": _("The last day comes before the first one.")}
    if last - first > LONGEST_ACTIVITY or first - today > 2 * LONGEST_ACTIVITY:
        return {"ends_on": _("This day is too far away. Is the year right?")}
    return {}


@transaction.atomic
def answer_request(actor: User, request: MdfRequest, facts: Mapping[str, Any]) -> MdfRequest:
    """The partner has completed it; it is decided from here, by a new time. Raises as `request_money` does."""
    row = claim_request(actor, request, "answer")
    if row is None:
        return MdfRequest.objects.get(pk=request.pk)
    for name, value in checked(row.partner, facts, str(row.currency)).items():
        setattr(row, name, value)
    row.asked = funding.share_of_cost(row.planned_cost, row.share_percent, str(row.currency))
    enter(row, MdfState.SUBMITTED)
    row.save()
    timeline.record(row, actor, _("completed the request"), icon="check-check", partner=row.partner)
    promises.keep(Kind.COMPLETE_MDF, row)
    promises.release(Kind.APPROVE_MDF, row)
    ask_for_decision(row)
    return row


@transaction.atomic
def withdraw_request(actor: User, request: MdfRequest) -> MdfRequest:
    """The partner does not want it any more: what was reserved is free again. Does nothing when withdrawn."""
    row = claim_request(actor, request, "withdraw")
    if row is None:
        return MdfRequest.objects.get(pk=request.pk)
    release_all(row, actor)
    enter(row, MdfState.WITHDRAWN)
    row.save(update_fields=["state", "state_since"])
    timeline.record(row, actor, _("withdrew the request"), icon="undo-2", partner=row.partner)
    promises.release(None, row)
    messages.withdrawn(row, actor)
    return row


def release_all(row: MdfRequest, actor: User | None) -> None:
    """What is reserved or claimed for this request goes back to what is available."""
    nothing = Decimal(0)
    claimed = (row.claimed or nothing) if row.state == MdfState.CLAIMED else nothing
    held = {Pot.CLAIMED: claimed, Pot.RESERVED: (row.approved or nothing) - claimed}
    for pot, amount in held.items():
        move(row.budget, EntryKind.RELEASE, pot, Pot.AVAILABLE, amount, actor=actor, request=row)
