"""Learning from the programme's own outcomes: asked for weekly or by a person, done by a worker.

A version is first a row that asks for it, so nothing is lost with a hint; whoever does it locks the row.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.enums import ADMINISTRATORS
from prm.core.errors import NotAllowed
from prm.outbox.services import nudge_on_commit

from .. import scoring
from ..enums import CloseReason, LeadState
from ..learning import judging
from ..models import LearnedScore
from .policies import active_rules, change_policy, current_policy

EVERY = timedelta(days=7)
MOST_OUTCOMES = 50_000
TASK = "leads.bulk.learn"
LOST = (LeadState.CLOSED, LeadState.DISQUALIFIED, LeadState.REJECTED)
# Says something of our lists, not of the lead.
SAYS_NOTHING = (CloseReason.DUPLICATE,)


def ask(actor: Any) -> LearnedScore:
    """Has a new version learned soon; the one that is already asked for, if there is one. Raises NotAllowed."""
    _require_administrator(actor)
    row = _asked(actor)
    nudge_on_commit(TASK)
    return row


def use_model(actor: Any, wanted: bool) -> None:
    """Lets the learned model decide scores where it is enough and truer, or the rules always. Raises NotAllowed."""
    _require_administrator(actor)
    change_policy(actor, {"uses_model": wanted})


def _require_administrator(actor: Any) -> None:
    if not actor.is_active or actor.role not in ADMINISTRATORS:
        raise NotAllowed(_("Only an administrator decides about the learned score."))


def _asked(actor: Any) -> LearnedScore:
    try:
        with transaction.atomic():
            return LearnedScore.objects.create(asked_by=actor)
    except IntegrityError:
        return LearnedScore.objects.filter(learned_at=None).get()


# -- what a worker does


def learn_due() -> LearnedScore | None:
    """Learns what is asked for, and asks itself when the newest is a week old. Safe to call twice and side by side."""
    newest = LearnedScore.objects.aggregate(Max("learned_at"))["learned_at__max"]
    if newest is None or newest < timezone.now() - EVERY:
        _asked(None)
    with transaction.atomic():
        row = LearnedScore.objects.filter(learned_at=None).select_for_update(of=("self",), skip_locked=True).first()
        return _learn(row) if row else None


def _learn(row: LearnedScore) -> LearnedScore:
    from ..learning import trial

    outcomes = past_outcomes(timezone.now() - timedelta(days=current_policy().conclude_days))
    row.learned_at, row.outcomes = timezone.now(), len(outcomes)
    row.won = sum(one.won for one in outcomes)
    row.first_at = min((one.arrived_at for one in outcomes), default=None)
    if trial.is_enough(outcomes):
        _keep(row, trial.learn(outcomes, [str(fact) for fact in judging.NUMBERS]))
    row.save()
    return row


def _keep(row: LearnedScore, lesson: Any) -> None:
    row.number = (LearnedScore.objects.aggregate(Max("number"))["number__max"] or 0) + 1
    row.weights, row.by_points, row.scale = lesson.model.as_json(), lesson.by_points.as_json(), lesson.scale
    row.held_out, row.held_out_from = lesson.held_out, lesson.held_out_from
    row.area, row.loss = lesson.of_model.area, lesson.of_model.loss
    row.area_of_rules, row.loss_of_rules = lesson.of_rules.area, lesson.of_rules.loss


class _Past(NamedTuple):
    """A lead that has ended, as it was when it arrived. The order of the fields is that of PAST."""

    arrived_at: datetime
    won: bool
    quality: int | None
    need: str
    value: Decimal | None
    source: str
    product: str | None
    country: str
    industry: str
    size: str
    title: str
    email: str
    phone: str


# The first event of a lead is its arrival; of customer and contact, what they were by then. What people found out
# later, about leads that went well, would teach nothing but that they went well.
PAST = """
SELECT lead.arrived_at, lead.state = %(won)s, lead.quality,
       coalesce(first.need, lead.need), CASE WHEN first.pgh_id IS NULL THEN lead.value ELSE first.value END,
       lead.lead_source, product.code,
       coalesce(buyer.country, customer.country), coalesce(buyer.industry, customer.industry),
       coalesce(buyer.size, customer.size), coalesce(person.title, contact.title),
       coalesce(person.email, contact.email), coalesce(person.phone, contact.phone)
FROM leads_lead lead
JOIN leads_customer customer ON customer.id = lead.customer_id
JOIN leads_contact contact ON contact.id = lead.contact_id
LEFT JOIN LATERAL (SELECT * FROM leads_leadevent e WHERE e.pgh_obj_id = lead.id
    ORDER BY e.pgh_id LIMIT 1) first ON true
LEFT JOIN LATERAL (SELECT * FROM leads_customerevent e WHERE e.pgh_obj_id = first.customer_id
    AND e.pgh_created_at <= first.pgh_created_at ORDER BY e.pgh_id DESC LIMIT 1) buyer ON true
LEFT JOIN LATERAL (SELECT * FROM leads_contactevent e WHERE e.pgh_obj_id = first.contact_id
    AND e.pgh_created_at <= first.pgh_created_at ORDER BY e.pgh_id DESC LIMIT 1) person ON true
LEFT JOIN partners_product product ON product.id = CASE WHEN first.pgh_id IS NULL THEN lead.product_id
    ELSE first.product_id END
WHERE (lead.state = %(won)s OR lead.state = ANY(%(lost)s)) AND NOT lead.close_reason = ANY(%(silent)s)
    AND lead.arrived_at < %(before)s
ORDER BY lead.arrived_at DESC, lead.id DESC LIMIT %(most)s
"""


def past_outcomes(before: datetime) -> list[Any]:
    """Leads that arrived before then and became a deal or came to nothing, as they were on arrival; the latest first.

    Younger ones are left out: of them only those that ended quickly have ended, and those are not like the rest.
    """
    from ..learning.trial import Outcome

    rules = active_rules()
    found = []
    for row in _past(before):
        known = _facts(row)
        points = scoring.score(known, rules).value
        found.append(Outcome(row.arrived_at, judging.telling(known), points, row.won, row.quality))
    return found


def _past(before: datetime) -> Sequence[_Past]:
    values: dict[str, Any] = {
        "won": LeadState.CONVERTED.value,
        "lost": [state.value for state in LOST],
        "silent": [reason.value for reason in SAYS_NOTHING],
        "before": before,
        "most": MOST_OUTCOMES,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAST, values)
        return [_Past(*row) for row in cursor.fetchall()]


def _facts(row: _Past) -> dict[str, str]:
    return scoring.facts(
        country=row.country,
        industry=row.industry,
        size=row.size,
        source=row.source,
        product=row.product or "",
        value=row.value,
        title=row.title,
        email=row.email,
        phone=row.phone,
        need=row.need,
    )
