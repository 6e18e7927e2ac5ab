"""The rules of money: versions of the compensation plan, and the policy of co-marketing money."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.enums import CHANNEL, MONEY_STAFF
from prm.accounts.models import User
from prm.core import versions
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused, needed, violated

from ..models import CompensationPlan, MdfPolicy
from ..selectors import current_mdf_policy

PLAN_FIELDS = ("name", "referral_percent", "registered_uplift", "outbound_percent", "cap", "in_force_from",
               "is_given")  # fmt: skip
POLICY_FIELDS = tuple(
    field.name
    for field in MdfPolicy._meta.concrete_fields
    if field.name not in ("id", "created_at", "updated_at", "version", "number", "is_current")
)


@transaction.atomic
def save_plan(actor: User, plan: CompensationPlan | None, values: Mapping[str, Any]) -> CompensationPlan:
    """Drafts a version (plan None) or changes one whose day has not come. Deals that run keep the version they have.

    Raises NotAllowed, TransitionRefused for a version in force, and InvalidInput for a day that has come.
    """
    _check_money(actor)
    if plan is not None:
        plan = CompensationPlan.objects.lock(plan)
        _check_draft(plan)
    if values["in_force_from"] <= timezone.localdate():
        sentence = _("A new version begins on a day that lies ahead: partners read it first.")
        raise InvalidInput(sentence, fields={"in_force_from": sentence})
    wanted = {"is_given": False, **{name: values[name] for name in PLAN_FIELDS if name in values}}
    wanted["name"] = needed(wanted["name"], "name", _("Give the plan a name."))
    _check_name(wanted, plan)
    row = plan or CompensationPlan(number=_next_number(wanted["name"]))
    for name, value in wanted.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if violated(error) != "one_plan_per_version":
            raise
        sentence = _("Another version of this name has just been made. Please try again.")
        raise InvalidInput(sentence, fields={"name": sentence}) from error
    return row


def _check_name(wanted: Mapping[str, Any], plan: CompensationPlan | None) -> None:
    others = CompensationPlan.objects.filter(name=wanted["name"]).exclude(pk=plan.pk if plan else 0)
    if others.exclude(is_given=wanted["is_given"]).exists():
        sentence = _("All versions of one name are for the same partners. Give another plan another name.")
        raise InvalidInput(sentence, fields={"is_given": sentence})


@transaction.atomic
def delete_plan(actor: User, plan: CompensationPlan) -> None:
    """Throws a draft away. Raises NotAllowed, and TransitionRefused for a version in force."""
    _check_money(actor)
    row = CompensationPlan.objects.lock(plan)
    _check_draft(row)
    row.delete()


def _check_money(actor: User) -> None:
    if not actor.is_active or actor.role not in MONEY_STAFF:
        raise NotAllowed(_("Finance and administrators decide about plans."))


def _check_draft(plan: CompensationPlan) -> None:
    if plan.is_in_force:
        raise TransitionRefused(_("A version in force is final: deals are counted by it. Draft a new one."))


def _next_number(name: str) -> int:
    newest = CompensationPlan.objects.filter(name=name).order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


@transaction.atomic
def change_mdf_policy(actor: User, changes: Mapping[str, Any]) -> MdfPolicy:
    """Puts a new version in force; requests that run keep their share and their clocks. Returns the one there is if
    nothing would change. Raises NotAllowed for anybody but the channel's staff."""
    if not actor.is_active or actor.role not in CHANNEL:
        raise NotAllowed(_("Channel managers and administrators set the policy."))
    MdfPolicy.objects.select_for_update().filter(is_current=True).first()
    current = current_mdf_policy()
    values = {name: getattr(current, name) for name in POLICY_FIELDS}
    wanted = {**values, **{name: value for name, value in changes.items() if name in POLICY_FIELDS}}
    if wanted == values and current.pk:
        return current
    return versions.supersede(MdfPolicy, **wanted)
