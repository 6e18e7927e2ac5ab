"""Who approves after the reviewer is changed by putting a new version in force."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from deals.approvals import MOST_DAYS, MOST_STEPS, Step
from deals.enums import Approver
from deals.models import ApprovalPolicy
from partners.models import Product
from prm.accounts.enums import CHANNEL
from prm.accounts.models import User
from prm.core import versions
from prm.core.errors import InvalidInput, NotAllowed
from prm.core.money import is_currency


@transaction.atomic
def change_approvals(actor: User, steps: Sequence[Step]) -> ApprovalPolicy:
    """Puts a new version in force; registrations that were sent keep the chain they have. Returns the one in force if
    nothing would change.

    Raises NotAllowed for anybody but the channel's staff, and InvalidInput for a step that makes no sense; the fields
    are numbered from 1: who_1, days_1, over_1_EUR, products_1.
    """
    if not actor.is_active or actor.role not in CHANNEL:
        raise NotAllowed(_("Only a channel manager or an administrator sets who approves."))
    current = versions.locked_in_force(ApprovalPolicy)
    problems = _problems(steps)
    if problems:
        raise InvalidInput(_("These steps cannot be followed."), fields=problems)
    wanted = [step.as_json() for step in steps]
    return current if wanted == current.steps else versions.supersede(ApprovalPolicy, made_by=actor, steps=wanted)


def _problems(steps: Sequence[Step]) -> dict[str, str]:
    products = set(Product.objects.values_list("code", flat=True))
    problems = {}
    for number, step in enumerate(steps, 1):
        if step.who not in Approver.values or step.who == Approver.REVIEWER:
            problems[f"who_{number}"] = _("Choose who approves. The reviewer always does, first.")
        if not Decimal(0) < step.days <= MOST_DAYS:
            problems[f"days_{number}"] = _("More than none, at most %(most)s days.") % {"most": MOST_DAYS}
        for currency, amount in step.over.items():
            if not is_currency(currency) or not amount.is_finite() or amount <= 0:
                problems[f"over_{number}_{currency}"] = _("More than nothing, in a currency that is known.")
        if step.products - products:
            problems[f"products_{number}"] = _("Choose from the products.")
    if len(steps) > MOST_STEPS:
        problems["who_1"] = _("At most %(most)s further steps.") % {"most": MOST_STEPS}
    return problems
