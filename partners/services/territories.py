"""What a partner, a member or a sales rep covers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_countries import countries

from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed

from .. import rules
from ..models import Partner, Product, Territory

DIMENSIONS = ("countries", "regions", "postal_prefixes", "industries", "sizes", "products")
TERRITORY_FIELDS = ("name", "partner", "member", "staff", *DIMENSIONS, "precedence", "valid_from", "valid_until")


@transaction.atomic
def create_territory(*, actor: User, covers_everything: bool = False, **fields: Any) -> Territory:
    """A new territory of one partner (or one of its members) or of one sales rep.

    `covers_everything` confirms that empty rules are meant. Raises NotAllowed, and InvalidInput for rules that name
    something unknown, cover nothing, or cover everything unconfirmed.
    """
    _check_actor(actor)
    territory = _written(Territory(), fields, covers_everything)
    if territory.valid_until and territory.valid_until < timezone.localdate():
        sentence = _("This territory would cover nothing: its last day has passed.")
        raise InvalidInput(sentence, fields={"valid_until": sentence})
    territory.save()
    _record(territory, actor, _("added the territory %(name)s"))
    return territory


@transaction.atomic
def edit_territory(*, actor: User, territory: Territory, covers_everything: bool = False, **fields: Any) -> Territory:
    """Changes the named fields. Raises as `create_territory` does."""
    _check_actor(actor)
    territory = Territory.objects.lock(territory)
    before = {name: getattr(territory, name) for name in TERRITORY_FIELDS}
    _written(territory, fields, covers_everything)
    if before != {name: getattr(territory, name) for name in TERRITORY_FIELDS}:
        territory.save()
        _record(territory, actor, _("changed the territory %(name)s"))
    return territory


@transaction.atomic
def end_territory(*, actor: User, territory: Territory) -> Territory:
    """Covers nothing from now on. What was routed by it stays where it is. Does nothing when it has ended."""
    _check_actor(actor)
    territory = Territory.objects.lock(territory)
    if territory.is_active:
        territory.is_active = False
        territory.save(update_fields=["is_active"])
        _record(territory, actor, _("ended the territory %(name)s"))
    return territory


def _check_actor(actor: User) -> None:
    if not rules.runs_the_channel(actor):
        raise NotAllowed(_("Only channel managers decide who covers what."))


def _written(territory: Territory, fields: Mapping[str, Any], covers_everything: bool) -> Territory:
    unknown = set(fields) - set(TERRITORY_FIELDS)
    if unknown:
        raise ValueError(f"Not fields of a territory: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(territory, name, _tidy(value) if name in DIMENSIONS else value)
    territory.countries = _tidy(code.upper() for code in territory.countries)
    _check_owner(territory)
    _check_known(territory)
    _check_coverage(territory, covers_everything)
    return territory


def _tidy(values: Iterable[str]) -> list[str]:
    """Without blanks, empty and repeated entries, in the order given."""
    return list(dict.fromkeys(text for value in values if (text := str(value).strip())))


def _check_owner(territory: Territory) -> None:
    if (territory.partner_id is None) == (territory.staff_id is None):
        sentence = _("Name either a partner or a sales rep who covers this.")
        raise InvalidInput(sentence, fields={"partner": sentence})
    member = territory.member
    if member is not None and member.partner_id != territory.partner_id:
        sentence = _("This person is not a member of that partner.")
        raise InvalidInput(sentence, fields={"member": sentence})
    staff = territory.staff
    if staff is not None and not staff.is_vendor:
        sentence = _("This person does not work here.")
        raise InvalidInput(sentence, fields={"staff": sentence})


def _check_known(territory: Territory) -> None:
    strangers = [code for code in territory.countries if code not in dict(countries)]
    if strangers:
        sentence = _("Unknown country: %(codes)s.") % {"codes": ", ".join(strangers)}
        raise InvalidInput(sentence, fields={"countries": sentence})
    known = set(Product.objects.values_list("code", flat=True))
    strangers = [code for code in territory.products if code not in known]
    if strangers:
        sentence = _("Unknown product: %(codes)s.") % {"codes": ", ".join(strangers)}
        raise InvalidInput(sentence, fields={"products": sentence})


def _check_coverage(territory: Territory, covers_everything: bool) -> None:
    start, end = territory.valid_from, territory.valid_until
    if start and end and end < start:
        sentence = _("This territory would cover nothing: it ends before it begins.")
        raise InvalidInput(sentence, fields={"valid_until": sentence})
    if territory.postal_prefixes and not territory.countries:
        sentence = _("Postal prefixes mean something within a country only: name the countries too.")
        raise InvalidInput(sentence, fields={"countries": sentence})
    empty = [prefix for prefix in territory.postal_prefixes if not any(map(str.isalnum, prefix))]
    if empty:
        sentence = _("“%(prefix)s” is no beginning of a postcode.") % {"prefix": empty[0]}
        raise InvalidInput(sentence, fields={"postal_prefixes": sentence})
    if not covers_everything and not any(getattr(territory, name) for name in DIMENSIONS):
        sentence = _("Without any rule this territory covers every lead everywhere. Confirm that this is meant.")
        raise InvalidInput(sentence, fields={"covers_everything": sentence})


def _record(territory: Territory, actor: User, sentence: str) -> None:
    words = sentence % {"name": territory.name}
    timeline.record(territory, actor, words, icon="map", partner=territory.partner)
    if isinstance(territory.partner, Partner):
        timeline.record(territory.partner, actor, words, icon="map", partner=territory.partner)
