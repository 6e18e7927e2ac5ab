"""A partner joins, changes, is suspended and leaves."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused, violated
from prm.core.labels import labels_of

from .. import rules, selectors
from ..enums import PartnerState
from ..models import Campaign, Partner
from ..signals import state_changed
from .certificates import hand_over_certificates
from .team import add_member
from .tiers import hand_over, held_until, place

PARTNER_FIELDS = (
    "name",
    "type",
    "tier",
    "country",
    "city",
    "website",
    "phone",
    "about",
    "currency",
    "owner",
    "sales_rep",
    "contract_ends_on",
    "external_id",
)
ICONS = {
    PartnerState.PROSPECT: "sprout",
    PartnerState.ACTIVE: "circle-check",
    PartnerState.SUSPENDED: "circle-pause",
    PartnerState.ENDED: "circle-x",
}


@transaction.atomic
def invite_partner(*, actor: User, admin_name: str, admin_email: str, **fields: Any) -> Partner:
    """A new partner (a prospect, with its campaign) and an invitation to its first partner admin.

    `fields` are those of PARTNER_FIELDS; the actor becomes the channel manager when no `owner` is named, and the type
    of partner says the tier and currency that are left out, and by which plan its deals are counted.
    Raises NotAllowed, and InvalidInput for a name or an address that is taken.
    """
    if not rules.runs_the_channel(actor):
        raise NotAllowed(_("Only channel managers invite partners."))
    fields["owner"] = fields.get("owner") or actor
    defaults = selectors.defaults_of(fields["type"])
    for name in ("tier", "currency"):
        fields[name] = fields.get(name) or getattr(defaults, name)
    _check_fields(fields)
    begins_with = {"tier_held_until": held_until(), "plan_name": defaults.plan_name}
    partner = _saved(Partner(state=PartnerState.PROSPECT, **begins_with, **fields))
    Campaign.objects.create(partner=partner, name=partner.name, is_default=True)
    sentence = _("invited %(partner)s to the programme") % {"partner": partner.name}
    timeline.record(partner, actor, sentence, icon="handshake", partner=partner)
    try:
        add_member(actor=actor, partner=partner, email=admin_email, name=admin_name, role=Role.PARTNER_ADMIN)
    except InvalidInput as refusal:
        fields_named = {f"admin_{name}": sentence for name, sentence in refusal.fields.items()}
        raise InvalidInput(refusal.message, fields=fields_named) from refusal
    return partner


@transaction.atomic
def update_partner(*, actor: User, partner: Partner, changes: Mapping[str, Any]) -> Partner:
    """Writes those of `changes` that differ. A partner admin may change the OWN_COMPANY_FIELDS of their partner.

    Raises NotAllowed for any other field, and InvalidInput for a name that is taken.
    """
    partner = Partner.objects.lock(partner)
    changed = {name: value for name, value in changes.items() if getattr(partner, name) != value}
    forbidden = set(changed) - rules.editable_fields(actor, partner.pk, PARTNER_FIELDS)
    if forbidden:
        raise NotAllowed(_("You may not change this about the partner."))
    if not changed:
        return partner
    _check_fields(changed)
    for name, value in changed.items():
        setattr(partner, name, value)
    _saved(partner, list(changed))
    if "tier" in changed:
        place(partner, changed["tier"])
    if "owner" in changed:
        hand_over(partner)
        hand_over_certificates(partner)
    labels = labels_of(Partner, changed)
    timeline.record(partner, actor, _("changed: %(fields)s") % {"fields": labels}, icon="pencil", partner=partner)
    return partner


@transaction.atomic
def change_partner_state(*, actor: User, partner: Partner, state: str, reason: str = "") -> Partner:
    """Puts the partner in `state`; does nothing when it is there already.

    Members read the sentence, not the reason. Raises NotAllowed, TransitionRefused for a step that TRANSITIONS does
    not have, and InvalidInput when the step needs a reason and none is given.
    """
    if not rules.runs_the_channel(actor):
        raise NotAllowed(_("Only channel managers decide this."))
    # Without the key: others go on writing rows that name the partner, so nobody waits for us who we may wait for.
    partner = Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)
    if partner.state == state:
        return partner
    if not rules.can_change_state(partner.state, state):
        raise TransitionRefused(_refusal(partner, state))
    if state in rules.NEEDS_REASON and not reason.strip():
        raise InvalidInput(_("Say why."), fields={"reason": _("Say why: whoever looks at this later needs to know.")})
    before, partner.state = partner.state, PartnerState(state)
    if state == PartnerState.ACTIVE and partner.joined_on is None:
        partner.joined_on = timezone.localdate()
    partner.save(update_fields=["state", "joined_on"])
    _record_state(partner, actor, reason.strip())
    state_changed.send(sender=Partner, partner=partner, before=before)
    return partner


def _refusal(partner: Partner, state: str) -> str:
    words = {"old": partner.get_state_display(), "new": PartnerState(state).label}
    return _("This partner is “%(old)s”, from where it cannot become “%(new)s”.") % words


def _record_state(partner: Partner, actor: User, reason: str) -> None:
    icon = ICONS[PartnerState(partner.state)]
    sentence = _("set the partnership to “%(state)s”") % {"state": partner.get_state_display()}
    timeline.record(partner, actor, sentence, icon=icon, partner=partner)
    if reason:
        note = _("gave the reason for “%(state)s”") % {"state": partner.get_state_display()}
        timeline.record(partner, actor, note, icon="message-square", detail=reason, vendor_only=True)


def _check_fields(fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - set(PARTNER_FIELDS)
    if unknown:
        raise ValueError(f"Not fields of a partner: {sorted(unknown)}")
    owner, sales_rep = fields.get("owner"), fields.get("sales_rep")
    if owner is not None and not rules.runs_the_channel(owner):
        raise InvalidInput(_("Name a channel manager."), fields={"owner": _("This person is no channel manager.")})
    if sales_rep is not None and not (sales_rep.is_active and sales_rep.is_vendor):
        raise InvalidInput(_("Name a colleague."), fields={"sales_rep": _("This person does not work here.")})


def _saved(partner: Partner, update_fields: list[str] | None = None) -> Partner:
    try:
        with transaction.atomic():
            partner.save(update_fields=update_fields)
    except IntegrityError as error:
        if violated(error) != "one_partner_per_name":
            raise
        sentence = _("There is already a partner with this name.")
        raise InvalidInput(sentence, fields={"name": sentence}) from error
    return partner
