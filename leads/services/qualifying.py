"""Is this lead good enough to be offered? Score, rank, and what is missing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.core.errors import InvalidInput, NotAllowed
from prm.outbox.services import nudge_on_commit
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import identity, messages, scoring
from ..enums import Action, Lack, LeadState, Step
from ..learning import judging
from ..learning.judging import Learned
from ..models import Lead, LeadPolicy
from ..selectors import channel_manager_for
from . import doubles
from .learned import learned_now
from .moving import locked, move, note_down, pass_step, require
from .policies import active_rules, current_policy

REVIEW_DAYS = 2
EDITABLE_FACTS = ("need", "product", "value")
CUSTOMER_FACTS = ("country", "region", "postcode", "industry", "size")
CONTACT_FACTS = ("email", "phone", "title")


def facts_of(lead: Lead) -> dict[str, str]:
    """What the scoring rules may ask about this lead."""
    return scoring.facts(
        country=str(lead.customer.country or ""),
        industry=lead.customer.industry,
        size=lead.customer.size,
        source=lead.lead_source,
        product=lead.product.code if lead.product else "",
        value=lead.amount,
        title=lead.contact.title,
        email=lead.contact.email,
        phone=lead.contact.phone,
        need=lead.need,
    )


def assess(
    lead: Lead,
    policy: LeadPolicy,
    rules: list[scoring.Rule],
    learned: Learned | None = None,
    *,
    lacks: tuple[str, ...] = (),
) -> None:
    """Sets score, chance, rank, reasons and what is missing on the object, without saving it."""
    known = facts_of(lead)
    now = timezone.now()
    days = (now - lead.arrived_at).days if lead.arrived_at else 0
    found = judging.judge(known, rules, learned, days=days, half_life=policy.fades_days)
    lead.score, lead.chance = found.points, found.chance
    lead.scored_by, lead.scored_at = found.scored_by, now
    lead.rank = scoring.rank_of(found.points, hot_from=policy.hot_from, warm_from=policy.warm_from)
    lead.score_lines = [line.as_json() for line in found.lines]
    lead.missing = scoring.missing(known, policy.required, score=found.points, minimum=policy.minimum_score)
    lead.missing += [lack for lack in lacks if lack not in lead.missing]


ASSESSED = ("score", "chance", "scored_by", "scored_at", "rank", "score_lines", "missing")


def assessor() -> Callable[..., None]:
    """`assess` by the policy and the rules in force, and by what was learned if that is in use; read once."""
    policy = current_policy()
    return partial(assess, policy=policy, rules=active_rules(), learned=learned_now(policy))


def assess_now(lead: Lead, *, lacks: tuple[str, ...] = ()) -> None:
    """By what is in force; see `assess`."""
    assessor()(lead, lacks=lacks)


def check(actor: Any, lead: Lead, *, lacks: tuple[str, ...] = ()) -> Lead:
    """Scores a locked new or held outbound lead and lets it pass to routing, or holds it and says what is missing."""
    before = lead.missing
    assess_now(lead, lacks=lacks)
    assessed = {name: getattr(lead, name) for name in ASSESSED}
    if lead.missing:
        if lead.state == LeadState.HELD and lead.missing == before:
            Lead.objects.filter(pk=lead.pk).update(**assessed)
            return lead  # nobody need hear of it again
        return _hold(actor, lead, assessed)
    return _let_pass(actor, lead, assessed, qualified_sentence(lead))


def qualified_sentence(lead: Lead) -> str:
    return _("Qualified with %(score)s points") % {"score": lead.score}


def held_sentence(lead: Lead) -> str:
    return _("Held: %(missing)s") % {"missing": ", ".join(scoring.in_words(lead.missing))}


def held_label(company: str) -> str:
    """What the promise to look at a held lead calls it."""
    return _("Held lead: %(company)s") % {"company": company}


def _let_pass(actor: Any, lead: Lead, changes: dict[str, Any], sentence: str) -> Lead:
    move(lead, Action.QUALIFY, actor, **changes)
    promises.release(Kind.REVIEW_HELD_LEAD, lead)
    pass_step(lead, Step.QUALIFIED)
    note_down(lead, actor, sentence, icon="badge-check")
    nudge_on_commit("leads.route_waiting")
    return lead


def _hold(actor: Any, lead: Lead, changes: dict[str, Any]) -> Lead:
    if lead.state == LeadState.HELD:
        Lead.objects.filter(pk=lead.pk).update(**changes)
    else:
        move(lead, Action.HOLD, actor, **changes)
    note_down(lead, actor, held_sentence(lead), icon="pause", vendor_only=True)
    manager = channel_manager_for(lead)
    if manager is not None:
        promises.make(
            kind=Kind.REVIEW_HELD_LEAD,
            subject=lead,
            owed_by=manager,
            label=held_label(lead.company_name),
            url=lead.get_absolute_url(),
            days=REVIEW_DAYS,
        )
        messages.lead_held(lead, manager)
    return lead


@transaction.atomic
def complete_lead(actor: Any, lead: Lead, facts: dict[str, Any]) -> Lead:
    """Adds what staff found out about a held lead, and checks it again.

    `facts` may name need, product, value; country, region, postcode, industry, size of the customer; email, phone,
    title of the contact. Raises NotAllowed, TransitionRefused, or InvalidInput for an address that is none.
    """
    lead = locked(lead)
    if lead.state != LeadState.HELD:
        raise NotAllowed(_("Only a held lead can be completed here."))
    require(lead, Action.QUALIFY, actor)
    email = facts.get("email", "")
    if email and not identity.normal_email(email):
        raise InvalidInput(_("This is no e-mail address."), fields={"email": _("This is no e-mail address.")})
    _write(lead, facts, EDITABLE_FACTS)
    _write(lead.customer, facts, CUSTOMER_FACTS)
    _write(lead.contact, facts, CONTACT_FACTS)
    return check(actor, lead, lacks=lasting_lacks(lead))


def lasting_lacks(lead: Lead) -> tuple[str, ...]:
    """What no fact about a held lead can mend: the same person's earlier lead is open still."""
    is_double = Lack.DUPLICATE in lead.missing and doubles.earlier_of(lead) is not None
    return (Lack.DUPLICATE,) if is_double else ()


def _write(row: Any, facts: dict[str, Any], names: tuple[str, ...]) -> None:
    changed = [name for name in names if facts.get(name) not in (None, "") and facts[name] != getattr(row, name)]
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save(update_fields=[*changed, "value_currency"] if "value" in changed else changed)


@transaction.atomic
def qualify_lead(actor: Any, lead: Lead, note: str = "") -> Lead:
    """A person lets a held lead pass as it is. Raises NotAllowed and TransitionRefused."""
    lead = locked(lead)
    _let_pass(actor, lead, {"missing": []}, _("Let through by hand"))
    if note:
        note_down(lead, actor, note, icon="message-square", vendor_only=True)
    return lead


@transaction.atomic
def disqualify_lead(actor: Any, lead: Lead, note: str) -> Lead:
    """This will never be offered. Raises NotAllowed and TransitionRefused."""
    lead = locked(lead)
    move(lead, Action.DISQUALIFY, actor, close_note=note)
    promises.release(None, lead)
    note_down(lead, actor, _("Disqualified"), icon="ban", detail=note, vendor_only=True)
    return lead
