"""Two customers, or two leads, that were one: a decision of the channel's managers that can be undone."""

from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL
from prm.core import locking, timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused, needed
from prm.promises import services as promises

from .. import rules
from ..enums import Action, CloseReason, Lack, OfferState
from ..models import Customer, CustomerMerge, Lead, LeadMerge, Offer
from . import qualifying
from .customers import FACTS
from .moving import exclusively, locked, move, note_down, require

FILLED = "filled"
OFFERS = "offers"
HAD_IT = (OfferState.DECLINED, OfferState.EXPIRED, OfferState.RECALLED)
BOTH_HOLD = {
    "one_protection_per_customer_and_scope": gettext_lazy(
        "Both customers are protected for the same products. Only one partner can hold a customer: end one first."
    ),
    "one_registration_holds_the_customer": gettext_lazy(
        "Both customers are registered for the same products. Only one can hold the customer: decide one first."
    ),
}

# -- customers


@transaction.atomic
def merge_customers(actor: Any, kept: Customer, gone: Customer, reason: str) -> CustomerMerge:
    """Whatever belongs to `gone` follows to `kept`, a protection too; facts that `kept` lacked are taken over.

    Whoever names `gone` from now on finds `kept`. Raises NotAllowed, InvalidInput, and TransitionRefused where both
    are held by somebody or one was merged before.
    """
    _require_decision(actor, reason)
    kept, gone = _both_customers(kept, gone)
    if gone.merged_into is not None or kept.merged_into is not None:
        raise TransitionRefused(_("One of these customers was merged before. Look at them as they are now."))
    with exclusively(BOTH_HOLD):
        moved = _follow(gone, kept)
    moved[FILLED] = _fill(kept, gone)
    Customer.objects.filter(pk=gone.pk).update(merged_into=kept)
    merge = _decide(CustomerMerge, actor, kept, gone, reason, moved)
    _note_customers(merge, actor, _("Merged: %(gone)s is %(kept)s"), reason)
    return merge


@transaction.atomic
def undo_customers(actor: Any, merge: CustomerMerge, reason: str) -> CustomerMerge:
    """Everything goes back that followed. What came since stays where it is.

    Raises TransitionRefused once something that followed has changed, or the merge was undone before.
    """
    _require_decision(actor, reason)
    kept, gone = _both_customers(merge.kept, merge.gone)
    merge = _in_force(merge)
    if kept.merged_into is not None:
        raise _too_late()
    for relation in _relations():
        field = relation.field.name
        rows = _unchanged(relation.related_model, {field: kept}, merge.moved.get(relation.get_accessor_name(), {}))
        rows.update(**{field: gone})
    _empty(kept, merge.moved[FILLED])
    Customer.objects.filter(pk=gone.pk).update(merged_into=None)
    _undo(merge, actor, reason)
    _note_customers(merge, actor, _("Merge undone: %(gone)s is not %(kept)s"), reason)
    return merge


def _both_customers(*pair: Customer) -> list[Customer]:
    """Both as they are now, locked with all that belongs to them, in the order of everybody."""
    numbers = [one.pk for one in pair]
    if numbers[0] == numbers[1]:
        raise InvalidInput(_("This is one customer already."))
    locking.together(lambda: _with_all_of_theirs(numbers))
    found = Customer.objects.in_bulk(numbers)
    return [found[number] for number in numbers]


def _with_all_of_theirs(numbers: list[int]) -> dict[type[models.Model], set[int]]:
    wanted: dict[type[models.Model], set[int]] = {Customer: set(numbers)}
    for relation in _relations():
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": numbers})
        wanted.setdefault(relation.related_model, set()).update(rows.values_list("pk", flat=True))
    return wanted


def _relations() -> list[Any]:
    """Every relation that leads to a customer, in whatever room it stands."""
    return [relation for relation in Customer._meta.related_objects if not relation.hidden]


def _follow(gone: Customer, kept: Customer) -> dict[str, Any]:
    moved = {}
    for relation in _relations():
        rows, field = relation.related_model._base_manager, relation.field.name
        pks = list(rows.filter(**{field: gone}).values_list("pk", flat=True))
        if pks:
            rows.filter(pk__in=pks).update(**{field: kept})
            moved[relation.get_accessor_name()] = _versions(rows.filter(pk__in=pks))
    return moved


def _fill(kept: Customer, gone: Customer) -> dict[str, str]:
    names = ("country", *FACTS)
    filled = {name: str(getattr(gone, name)) for name in names if getattr(gone, name) and not getattr(kept, name)}
    if filled:
        Customer.objects.filter(pk=kept.pk).update(**filled)
    return filled


def _empty(kept: Customer, filled: dict[str, str]) -> None:
    """Takes out what was filled in, unless somebody changed it since."""
    same = [name for name, value in filled.items() if str(getattr(kept, name)) == value]
    if same:
        Customer.objects.filter(pk=kept.pk).update(**dict.fromkeys(same, ""))


def _note_customers(merge: CustomerMerge, actor: Any, sentence: str, reason: str) -> None:
    words = {"gone": f"{merge.gone.name} ({merge.gone.ref})", "kept": f"{merge.kept.name} ({merge.kept.ref})"}
    leads = Lead.objects.filter(customer__in=[merge.kept, merge.gone]).open()
    for subject in (merge.kept, merge.gone, *leads):
        timeline.record(subject, actor, sentence % words, icon="merge", detail=reason, vendor_only=True)


