"""How a lead moves from one state to the next: locked, checked against the table, claimed, written down."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Member, Partner
from prm.core import timeline
from prm.core.errors import DomainError, NotAllowed, TransitionRefused, violated

from .. import messages, rules
from ..enums import Action, OfferState
from ..models import Lead, Offer, Passage
from ..selectors import standing_of

# Classes of our advisory locks: one lock per person whose places are counted, and one for whoever hands places out.
SEATS, ROUTER = 7301, 7302
LOCK_NOT_AVAILABLE = "55P03"
RELATED = (
    "customer", "contact", "product", "partner__owner", "member__user", "receiver", "referrer__user", "appeal_to",
    "rejection_by",
)  # fmt: skip
SENTENCES = {
    "one_open_offer_per_lead": gettext_lazy("This lead is already offered to somebody."),
    "one_accepted_offer_per_lead": gettext_lazy("Somebody has already accepted this lead. It is theirs alone."),
    "never_back_to_a_partner_that_had_it": gettext_lazy("This partner had the lead before. It never goes back."),
}


def locked(lead: Lead | int) -> Lead:
    """The lead as it is now, with what belongs to it, locked until the transaction ends."""
    pk = lead.pk if isinstance(lead, Lead) else lead
    return Lead.objects.select_related(*RELATED).select_for_update(of=("self",)).get(pk=pk)


def locked_offer(offer: Offer) -> Offer:
    """The offer as it is now, locked. Lock the lead first."""
    rows = Offer.objects.select_related("recipient__member", "partner").select_for_update(of=("self",))
    return rows.get(pk=offer.pk)


@contextmanager
def exclusively(sentences: Mapping[str, Any] = SENTENCES) -> Iterator[None]:
    """Says in words what the database refused. Raises TransitionRefused for a broken exclusivity."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if violated(error) not in sentences:
            raise
        raise TransitionRefused(str(sentences[violated(error)])) from error


def require(lead: Lead, action: Action, actor: Any) -> rules.Transition:
    """The transition this person may make now. Raises TransitionRefused or NotAllowed, with a sentence."""
    row = _row_of_table(lead, action, actor)
    if not rules.fits_now(action, lead, timezone.now()):
        raise _impossible(lead, action)
    return row


def _row_of_table(lead: Lead, action: Action, actor: Any) -> rules.Transition:
    row = rules.transition(lead.state, action, lead.direction)
    if row is None or not rules.fits_the_merge(action, lead):
        raise _impossible(lead, action)
    if row.who[lead.direction].isdisjoint(standing_of(actor, lead)):
        raise NotAllowed(_("“%(action)s” is not yours to do on this lead.") % {"action": action.label})
    return row


def _impossible(lead: Lead, action: Action) -> TransitionRefused:
    words = {"action": action.label, "state": lead.state_words}
    return TransitionRefused(_("“%(action)s” is not possible: the lead is now “%(state)s”.") % words)


def state_after(lead: Lead, action: Action, actor: Any) -> str:
    """Where the table says a lead goes that is not written yet. Raises as `move` does."""
    return rules.target_of(_row_of_table(lead, action, actor), lead.state)


def move(lead: Lead, action: Action, actor: Any, **changes: Any) -> Lead:
    """Does what the table says, if this person may. The lead must be locked; `changes` are written with the state.

    What a letter or an appeal stands in the way of is asked by `require`, before they are changed.
    """
    row = _row_of_table(lead, action, actor)
    now = timezone.now()
    target = rules.target_of(row, lead.state)
    changes = {"last_activity_at": now, **changes}
    if target != lead.state or row.target is not None:
        changes = {"state": target, "state_since": now, **changes}
    if not Lead.objects.filter(pk=lead.pk, state=lead.state).update(**changes):
        raise TransitionRefused(_("Somebody else was quicker. Look at the lead as it is now."))
    moved = target != lead.state
    for name, value in changes.items():
        setattr(lead, name, value)
    if moved:
        messages.lead_moved(lead)
    return lead


def pass_step(
    lead: Lead,
    step: str,
    *,
    partner: Partner | None = None,
    member: Member | None = None,
    at: datetime | None = None,
) -> None:
    """Records that the lead passed a step of the waterfall, the first time it does (an offer: to each partner)."""
    passage = Passage(lead=lead, step=step, at=at or timezone.now(), partner=partner, member=member)
    Passage.objects.bulk_create([passage], ignore_conflicts=True)


def note_down(
    lead: Lead,
    actor: Any,
    sentence: str,
    *,
    icon: str = "circle",
    detail: str = "",
    vendor_only: bool = False,
    by_hand: bool = True,
) -> None:
    """One line on the lead's timeline, for the vendor and, unless `vendor_only`, for the partner whose lead it is."""
    timeline.record(
        lead,
        actor,
        sentence,
        icon=icon,
        detail=detail,
        partner=lead.partner,
        vendor_only=vendor_only or lead.partner_id is None,
        by_hand=by_hand,
    )


def close_offer(offer: Offer, state: OfferState, **changes: Any) -> bool:
    """Ends an open offer; False when it was not open any more."""
    changes = {"state": state, "answered_at": timezone.now(), **changes}
    done = Offer.objects.filter(pk=offer.pk, state=OfferState.OPEN).update(**changes)
    if done:
        for name, value in changes.items():
            setattr(offer, name, value)
        messages.offer_changed(offer)
    return bool(done)


def open_offer_of(lead: Lead) -> Offer | None:
    """The offer somebody has to answer, locked. Lock the lead first."""
    rows = Offer.objects.filter(lead=lead, state=OfferState.OPEN).select_related("recipient__member", "partner")
    return rows.select_for_update(of=("self",)).first()


def lock_seats(*user_ids: int) -> None:
    """Nobody else changes how full these people's seats are until the transaction ends. Lock rows before seats."""
    _advisory_locks(SEATS, sorted(set(user_ids)))


def lock_routing() -> None:
    """One router at a time hands out places."""
    _advisory_locks(ROUTER, [0])


class Busy(DomainError):
    """Somebody else holds what is needed for longer than anybody should wait."""

    status_code = 503
    code = "busy"
    retry_after = 2


def _advisory_locks(group: int, numbers: Sequence[int]) -> None:
    """One after the other, in this order, which is the same for everybody."""
    keys = [number % 2_147_483_647 for number in numbers]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::int[]) AS key", [group, keys])
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
            raise
        raise Busy(_("Leads are being handed out right now. Nothing was changed; please try again.")) from error
