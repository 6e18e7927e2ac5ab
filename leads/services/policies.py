"""The policy in force and the scoring rules; a fresh database gets the defaults of domain.md."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.models import Tier
from prm.accounts.enums import CHANNEL
from prm.core import versions
from prm.core.errors import InvalidInput, NotAllowed

from .. import routing, scoring
from ..models import Lead, LeadPolicy, PolicyDraft, ScoringRule

HIGHEST_WEIGHT = 100
# What a new version may change; number and force are the service's business.
EDITABLE = frozenset(
    field.name
    for field in LeadPolicy._meta.concrete_fields
    if field.name not in ("id", "created_at", "updated_at", "version", "number", "is_current")
)


def current_policy() -> LeadPolicy:
    """The policy in force. Makes version 1 with the default rules where none was ever made."""
    policy = LeadPolicy.objects.filter(is_current=True).first()
    return policy or install_defaults()


def install_defaults() -> LeadPolicy:
    """Version 1 and the default scoring rules, unless a policy exists. Safe to call from several places at once."""
    try:
        with transaction.atomic():
            if not LeadPolicy.objects.exists():
                LeadPolicy.objects.create(number=1, is_current=True, required=list(scoring.DEFAULT_REQUIRED))
                ScoringRule.objects.bulk_create(
                    ScoringRule(label=str(rule.label), **{name: getattr(rule, name) for name in RULE_FIELDS})
                    for rule in scoring.DEFAULT_RULES
                )
    except IntegrityError:
        pass  # somebody else made them at the same moment
    return LeadPolicy.objects.get(is_current=True)


RULE_FIELDS = ("field", "operator", "value", "points")


def active_rules(*, without: ScoringRule | None = None) -> list[scoring.Rule]:
    """The scoring rules in force, as the pure engine takes them; `without` one of them."""
    rows = ScoringRule.objects.filter(is_active=True)
    rows = rows.exclude(pk=without.pk) if without else rows
    return [scoring.Rule(*row) for row in rows.values_list("label", *RULE_FIELDS)]


def lacks_of(lead: Lead) -> list[str]:
    """What keeps a held lead from being offered, in words; asks for the policy only when something does."""
    return lacks_of_many([lead])[0][1]


def lacks_of_many(leads: Iterable[Lead]) -> list[tuple[Lead, list[str]]]:
    """The same of each of these, with one query at most."""
    rows = list(leads)
    minimum = current_policy().minimum_score if any(lead.missing for lead in rows) else 0
    return [(lead, scoring.lacks_in_words(lead.missing, score=lead.score, minimum=minimum)) for lead in rows]


@transaction.atomic
def change_policy(actor: Any, changes: dict[str, Any]) -> LeadPolicy:
    """Puts a new version in force; the old one stays readable. Returns the old one if nothing would change.

    Raises NotAllowed for anybody but the channel's staff and InvalidInput for ranks out of order.
    """
    require_channel(actor)
    current = LeadPolicy.objects.select_for_update().get(pk=current_policy().pk)
    values = {name: getattr(current, name) for name in EDITABLE}
    wanted = {**values, **{name: value for name, value in changes.items() if name in EDITABLE}}
    wanted["tier_weights"] = checked_weights(wanted["tier_weights"])
    if wanted == values:
        return current
    require_order(hot_from=wanted["hot_from"], warm_from=wanted["warm_from"])
    return versions.supersede(LeadPolicy, **wanted)


def terms_of_routing(policy: LeadPolicy | PolicyDraft) -> routing.Policy:
    """The policy, or a draft of one, as the engine takes it."""
    ranks = dict(Tier.objects.order_by("pk").values_list("ref", "rank")) if policy.tier_weights else {}
    return routing.Policy(
        best_from=policy.best_from,
        trial_share=policy.trial_share / 100,
        emphasis=policy.emphasis,
        tier_weights={ranks[ref]: weight for ref, weight in policy.tier_weights.items() if ref in ranks},
    )


def checked_weights(weights: Mapping[str, Any]) -> dict[str, float]:
    """Weights of tiers by reference, rounded to hundredths, without those that are 1 anyway.

    Raises InvalidInput for what is no number from 0 to HIGHEST_WEIGHT.
    """
    checked = {}
    for ref, weight in weights.items():
        if not isinstance(weight, int | float) or not 0 <= weight <= HIGHEST_WEIGHT:
            sentence = _("Give a number from 0 to %(most)s.") % {"most": HIGHEST_WEIGHT}
            raise InvalidInput(sentence, fields={f"weight_{ref}": sentence})
        checked[ref] = round(float(weight), 2)
    return {ref: weight for ref, weight in sorted(checked.items()) if weight != 1}


def require_order(*, hot_from: int, warm_from: int) -> None:
    """Raises InvalidInput unless a hot lead needs more points than a warm one."""
    if warm_from >= hot_from:
        raise InvalidInput(_("A hot lead needs more points than a warm one."), fields={"hot_from": _("Too low.")})


@transaction.atomic
def save_rule(actor: Any, rule: ScoringRule | None, values: dict[str, Any]) -> ScoringRule:
    """Makes (rule None) or changes a scoring rule. Raises InvalidInput when its parts do not go together."""
    require_channel(actor)
    problem = scoring.problem_with(values["field"], values["operator"], values["value"])
    if problem:
        raise InvalidInput(problem, fields={"value": problem})
    rule = rule or ScoringRule()
    for name, value in values.items():
        setattr(rule, name, value)
    rule.save()
    return rule


def require_channel(actor: Any) -> None:
    """Raises NotAllowed for anybody but active channel managers and administrators."""
    if not actor.is_active or actor.role not in CHANNEL:
        raise NotAllowed(_("Only a channel manager or an administrator changes the rules."))
