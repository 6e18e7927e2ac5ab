"""A goal is set by the channel manager, and agreed or talked about by the partner."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from djmoney.money import Money

from partners.models import Partner
from prm.core import formats, timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused, violated

from . import messages, rules
from .enums import GoalState
from .models import Goal

FIRST_MONTHS = (1, 4, 7, 10)


@transaction.atomic
def set_goal(actor: Any, partner: Partner, quarter: date, *, amount: Decimal, currency: str, plan: str = "") -> Goal:
    """Proposes what the partner is to win in the quarter that begins on that day; a changed goal is proposed anew.

    Does nothing when that is the goal already. Raises NotAllowed for anybody but the channel's staff, and InvalidInput
    for an amount that is not above 0 or a day that begins no quarter.
    """
    if not rules.may_set(actor):
        raise NotAllowed(_("Only a channel manager sets goals."))
    if amount <= 0:
        raise InvalidInput(_("A goal is more than 0."), fields={"amount": _("More than 0.")})
    if quarter.day != 1 or quarter.month not in FIRST_MONTHS:
        raise InvalidInput(_("Choose a quarter."), fields={"quarter": _("Choose a quarter.")})
    wanted = {"amount": Money(amount, currency), "plan": plan.strip()}
    goal = _locked(partner, quarter)
    if goal is None:
        goal = _made(actor, partner, quarter, wanted)
    elif all(getattr(goal, name) == value for name, value in wanted.items()):
        return goal
    else:
        goal.state, goal.set_by, goal.answered_by, goal.answered_at = GoalState.PROPOSED, actor, None, None
        for name, value in wanted.items():
            setattr(goal, name, value)
        goal.save()
    goal.refresh_from_db(fields=["version"])
    words = {"quarter": goal.quarter_name, "amount": formats.money(goal.amount)}
    _note(goal, actor, _("proposed the goal for %(quarter)s: %(amount)s") % words, "target", goal.plan)
    messages.proposed(goal)
    return goal


def _made(actor: Any, partner: Partner, quarter: date, wanted: dict[str, Any]) -> Goal:
    try:
        with transaction.atomic():
            return Goal.objects.create(partner=partner, quarter=quarter, set_by=actor, **wanted)
    except IntegrityError as error:
        if violated(error) != "one_goal_per_partner_and_quarter":
            raise
        sentence = _("Somebody has just set a goal for this quarter. Look at it first.")
        raise InvalidInput(sentence, fields={"quarter": sentence}) from error


def _locked(partner: Partner, quarter: date) -> Goal | None:
    rows = Goal.objects.select_related("partner__owner", "set_by").filter(partner=partner, quarter=quarter)
    return rows.select_for_update(of=("self",)).first()


@transaction.atomic
def agree_goal(actor: Any, goal: Goal) -> Goal:
    """The partner agrees. Does nothing when it did. Raises NotAllowed for anybody but an admin of the partner."""
    row = _answerable(actor, goal, GoalState.AGREED)
    if row is None:
        return goal
    _answer(actor, row, GoalState.AGREED)
    _note(row, actor, _("agreed to the goal for %(quarter)s") % {"quarter": row.quarter_name}, "handshake")
    messages.agreed(row)
    return row


@transaction.atomic
def question_goal(actor: Any, goal: Goal, text: str) -> Goal:
    """The partner says what to talk about before it agrees. Raises NotAllowed, and InvalidInput without a text."""
    if not text.strip():
        raise InvalidInput(_("Say what to talk about."), fields={"text": _("Say what to talk about.")})
    row = _answerable(actor, goal, GoalState.QUESTIONED)
    assert row is not None
    _answer(actor, row, GoalState.QUESTIONED)
    sentence = _("wants to talk about the goal for %(quarter)s") % {"quarter": row.quarter_name}
    _note(row, actor, sentence, "message-circle-question-mark", text.strip())
    messages.questioned(row, text.strip())
    return row


def _answerable(actor: Any, goal: Goal, answer: GoalState) -> Goal | None:
    """The goal, locked; None when that was the answer already (a question may be asked again)."""
    row = _locked(goal.partner, goal.quarter)
    if row is None or not rules.may_answer(actor, row.partner_id):
        raise NotAllowed(_("An admin of the partner answers for it."))
    if not rules.possible(answer, row.state):
        if row.state == answer:
            return None
        raise TransitionRefused(_("The goal is “%(state)s”.") % {"state": row.get_state_display()})
    return row


def _answer(actor: Any, goal: Goal, state: GoalState) -> None:
    goal.state, goal.answered_by, goal.answered_at = state, actor, timezone.now()
    goal.save(update_fields=["state", "answered_by", "answered_at"])
    goal.refresh_from_db(fields=["version"])


def _note(goal: Goal, actor: Any, sentence: str, icon: str, detail: str = "") -> None:
    for subject in (goal, goal.partner):
        timeline.record(subject, actor, sentence, icon=icon, detail=detail, partner=goal.partner)
