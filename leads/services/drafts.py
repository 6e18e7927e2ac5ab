"""Another policy for routing: drafted, replayed on past leads by a worker, then activated or discarded."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Partner
from prm.core.errors import InvalidInput, TransitionRefused
from prm.outbox.services import nudge_on_commit, post_notice

from .. import replaying, routing, scoring
from ..enums import Direction, DraftState, LeadState
from ..models import DraftShare, Lead, LeadPolicy, PolicyDraft
from ..models.drafts import TERMS
from ..signals import ask_holders
from . import seats
from .policies import change_policy, checked_weights, current_policy, require_channel, require_order, terms_of_routing
from .waiting import FIELDS, Waiting

MOST_LEADS = 5000
TASK = "leads.bulk.replay"
PROGRESS_SECONDS = 3600
NEVER_OFFERED = (LeadState.NEW, LeadState.HELD, LeadState.DISQUALIFIED)

Days = list[tuple[date, list[routing.Subject]]]


@transaction.atomic
def draft(actor: Any, terms: Mapping[str, Any]) -> PolicyDraft:
    """Keeps the terms and has past leads replayed under them. Raises NotAllowed, and InvalidInput for ranks out of
    order or terms that are those in force."""
    require_channel(actor)
    policy = current_policy()
    wanted = {name: terms.get(name, getattr(policy, name)) for name in TERMS}
    wanted["tier_weights"] = checked_weights(wanted["tier_weights"])
    require_order(hot_from=wanted["hot_from"], warm_from=wanted["warm_from"])
    if wanted == {name: getattr(policy, name) for name in TERMS}:
        raise InvalidInput(_("These are the terms in force. Change at least one."))
    row = PolicyDraft.objects.create(drafted_by=actor, against=policy.number, **wanted)
    nudge_on_commit(TASK)
    return row


@transaction.atomic
def activate(actor: Any, row: PolicyDraft) -> LeadPolicy:
    """Puts the draft in force as a new version of the lead policy.

    Raises NotAllowed, and TransitionRefused when it is not replayed, or against a version that is in force no more.
    """
    require_channel(actor)
    row = PolicyDraft.objects.lock(row)
    if row.state != DraftState.READY:
        raise TransitionRefused(_("Only a draft that was replayed can come into force."))
    if row.against != current_policy().number:
        sentence = _("Another policy has come into force since. Draft the change anew, so that you see what it means.")
        raise TransitionRefused(sentence)
    policy = change_policy(actor, {name: getattr(row, name) for name in TERMS})
    _enter(row, DraftState.ACTIVATED)
    return policy


@transaction.atomic
def discard(actor: Any, row: PolicyDraft) -> PolicyDraft:
    """Puts the draft aside; it stays readable. Raises NotAllowed, and TransitionRefused for one that was in force."""
    require_channel(actor)
    row = PolicyDraft.objects.lock(row)
    if row.state == DraftState.ACTIVATED:
        raise TransitionRefused(_("It has come into force; draft another one."))
    _enter(row, DraftState.DISCARDED)
    return row


def _enter(row: PolicyDraft, state: DraftState) -> None:
    row.state = state
    row.save(update_fields=["state"])


def progress_of(row: PolicyDraft) -> int:
    """How much of the replay is done, in per cent."""
    return int(cache.get(_progress_key(row.pk)) or 0)


def _progress_key(number: int) -> str:
    return f"leads.policy_draft:{number}"


# -- what a worker does


def replay_waiting() -> int:
    """Replays the drafts that wait, one transaction each; returns how many. Safe to call twice and side by side.

    Whoever replays holds the row; if the worker is killed, the next one begins anew.
    """
    count = 0
    while True:
        with transaction.atomic():
            waiting = PolicyDraft.objects.filter(state=DraftState.WAITING).order_by("pk")
            row = waiting.select_for_update(of=("self",), skip_locked=True).first()
            if row is None:
                return count
            _replay(row)
            count += 1


def _replay(row: PolicyDraft) -> None:
    policy, people = current_policy(), seats.member_seats()
    leads = _past_leads()
    holds = timedelta(days=policy.conclude_days)
    outcome, both = {}, list[LeadPolicy | PolicyDraft]([policy, row])
    for place, terms in enumerate(both):
        tell = _teller(row.pk, len(leads), place)
        outcome[place] = replaying.replay(_days(leads, terms), people, terms_of_routing(terms), holds, tell)
    (now, row.unplaced_now), (then, row.unplaced_then) = outcome[0], outcome[1]
    _keep(row, now, then)
    row.state, row.against, row.leads, row.replayed_at = DraftState.READY, policy.number, len(leads), timezone.now()
    row.save()
    title = _("Replayed: what the drafted policy would mean")
    post_notice(key=f"{row.ref}/replayed", to=row.drafted_by, title=title, text="", url=row.get_absolute_url())


def _teller(number: int, count: int, place: int) -> Any:
    def tell(decided: int) -> None:
        share = (place + decided / max(count, 1)) / 2
        cache.set(_progress_key(number), round(100 * share), PROGRESS_SECONDS)

    return tell


Past = list[tuple[datetime, int, routing.Subject]]


def _past_leads() -> Past:
    """The newest outbound leads that were fit to be offered, the oldest first: arrival, score, and as the engine sees
    them before anybody had them."""
    rows = Lead.objects.filter(direction=Direction.OUTBOUND).exclude(state__in=NEVER_OFFERED)
    newest = list(rows.order_by("-arrived_at", "-pk").values_list("arrived_at", "score", *FIELDS)[:MOST_LEADS])
    waiting = [(at, score or 0, replace(Waiting(*facts), hops=0)) for at, score, *facts in reversed(newest)]
    holders = ask_holders({lead.pk: (lead.customer, lead.family or "") for _at, _score, lead in waiting})
    return [(at, score, lead.subject(holder=holders.get(lead.pk, ""))) for at, score, lead in waiting]


def _days(leads: Past, terms: LeadPolicy | PolicyDraft) -> Days:
    """Day by day, ranked as these terms rank."""
    days: dict[date, list[routing.Subject]] = defaultdict(list)
    for at, score, subject in leads:
        rank = scoring.rank_of(score, hot_from=terms.hot_from, warm_from=terms.warm_from)
        days[at.date()].append(replace(subject, rank=rank))
    return sorted(days.items())


def _keep(row: PolicyDraft, now: Mapping[str, replaying.Share], then: Mapping[str, replaying.Share]) -> None:
    nothing = replaying.Share()
    partners = Partner.objects.filter(ref__in={*now, *then}).order_by("pk").values_list("pk", "ref")
    DraftShare.objects.bulk_create(
        _share(row, partner, now.get(ref, nothing), then.get(ref, nothing)) for partner, ref in partners
    )


def _share(row: PolicyDraft, partner: int, now: replaying.Share, then: replaying.Share) -> DraftShare:
    return DraftShare(
        draft=row,
        partner_id=partner,
        leads_now=now.leads,
        leads_then=then.leads,
        hot_now=now.hot,
        hot_then=then.hot,
        value_now=Decimal(str(round(now.value, 2))),
        value_then=Decimal(str(round(then.value, 2))),
    )
