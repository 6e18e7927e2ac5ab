"""Many held leads at once: completed with what they have in common, or checked again because the rules changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from prm.outbox.services import nudge_on_commit

from .. import selectors
from ..enums import Lack, LeadState
from ..models import Lead
from . import qualifying
from .learned import learned_now
from .moving import locked
from .policies import active_rules, current_policy

AT_ONCE = 200  # leads that a person waits for; the bulk queue checks the others


def complete_many(actor: Any, leads: Collection[Lead], facts: Mapping[str, Any]) -> list[Lead]:
    """Tells each of these held leads the facts that it does not have yet, and checks it again.

    `facts` as in `complete_lead`; what is known of a lead is never overwritten. Leads that are held no more are left
    as they are. Returns all of them as they are now, in their order. Raises NotAllowed.
    """
    done = {}
    for pk in sorted(lead.pk for lead in leads):  # always in this order, so that two people never wait for each other
        done[pk] = _complete(actor, pk, facts)
    return [done[lead.pk] for lead in leads]


@transaction.atomic
def _complete(actor: Any, pk: int, facts: Mapping[str, Any]) -> Lead:
    lead = locked(pk)
    if lead.state != LeadState.HELD:
        return lead
    return qualifying.complete_lead(actor, lead, {name: value for name, value in facts.items() if lacks(lead, name)})


def lacks(lead: Lead, name: str) -> bool:
    """Whether nothing is known of this fact: a name that `complete_lead` takes."""
    row: Any = lead if name in qualifying.EDITABLE_FACTS else lead.customer
    row = lead.contact if name in qualifying.CONTACT_FACTS else row
    return getattr(row, name) in (None, "")


@dataclass(frozen=True)
class Rechecked:
    """How many held leads were checked, how many of them passed, and how many wait for the bulk queue."""

    checked: int
    passed: int
    later: int


def recheck_held(actor: Any, limit: int | None = AT_ONCE) -> Rechecked:
    """Checks the held leads by the rules in force, the longest waiting first; what is kept back stays held.

    Beyond `limit` the bulk queue does the rest; None checks all. Safe to run twice and side by side.
    """
    policy = current_policy()
    rules, learned = active_rules(), learned_now(policy)
    rows = list(selectors.held_leads())
    checked = rows[:limit]
    passed = 0
    for lead in checked:
        before = (lead.score, lead.rank, lead.missing, lead.score_lines)
        qualifying.assess(lead, policy, rules, learned, lacks=_lasting_lacks(lead))
        if before != (lead.score, lead.rank, lead.missing, lead.score_lines):
            passed += _check_again(actor, lead.pk)
    if len(rows) > len(checked):
        nudge_on_commit("leads.bulk.recheck_held")
    return Rechecked(len(checked), passed, len(rows) - len(checked))


@transaction.atomic
def _check_again(actor: Any, pk: int) -> bool:
    lead = locked(pk)
    if lead.state != LeadState.HELD:
        return False
    lead = qualifying.check(actor, lead, lacks=_lasting_lacks(lead))
    return lead.state == LeadState.QUALIFIED


def _lasting_lacks(lead: Lead) -> tuple[str, ...]:
    """What no rule and no fact takes away, and that it was kept back by hand."""
    kept = (Lack.KEPT,) if Lack.KEPT in lead.missing else ()
    return (*qualifying.lasting_lacks(lead), *kept)
