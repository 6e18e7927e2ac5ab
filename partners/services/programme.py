"""The programme itself: its tiers and the products it sells. Administrators decide."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from prm.accounts.enums import ADMINISTRATORS
from prm.accounts.models import User
from prm.core.errors import DomainError, InvalidInput, NotAllowed, from_validation_error

from ..models import Product, Tier

Row = TypeVar("Row", bound=models.Model)


def save_tier(*, actor: User, tier: Tier | None, fields: Mapping[str, Any]) -> Tier:
    """Makes a tier, or changes the one given. Raises NotAllowed, and InvalidInput for a name or rank that is taken."""
    return _save(actor, tier or Tier(), fields)


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
