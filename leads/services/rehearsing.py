"""Changes of the scoring, tried on past leads before they come into force. Nothing is written."""

from collections.abc import Mapping
from typing import Any

from .. import rehearsal, scoring
from ..enums import Direction, LeadState, Step
from ..models import Lead, LeadPolicy, Passage, ScoringRule
from .policies import active_rules, current_policy
from .qualifying import facts_of

PREVIEWED = 1000


def rehearse_rule(rule: ScoringRule | None, values: Mapping[str, Any]) -> rehearsal.Rehearsal:
    """The newest PREVIEWED leads by the rules in force, and with this rule added (None) or changed to `values`."""
    policy = current_policy()
    rules = active_rules(without=rule)
    if values["is_active"]:
        rules.append(scoring.Rule(*(values[name] for name in ("label", "field", "operator", "value", "points"))))
    return rehearsal.rehearse(_past(), _standard(policy, active_rules()), _standard(policy, rules))


def rehearse_policy(values: Mapping[str, Any]) -> rehearsal.Rehearsal:
    """The newest PREVIEWED leads by the policy in force, and by one with these values."""
    policy, rules = current_policy(), active_rules()
    names = ("hot_from", "warm_from", "minimum_score", "required")
    changed = LeadPolicy(**{name: values.get(name, getattr(policy, name)) for name in names})
    return rehearsal.rehearse(_past(), _standard(policy, rules), _standard(changed, rules))


def _standard(policy: LeadPolicy, rules: list[scoring.Rule]) -> rehearsal.Standard:
    ranks = (policy.hot_from, policy.warm_from, policy.minimum_score)
    return rehearsal.Standard(tuple(rules), *ranks, frozenset(policy.required))


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
