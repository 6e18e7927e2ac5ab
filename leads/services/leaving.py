"""An account was closed: whoever it was, the leads that waited for them have somebody named again, and hear of it."""

from django.db.models import Q
from django.utils.translation import gettext as _

from partners.models import Member
from partners.selectors import admins_of, manager_of, second_reader_for
from prm.accounts.models import User
from prm.promises import services as promises
from prm.promises.enums import Kind
from prm.promises.models import Promise

from .. import messages
from ..enums import WORKED, Action, OfferState
from ..models import Lead, Offer
from ..selectors import channel_manager_for
from .answering import pass_on
from .moving import locked, move, note_down, open_offer_of
from .policies import current_policy
from .routing import choose_rep, keep_decision
from .working import take_back

WORK = (Kind.CONTACT_CUSTOMER, Kind.PROGRESS_LEAD)
MOVED = (
    Kind.REVIEW_HELD_LEAD,
    Kind.ARBITRATE,
    Kind.DECIDE_REJECTION_REVIEW,
    Kind.ANSWER_APPEAL,
    Kind.ANSWER_ACTION_REQUIRED,
)


def hand_on(person: User) -> None:
    """In the transaction that closes the account: offers, work and decisions about leads go on to somebody named.

    What a member had stays with the partner as long as one of its admins is there; what a sales rep had is routed
    anew; what a channel manager owed goes to another one. Nobody gets less time: one that has passed begins again.
    """
    for number in sorted(_numbers(person)):
        lead = locked(number)
        _pass_offer(lead, person)
        _pass_work(lead, person)
        owed = Promise.objects.about(lead).open().filter(owed_by=person, kind__in=MOVED)
        for kind in owed.order_by("pk").values_list("kind", flat=True):
            _pass_promise(lead, kind, person)


def _numbers(person: User) -> set[int]:
    offered = Offer.objects.filter(recipient=person, state=OfferState.OPEN)
    worked = Lead.objects.filter(Q(member__user=person) | Q(receiver=person), state__in=WORKED)
    owed = Promise.objects.open().about_any(Lead).filter(owed_by=person, kind__in=MOVED)
    return {
        *offered.values_list("lead", flat=True),
        *worked.values_list("pk", flat=True),
        *owed.values_list("object_id", flat=True),
    }


def _colleague(lead: Lead, offer: Offer | None = None) -> Member | None:
    """Who at the partner has it now: one of its admins; None when nobody is left there."""
    partner = offer.partner if offer is not None else lead.partner
    admin = admins_of(partner).select_related("member").first() if partner is not None else None
    return admin.member if admin is not None else None


def _pass_offer(lead: Lead, gone: User) -> None:
    offer = open_offer_of(lead)
    if offer is None or offer.recipient_id != gone.pk:
        return
    if lead.is_inbound:
        _review_anew(lead, offer, gone)
        return
    colleague = _colleague(lead, offer)
    if colleague is None:
        pass_on(None, lead, Action.EXPIRE, _("%(name)s’s account was closed") % {"name": gone.name})
        take_back(offer, tell=False)
        return
    sentence = _("%(gone)s’s account was closed: %(name)s answers the offer")
    words = {"gone": gone.name, "name": colleague.user.name}
    note_down(lead, None, sentence % words, icon="user-x", vendor_only=True)
    _answers(lead, offer, colleague.user, gone)


def _review_anew(lead: Lead, offer: Offer, gone: User) -> None:
    """Another sales rep has the partner's lead in review; the clock runs on, or stands while the partner completes."""
    chosen = choose_rep(lead, not_to=[gone])
    offer.decision = keep_decision(lead, current_policy(), chosen.sentence, chosen.lines, chosen.user)
    _receives(lead, chosen.user, gone)
    _answers(lead, offer, chosen.user, gone)


def _answers(lead: Lead, offer: Offer, person: User, gone: User) -> None:
    offer.recipient = person
    promise = promises.pass_on(Kind.ANSWER_OFFER, offer, person)
    if promise is not None:
        offer.answer_by = promise.due_at
        messages.handed_on(lead, promise, gone)
    offer.save(update_fields=["recipient", "decision", "answer_by"])


def _receives(lead: Lead, rep: User, gone: User) -> None:
    """The vendor's person for this lead from now on; its partner gets to know them."""
    Lead.objects.filter(pk=lead.pk).update(receiver=rep)
    lead.receiver = rep
    words = {"gone": gone.name, "name": rep.name}
    note_down(lead, None, _("%(gone)s’s account was closed: %(name)s looks after it") % words, icon="user-x")
    messages.rep_changed(lead, rep)


def _pass_work(lead: Lead, gone: User) -> None:
    """Whoever works it from now on. Without anybody left at the partner, its channel manager sees to it."""
    if lead.state not in WORKED:
        return
    if lead.is_inbound:
        if lead.receiver_id == gone.pk:
            rep = choose_rep(lead, not_to=[gone]).user
            _receives(lead, rep, gone)
            _clocks(lead, rep, gone)
        return
    if lead.member is None or lead.member.user_id != gone.pk:
        return
    assert lead.partner is not None
    colleague = _colleague(lead)
    if colleague is not None:
        move(lead, Action.REASSIGN, None, member=colleague)
    person = colleague.user if colleague is not None else manager_of(lead.partner)
    words = {"gone": gone.name, "name": person.name}
    sentence = _("%(gone)s’s account was closed: %(name)s works it") if colleague else _(
        "%(gone)s’s account was closed, and nobody else is there: %(name)s sees to it"
    )  # fmt: skip
    note_down(lead, None, sentence % words, icon="user-x")
    _clocks(lead, person, gone)


def _clocks(lead: Lead, person: User, gone: User) -> None:
    moved = [promise for kind in WORK if (promise := promises.pass_on(kind, lead, person)) is not None]
    if moved:
        messages.handed_on(lead, min(moved, key=lambda promise: promise.due_at), gone)


def _pass_promise(lead: Lead, kind: str, gone: User) -> None:
    person = _next(lead, kind)
    promise = promises.pass_on(kind, lead, person) if person is not None else None
    if promise is not None:
        messages.handed_on(lead, promise, gone)


def _next(lead: Lead, kind: str) -> User | None:
    """Who owes it now; None when nobody is left who could."""
    if kind == Kind.ANSWER_ACTION_REQUIRED:
        colleague = _colleague(lead)
        return colleague.user if colleague is not None else None
    if kind == Kind.DECIDE_REJECTION_REVIEW and lead.rejection_by is not None and lead.partner is not None:
        return second_reader_for(lead.partner, lead.rejection_by)
    return channel_manager_for(lead)
