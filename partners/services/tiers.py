"""A review proposes rises and falls; the channel manager decides each, and the partner is told of what was decided."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.core.quarters import a_year_later, quarter_of
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import messages, rules, selectors, tiering
from ..enums import TierChangeState
from ..models import Partner, Tier, TierChange
from ..tiering import Bar, Proposal

DAYS_TO_DECIDE = 10


def review_tiers(today: date | None = None) -> list[TierChange]:
    """Proposes a change for every active partner whose figures speak for another tier; returns the new proposals.

    Safe to run at any time and twice: a proposal that still holds stays, one that does not is overtaken, and what was
    declined in this quarter is not proposed again before the next. A fall waits until the criteria and the partner's
    tier are older than the quarter.
    """
    today = today or timezone.localdate()
    partners = list(Partner.objects.active().select_related("tier", "owner").order_by("pk"))
    waiting = set(TierChange.objects.open().order_by().values_list("partner", flat=True))
    of_interest = [(one, found) for one, found in _proposals(partners, today) if found or one.pk in waiting]
    changes = [_propose(partner, found, today) for partner, found in of_interest]
    return [change for change in changes if change is not None]


def _proposals(partners: Collection[Partner], today: date) -> list[tuple[Partner, Proposal | None]]:
    """What the figures of each partner speak for, in six queries for any number of partners."""
    tiers = list(selectors.ladder())
    is_settled = all(tier.criteria_since is None or tier.criteria_since < quarter_of(today) for tier in tiers)
    spans = tiering.four_quarters_before(today), tiering.four_quarters_with(today)
    figures = [selectors.figures_of(partners, span) for span in spans]
    found = []
    for partner in partners:
        rungs = {tier.pk: selectors.rung_of(tier, str(partner.currency)) for tier in tiers}
        over, running = ((span, by[partner.pk].values) for span, by in zip(spans, figures, strict=True))
        is_held = partner.tier_held_until is not None and partner.tier_held_until > today
        may_fall = is_settled and not is_held
        present = rungs[partner.tier_id]
        found.append((partner, tiering.proposal(list(rungs.values()), present, over, running, may_fall=may_fall)))
    return found


@transaction.atomic
def _propose(partner: Partner, found: Proposal | None, today: date) -> TierChange | None:
    """The new proposal; None when nothing is to be proposed, or it is proposed or declined already."""
    if Partner.objects.lock(partner).tier_id != partner.tier_id:
        return None
    waiting = TierChange.objects.open().filter(partner=partner).first()
    if waiting is not None and (found is None or waiting.to_tier_id != found.tier):
        _close(waiting, TierChangeState.OVERTAKEN)
        waiting = None
    if waiting is not None or found is None or _was_declined(partner, found.tier, today):
        return None
    change = TierChange.objects.create(
        partner=partner,
        from_tier=partner.tier,
        to_tier=Tier.objects.get(pk=found.tier),
        counted_since=found.span.since,
        counted_until=found.span.until,
        currency=partner.currency,
        figures=[_as_json(bar) for bar in found.shown],
        proposed_at=timezone.now(),
    )
    _watch(change)
    messages.tier_change_proposed(change)
    return change


def _as_json(bar: Bar) -> dict[str, str | None]:
    value, need = (None if number is None else str(number) for number in (bar.value, bar.need))
    return {"measure": str(bar.measure), "value": value, "need": need}


def _was_declined(partner: Partner, tier: int, today: date) -> bool:
    declined = TierChange.objects.filter(partner=partner, to_tier=tier, state=TierChangeState.DECLINED)
    return declined.filter(decided_at__date__gte=quarter_of(today)).exists()


def _watch(change: TierChange) -> None:
    promises.make(
        kind=Kind.DECIDE_TIER,
        subject=change,
        owed_by=change.partner.owner,
        label=str(change),
        url=change.get_absolute_url(),
        partner=change.partner,
        days=DAYS_TO_DECIDE,
    )


@transaction.atomic
def accept_tier_change(*, actor: User, change: TierChange, reason: str) -> TierChange:
    """Puts the partner in the tier proposed, for a year at least, and tells its admins with the reason.

    Does nothing when that was the decision. Raises NotAllowed, InvalidInput without a reason, and TransitionRefused
    for a proposal that was answered otherwise.
    """
    change, partner, is_new = _to_decide(actor, change, reason, TierChangeState.ACCEPTED)
    if not is_new:
        return change
    _close(change, TierChangeState.ACCEPTED, actor, reason)
    place(partner, change.to_tier)
    sentence = _("moved the partner up to %(tier)s") if change.is_rise else _("moved the partner to %(tier)s")
    words = {"tier": change.to_tier.name}
    timeline.record(partner, actor, sentence % words, icon="medal", detail=change.reason, partner=partner)
    messages.tier_changed(change)
    return change


@transaction.atomic
def decline_tier_change(*, actor: User, change: TierChange, reason: str) -> TierChange:
    """Leaves the partner where it is; colleagues read why. The same is not proposed again in this quarter.

    Raises as above.
    """
    change, partner, is_new = _to_decide(actor, change, reason, TierChangeState.DECLINED)
    if is_new:
        _close(change, TierChangeState.DECLINED, actor, reason)
        sentence = _("declined to move the partner to %(tier)s") % {"tier": change.to_tier.name}
        timeline.record(partner, actor, sentence, icon="medal", detail=change.reason, vendor_only=True)
    return change


def place(partner: Partner, tier: Tier) -> None:
    """Writes the tier of a locked partner, held from now on for a year; what was proposed before is overtaken."""
    for waiting in TierChange.objects.open().filter(partner=partner):
        _close(waiting, TierChangeState.OVERTAKEN)
    partner.tier, partner.tier_held_until = tier, held_until()
    partner.save(update_fields=["tier", "tier_held_until"])


def held_until() -> date:
    """Until when a tier given today is not taken away: until a review can count four quarters of it."""
    return a_year_later(quarter_of(timezone.localdate()))


def hand_over(partner: Partner) -> None:
    """What waits for a decision is now owed by the partner's new channel manager."""
    for waiting in TierChange.objects.open().filter(partner=partner):
        promises.reassign(Kind.DECIDE_TIER, waiting, partner.owner)


def _to_decide(
    actor: User, change: TierChange, reason: str, answer: TierChangeState
) -> tuple[TierChange, Partner, bool]:
    """The proposal and its partner, locked, and whether it still waits for an answer."""
    if not rules.runs_the_channel(actor):
        raise NotAllowed(_("Only channel managers decide this."))
    if not reason.strip():
        raise InvalidInput(_("Say why."), fields={"reason": _("Say why: whoever looks at this later needs to know.")})
    partner = Partner.objects.select_related("owner").select_for_update(of=("self",)).get(pk=change.partner_id)
    rows: Any = TierChange.objects.select_related("from_tier", "to_tier").select_for_update(of=("self",))
    row = rows.get(pk=change.pk)
    row.partner = partner
    if row.state not in (TierChangeState.PROPOSED, answer):
        raise TransitionRefused(_("This proposal is “%(state)s” already.") % {"state": row.get_state_display()})
    return row, partner, row.state == TierChangeState.PROPOSED


def _close(change: TierChange, state: TierChangeState, actor: User | None = None, reason: str = "") -> None:
    change.state, change.decided_by, change.decided_at = state, actor, timezone.now()
    change.reason = reason.strip()
    change.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    if state == TierChangeState.OVERTAKEN:
        promises.release(Kind.DECIDE_TIER, change)
    else:
        promises.keep(Kind.DECIDE_TIER, change)
