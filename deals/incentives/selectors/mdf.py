"""Budgets and requests for co-marketing money, and whose turn it is."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from partners.models import Partner
from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF, Role
from prm.core import versions
from prm.core.finding import any_of, begins_ref, has
from prm.promises.enums import Kind
from prm.promises.models import Promise

from ..enums import RUNNING, RUNNING_STATES, MdfState
from ..models import Budget, BudgetEntry, MdfPolicy, MdfProof, MdfRequest, MdfRequestQuerySet

M = MdfState
BESIDE_REQUEST = ("partner", "member__user", "budget")
CLOCKS = {
    M.SUBMITTED: Kind.APPROVE_MDF,
    M.ACTION_REQUIRED: Kind.COMPLETE_MDF,
    M.APPROVED: Kind.CLAIM_MDF,
    M.CLAIM_RETURNED: Kind.CLAIM_MDF,
    M.CLAIMED: Kind.CHECK_MDF_CLAIM,
    M.PAYABLE: Kind.PAY_MDF,
}


def current_mdf_policy() -> MdfPolicy:
    """The version in force; the defaults, unsaved, while nobody has published one."""
    return versions.in_force(MdfPolicy)


def mdf_policy_versions() -> QuerySet[MdfPolicy]:
    """Every version, the newest first. For staff only."""
    return MdfPolicy.objects.order_by("-number")


def budgets_for(user: Any) -> Any:
    """What the user may see, the newest first."""
    return (
        Budget.objects.visible_to(user).select_related("partner").order_by("-starts_on", "partner__name", "currency")
    )


def budgets_to_ask(partner: Partner) -> Any:
    """Budgets that a partner can ask money from today, the oldest first: it ends first."""
    today = timezone.localdate()
    return Budget.objects.open().filter(partner=partner, starts_on__lte=today).order_by("starts_on", "currency")


def entries_of(budget: Budget, user: Any) -> QuerySet[BudgetEntry]:
    """The ledger of a budget, the newest first."""
    rows = BudgetEntry.objects.visible_to(user).filter(budget=budget)
    return rows.select_related("budget", "request", "opportunity", "actor").order_by("-at", "-pk")


def mdf_for(user: Any) -> MdfRequestQuerySet:
    """What the user may see, with the running clock (`clock_due` in UTC, `clock_owner` a name) and `amount_now`."""
    clocks = Promise.objects.running().about_each(MdfRequest).order_by("due_at", "pk")
    rows = MdfRequest.objects.visible_to(user).select_related(*BESIDE_REQUEST)
    return rows.annotate(
        clock_due=Subquery(clocks.values("due_at")[:1]),
        clock_owner=Subquery(clocks.values("owed_by__name")[:1]),
        amount_now=Case(
            When(settled__isnull=False, then=F("settled")),
            When(claimed__isnull=False, then=F("claimed")),
            When(approved__isnull=False, then=F("approved")),
            default=F("asked"),
        ),
    )


def mdf_matching(rows: MdfRequestQuerySet, text: str) -> MdfRequestQuerySet:
    """Those whose activity, partner, reference or payment reference contains `text`."""
    named = (has("title", text), has("partner__name", text), has("payment_reference", text))
    return any_of(rows, *named, begins_ref(text))


def mdf_in_state(rows: MdfRequestQuerySet, wanted: str) -> MdfRequestQuerySet:
    """`wanted` is a state, or RUNNING: approved, claimed or to be paid."""
    return rows.filter(state__in=RUNNING_STATES) if wanted == RUNNING else rows.filter(state=wanted)


@dataclass(frozen=True)
class MdfSums:
    """Requests of one currency: what is held for those that run, and what was paid."""

    currency: str
    running: Decimal
    paid: Decimal


def mdf_sums(rows: MdfRequestQuerySet) -> tuple[int, list[MdfSums]]:
    """How many requests these are, and their sums by currency, the one with the most requests first."""
    held = Coalesce("settled", "claimed", "approved")
    found = (
        rows.order_by()
        .values("currency")
        .annotate(
            running=Sum(held, filter=Q(state__in=RUNNING_STATES), default=Decimal(0)),
            paid=Sum("settled", filter=Q(state=M.PAID), default=Decimal(0)),
            requests=Count("pk"),
        )
    )
    ordered = sorted(found, key=lambda row: (-row["requests"], row["currency"]))
    sums = [MdfSums(row["currency"], row["running"], row["paid"]) for row in ordered]
    return sum(row["requests"] for row in ordered), sums


def proofs_of(request: MdfRequest, user: Any) -> list[MdfProof]:
    return list(MdfProof.objects.visible_to(user).filter(request=request).order_by("uploaded_at", "pk"))


def _oldest_first(rows: MdfRequestQuerySet) -> MdfRequestQuerySet:
    return rows.order_by(F("clock_due").asc(nulls_last=True), "submitted_at", "pk")


def mdf_to_decide(user: Any) -> MdfRequestQuerySet:
    """Requests that wait for this channel manager (an administrator: for any)."""
    if user.role not in CHANNEL:
        return MdfRequest.objects.none()
    rows = mdf_for(user).filter(state=M.SUBMITTED)
    return _oldest_first(rows.filter(partner__owner=user.pk) if user.role == Role.CHANNEL_MANAGER else rows)


def mdf_of_member(user: Any) -> MdfRequestQuerySet:
    """What waits for the partner: to complete, to claim, to complete a claim."""
    if user.role not in MEMBERS:
        return MdfRequest.objects.none()
    return _oldest_first(mdf_for(user).filter(state__in=[M.ACTION_REQUIRED, M.APPROVED, M.CLAIM_RETURNED]))


def claims_to_check(user: Any) -> MdfRequestQuerySet:
    """Claims whose proof finance looks at."""
    rows = mdf_for(user) if user.role in MONEY_STAFF else MdfRequest.objects.none()
    return _oldest_first(rows.filter(state=M.CLAIMED)) if user.role in MONEY_STAFF else rows


def claims_to_pay(user: Any) -> MdfRequestQuerySet:
    """Claims that finance has agreed to and not paid."""
    rows = mdf_for(user) if user.role in MONEY_STAFF else MdfRequest.objects.none()
    return _oldest_first(rows.filter(state=M.PAYABLE)) if user.role in MONEY_STAFF else rows


def mdf_waiting(user: Any) -> QuerySet[MdfRequest]:
    """Everything that waits for this person, whichever part they play; for a number beside a door."""
    rows = MdfRequest.objects.visible_to(user)
    mine = Q(pk__in=[])
    if user.role in MEMBERS:
        mine |= Q(state__in=[M.ACTION_REQUIRED, M.CLAIM_RETURNED])
    if user.role == Role.CHANNEL_MANAGER:
        mine |= Q(state=M.SUBMITTED, partner__owner=user.pk)
    if user.role == Role.ADMINISTRATOR:
        mine |= Q(state=M.SUBMITTED)
    if user.role in MONEY_STAFF:
        mine |= Q(state__in=[M.CLAIMED, M.PAYABLE])
    return rows.filter(mine)