# -- leads


@transaction.atomic
def merge_leads(actor: Any, kept: Lead, gone: Lead, reason: str) -> LeadMerge:
    """The waiting outbound lead `gone` ends; whoever had it is never offered `kept`, which goes on as it was.

    Raises NotAllowed, InvalidInput, and TransitionRefused when `gone` is with somebody, or `kept` has ended.
    """
    _require_decision(actor, reason)
    kept, gone = _both_leads(kept, gone)
    if gone.state in rules.WITH_SOMEBODY:
        raise TransitionRefused(
            _("%(ref)s is with somebody already: keep that one, or take it back first.") % {"ref": gone.ref}
        )
    require(gone, Action.MERGE, actor)
    if kept.state not in rules.KEEPS:
        raise TransitionRefused(_("%(ref)s has ended, so nothing can go on in it.") % {"ref": kept.ref})
    if kept.customer_id != gone.customer_id:
        raise TransitionRefused(_("The leads are at two customers. Merge the customers first."))
    moved = {OFFERS: _hand_down_offers(kept, gone)}
    note = _("Merged into %(ref)s") % {"ref": kept.ref}
    move(gone, Action.MERGE, actor, merged_into=kept, close_reason=CloseReason.DUPLICATE, close_note=note)
    promises.release(None, gone)
    merge = _decide(LeadMerge, actor, kept, gone, reason, moved)
    note_down(gone, actor, note, icon="merge", detail=reason, vendor_only=True)
    detail = f"{reason}\n\n{gone.need}".strip()
    note_down(
        kept, actor, _("%(ref)s merged into it") % {"ref": gone.ref}, icon="merge", detail=detail, vendor_only=True
    )
    return merge


@transaction.atomic
def undo_leads(actor: Any, merge: LeadMerge, reason: str) -> LeadMerge:
    """The lead is back, held until somebody lets it pass. Raises TransitionRefused when it cannot be undone."""
    _require_decision(actor, reason)
    kept, gone = _both_leads(merge.kept, merge.gone)
    merge = _in_force(merge)
    require(gone, Action.SEPARATE, actor)
    offers = merge.moved[OFFERS]
    _unchanged(Offer, {"lead": kept}, offers).update(lead=gone)
    Lead.objects.filter(pk=kept.pk).update(hops=F("hops") - len(offers))
    move(gone, Action.SEPARATE, actor, merged_into=None, close_reason="", close_note="")
    _undo(merge, actor, reason)
    for lead, other in ((gone, kept), (kept, gone)):
        sentence = _("No longer one with %(ref)s") % {"ref": other.ref}
        note_down(lead, actor, sentence, icon="split", detail=reason, vendor_only=True)
    qualifying.check(actor, locked(gone), lacks=(Lack.DUPLICATE,))
    return merge


def _both_leads(*pair: Lead) -> list[Lead]:
    if pair[0].pk == pair[1].pk:
        raise InvalidInput(_("This is one lead already."))
    found = {pk: locked(pk) for pk in sorted(lead.pk for lead in pair)}
    return [found[lead.pk] for lead in pair]


def _hand_down_offers(kept: Lead, gone: Lead) -> dict[str, int]:
    """What partners answered or let pass counts for the lead that is kept, where they did not have that one too."""
    if kept.is_inbound:
        return {}
    had_both = Offer.objects.filter(lead=kept, partner__isnull=False).values("partner")
    offers = Offer.objects.filter(lead=gone, state__in=HAD_IT).exclude(partner__in=had_both)
    pks = list(offers.values_list("pk", flat=True))
    Offer.objects.filter(pk__in=pks).update(lead=kept)
    Lead.objects.filter(pk=kept.pk).update(hops=F("hops") + len(pks))
    return _versions(Offer.objects.filter(pk__in=pks))


# -- both


def _require_decision(actor: Any, reason: str) -> None:
    if not actor.is_active or actor.role not in CHANNEL:
        raise NotAllowed(_("Only the channel's managers decide what is one."))
    needed(reason, "reason", _("Say why."))


def _decide(model: Any, actor: Any, kept: Any, gone: Any, reason: str, moved: dict[str, Any]) -> Any:
    words = {"reason": reason.strip(), "decided_by": actor, "decided_at": timezone.now()}
    return model.objects.create(kept=kept, gone=gone, moved=moved, **words)


def _undo(merge: Any, actor: Any, reason: str) -> None:
    merge.undone_at, merge.undone_by, merge.undone_because = timezone.now(), actor, reason.strip()
    merge.save(update_fields=["undone_at", "undone_by", "undone_because"])


def _in_force(merge: Any) -> Any:
    row = type(merge).objects.lock(merge)
    if row.undone_at is not None:
        raise TransitionRefused(_("This merge was undone before."))
    return row


def _versions(rows: models.QuerySet[Any]) -> dict[str, int]:
    return {str(pk): version for pk, version in rows.values_list("pk", "version")}


def _unchanged(model: Any, where: dict[str, Any], moved: dict[str, int]) -> models.QuerySet[Any]:
    """Those rows that followed, locked. Raises TransitionRefused when one of them is not as it was then."""
    rows = model._base_manager.filter(pk__in=list(moved), **where)
    if _versions(rows.order_by("pk").select_for_update()) != moved:
        raise _too_late()
    return rows


def _too_late() -> TransitionRefused:
    return TransitionRefused(_("Something that was merged has changed since, so the merge can no longer be undone."))
