"""“Is this customer free?” as members ask it, by page, button and program: too seldom to list customers by."""

from typing import Any

from django.utils.translation import gettext as _

from deals import selectors
from deals.conflicts import Assessment
from leads.selectors import Asked
from partners.models import Product
from partners.selectors import partner_of
from prm.core.errors import DomainError, NotAllowed
from prm.core.limits import seconds_left, within

# So often may a person, and the whole partner, ask: enough to type with, too little to list customers by.
CHECKS_PER_MINUTE = 60
CHECKS_PER_DAY = 1000
MINUTE, DAY = 60, 24 * 60 * 60


class AskedTooOften(DomainError):
    """This person or its partner has asked as often as it may; `retry_after` says in how many seconds it may again."""

    status_code = 429
    code = "asked-too-often"

    def __init__(self, window: int) -> None:
        super().__init__(
            _("That was a lot of questions. Please wait a while; you can send your registration all the same.")
        )
        self.retry_after = seconds_left(window)


def ask(actor: Any, product: Product, asked: Asked) -> Assessment:
    """How free the customer is for the product, as the actor's partner may know it.

    Counts the question. Raises AskedTooOften, and NotAllowed for anybody but a member.
    """
    partner = partner_of(actor)
    if partner is None:
        raise NotAllowed(_("Only members of a partner register deals."))
    if not within("deals.check", actor.pk, CHECKS_PER_MINUTE, MINUTE):
        raise AskedTooOften(MINUTE)
    if not within("deals.check.partner", partner.pk, CHECKS_PER_DAY, DAY):
        raise AskedTooOften(DAY)
    return selectors.check(partner=partner, scope=product.family, asked=asked)
