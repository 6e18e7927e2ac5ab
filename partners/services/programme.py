"""The programme itself: its tiers and the products it sells. Administrators decide."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from djmoney.money import Money

from prm.accounts.enums import ADMINISTRATORS, Role
from prm.accounts.models import User
from prm.core import formats
from prm.core.errors import DomainError, InvalidInput, NotAllowed, from_validation_error

from .. import tiering
from ..models import Product, StaffProfile, Tier, TierRevenue, TypeDefaults

Row = TypeVar("Row", bound=models.Model)
COUNTED = ("deals_needed", "kept_needed")


@transaction.atomic
def save_tier(
    *, actor: User, tier: Tier | None, fields: Mapping[str, Any], revenues: Mapping[str, Decimal | None] | None = None
) -> Tier:
    """Makes a tier, or changes the one given. `revenues`: what it asks to be won by currency; None asks for nothing.

    Raises NotAllowed, and InvalidInput for a name or rank that is taken, an amount that is not above 0, and for
    criteria that ask less of a higher tier than of a lower one (fields are then named revenue_EUR, deals_needed …).
    """
    ladder = list(Tier.objects.select_for_update(of=("self",)).order_by("rank"))
    before = _needs(tier) if tier else {}
    row = _save(actor, tier or Tier(), fields)
    _ask_for(row, revenues or {})
    needs = _needs(row)
    problems: dict[str, str] = {}
    for other in ladder:
        if other.pk != row.pk:
            problems |= _contradictions(row, needs, other)
    if problems:
        raise InvalidInput(next(iter(problems.values())), fields=problems)
    if needs != before:
        row.criteria_since = timezone.localdate()
        row.save(update_fields=["criteria_since"])
    return row


def _needs(tier: Tier) -> dict[str, Decimal]:
    """What the tier asks for, by the name of the form's field."""
    amounts = TierRevenue.objects.filter(tier=tier).order_by("pk")
    needs = {f"revenue_{row.amount.currency}": row.amount.amount for row in amounts}
    return needs | {name: Decimal(need) for name in COUNTED if (need := getattr(tier, name)) is not None}


def _ask_for(tier: Tier, revenues: Mapping[str, Decimal | None]) -> None:
    for currency, amount in revenues.items():
        if amount is not None and amount <= 0:
            sentence = _("More than 0, or nothing.")
            raise InvalidInput(sentence, fields={f"revenue_{currency}": sentence})
        rows = TierRevenue.objects.filter(tier=tier, amount_currency=currency)
        if amount is None:
            rows.delete()
        elif not rows.filter(amount=amount).exists():
            TierRevenue.objects.update_or_create(
                tier=tier, amount_currency=currency, defaults={"amount": Money(amount, currency)}
            )


def _contradictions(tier: Tier, needs: Mapping[str, Decimal], other: Tier) -> dict[str, str]:
    """Where the two would make the higher tier easier to reach, by field, in words about `other`."""
    theirs = _needs(other)
    if other.rank < tier.rank:
        names = tiering.asks_less(theirs, needs)
        sentence = _("%(tier)s, a lower tier, asks for %(need)s. A higher tier asks for at least as much.")
        return {name: sentence % {"tier": other.name, "need": _in_words(name, theirs[name])} for name in names}
    names = tiering.asks_less(needs, theirs)
    sentence = _("%(tier)s, a higher tier, asks for %(need)s. A lower tier asks for no more than that.")
    return {name: sentence % {"tier": other.name, "need": _in_words(name, theirs.get(name))} for name in names}


def _in_words(name: str, need: Decimal | None) -> str:
    if need is None:
        return _("nothing of this")
    if name == "kept_needed":
        return formats.percent(need / 100)
    return formats.money(need, name.removeprefix("revenue_")) if name.startswith("revenue_") else formats.number(need)


def save_type_defaults(*, actor: User, row: TypeDefaults, fields: Mapping[str, Any]) -> TypeDefaults:
    """Changes what new partners of this type begin with. Raises NotAllowed, and InvalidInput."""
    return _save(actor, row, fields)


def save_product(*, actor: User, product: Product | None, fields: Mapping[str, Any]) -> Product:
    """Makes a product, or changes the one given, whose code stays: territories and imports name it.

    Raises NotAllowed, and InvalidInput for a code that is taken or would change.
    """
    known = Product.objects.filter(pk=product.pk).values_list("code", flat=True).first() if product else None
    if known and fields.get("code", known) != known:
        sentence = _("The code stays as it is: territories and imports name it.")
        raise InvalidInput(sentence, fields={"code": sentence})
    return _save(actor, product or Product(), fields)


@transaction.atomic
def save_sales_rep(*, actor: User, user: User, products: Collection[Product], capacity: int) -> StaffProfile:
    """How much a sales rep can review at a time (1 and more), and for which products they are the specialist.

    Raises NotAllowed, and InvalidInput for somebody who is no sales rep and a capacity below 1.
    """
    if user.role != Role.SALES_REP:
        raise InvalidInput(_("Choose a sales rep."), fields={"user": _("This person is no sales rep.")})
    if capacity < 1:
        raise InvalidInput(_("At least 1."), fields={"capacity": _("At least 1. Who is away says so.")})
    profile, _made = StaffProfile.objects.get_or_create(user=User.objects.lock(user))
    profile = _save(actor, profile, {"capacity": capacity})
    profile.products.set(products)
    return profile


@transaction.atomic
def _save(actor: User, row: Row, fields: Mapping[str, Any]) -> Row:
    if not (actor.is_active and actor.role in ADMINISTRATORS):
        raise NotAllowed(_("Only administrators change the programme."))
    for name, value in fields.items():
        setattr(row, name, value)
    try:
        row.full_clean()
        with transaction.atomic():
            row.save()
    except ValidationError as error:
        raise from_validation_error(error) from error
    except IntegrityError as error:
        raise DomainError(_("Somebody saved the same a moment ago. Open the list again.")) from error
    return row
