"""Changes of the scoring, tried on past leads before they come into force. Nothing is written."""

from collections.abc import Mapping
from typing import Any

from .. import rehearsal, scoring
from ..enums import Direction, LeadState, Step
from ..learning.judging import Learned
from ..models import Lead, LeadPolicy, Passage, ScoringRule
from .learned import learned_now
from .policies import active_rules, current_policy
from .qualifying import facts_of

PREVIEWED = 1000
JUDGED_BY = ("hot_from", "warm_from", "minimum_score", "required", "uses_model", "model_from")


def rehearse_rule(rule: ScoringRule | None, values: Mapping[str, Any]) -> rehearsal.Rehearsal:
    """The newest PREVIEWED leads by the rules in force, and with this rule added (None) or changed to `values`.

    By the rules alone, also while a model decides: see `model_that_decides`.
    """
    policy = current_policy()
    rules = active_rules(without=rule)
    if values["is_active"]:
        rules.append(scoring.Rule(*(values[name] for name in ("label", "field", "operator", "value", "points"))))
    return rehearsal.rehearse(_past(), _standard(policy, active_rules()), _standard(policy, rules))


def model_that_decides() -> int | None:
    """The version of the model that scores leads now, so that rules change nothing; None where the rules do."""
    learned = learned_now(current_policy())
    return learned.number if learned and learned.in_use else None


def rehearse_policy(values: Mapping[str, Any]) -> rehearsal.Rehearsal:
    """The newest PREVIEWED leads by the policy in force, and by one with these values; each by what it scores with."""
    policy, rules = current_policy(), active_rules()
    changed = LeadPolicy(**{name: values.get(name, getattr(policy, name)) for name in JUDGED_BY})
    before, after = (_standard(one, rules, learned_now(one)) for one in (policy, changed))
    return rehearsal.rehearse(_past(), before, after)


def _standard(policy: LeadPolicy, rules: list[scoring.Rule], learned: Learned | None = None) -> rehearsal.Standard:
    ranks = (policy.hot_from, policy.warm_from, policy.minimum_score)
    return rehearsal.Standard(tuple(rules), *ranks, frozenset(policy.required), learned)


def _past() -> list[rehearsal.Past]:
    rows = list(
        Lead.objects.select_related("customer", "contact", "product").order_by("-arrived_at", "-pk")[:PREVIEWED]
    )
    won = set(Passage.objects.filter(step=Step.WON, lead__in=rows).values_list("lead", flat=True))
    return [_of(lead, lead.pk in won) for lead in rows]


def _of(lead: Lead, won: bool) -> rehearsal.Past:
    return rehearsal.Past(
        ref=lead.ref,
        name=lead.company_name,
        facts=facts_of(lead),
        gated=lead.direction == Direction.OUTBOUND,
        ended=won or lead.state == LeadState.CLOSED,
        won=won,
    )
