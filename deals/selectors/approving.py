"""Who approves a registration: before it is sent, and where its chain stands."""

import zlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from deals import approvals
from deals.enums import Approver, Because
from deals.models import Approval, ApprovalPolicy, Registration
from leads.services.routing import StaffDecision, choose_reviewer
from partners.models import Partner, Product
from partners.selectors import manager_of
from prm.accounts.enums import CHANNEL, Role
from prm.accounts.models import User
from prm.core.calendar import calendar_of
from prm.promises.enums import Kind
from prm.promises.enums import State as PromiseState
from prm.promises.models import Promise

from .policies import current_approvals, current_policy

A = Approver
# Where to look for the person of a step, and then, when nobody there is left.
LOOKED_FOR = {
    A.SPECIALIST: (A.SPECIALIST, A.CHANNEL_MANAGER, A.ADMINISTRATOR),
    A.CHANNEL_MANAGER: (A.CHANNEL_MANAGER, A.ADMINISTRATOR),
    A.ADMINISTRATOR: (A.ADMINISTRATOR, A.CHANNEL_MANAGER),
}

ROLES = {
    A.SPECIALIST: Role.SALES_REP,
    A.CHANNEL_MANAGER: Role.CHANNEL_MANAGER,
    A.ADMINISTRATOR: Role.ADMINISTRATOR,
}

# The chain with its people, in one query for any number of registrations.
APPROVALS = Prefetch("approvals", Approval.objects.select_related("person", "approved_by"))


def reviewer_for(row: Registration) -> StaffDecision:
    """Who reviews it, by the engine that routes leads inwards. The row may be one that nobody has saved.

    The same facts draw the same person, so what a member read before sending holds while nobody's load changes.
    """
    assert row.partner is not None
    customer = row.customer
    key = f"{row.partner.ref}/{row.company.strip().casefold()}"
    return choose_reviewer(
        country=str(row.country),
        region=customer.region if customer else "",
        postcode=row.postcode or (customer.postcode if customer else ""),
        industry=customer.industry if customer else "",
        size=customer.size if customer else "",
        product=row.product,
        partner=row.partner,
        value=float(row.amount.amount) if row.amount is not None else 0,
        seed=zlib.crc32(key.encode()),
        key=key,
    )


def planned_chain(row: Registration, reviewer: User, policy: ApprovalPolicy) -> list[Approval]:
    """The steps of this registration by this version, not saved. Asks for people only where a step applies."""
    assert row.partner is not None
    days = current_policy().decide_days
    of_policy: dict[str, Any] = {"registration": row, "policy": policy if policy.pk else None}
    chain = [Approval(place=0, approver=A.REVIEWER, because=Because.ROUTED, person=reviewer, days=days, **of_policy)]
    amount = row.amount
    needed = approvals.steps_for(
        policy.further,
        amount=amount.amount if amount is not None else None,
        currency=str(amount.currency) if amount is not None else "",
        product=row.product.code if row.product else "",
    )
    for one in needed:
        if one.step.who == A.SPECIALIST and _is_specialist(reviewer, row.product):
            continue  # the reviewer knows the product already
        taken = [step.person.pk for step in chain]
        person = approver_for(one.step.who, row.partner, row.product, taken)
        terms = {"approver": one.step.who, "because": one.because, "days": one.step.days}
        chain.append(Approval(place=len(chain), person=person, **terms, **of_policy))
    return chain


def approver_for(who: str, partner: Partner, product: Product | None, taken: Collection[int]) -> User:
    """The person of a step: active, and not one of `taken` (row numbers) unless nobody else is left at all."""
    for place in LOOKED_FOR[Approver(who)]:
        person = next((one for one in _people(place, partner, product) if one.pk not in taken), None)
        if person is not None:
            return person
    return manager_of(partner)


def _people(who: Approver, partner: Partner, product: Product | None) -> list[User]:
    """Whoever can be this approver, first those who are there, the partner's own manager, and who owes least."""
    people = User.objects.active().with_role(ROLES[who])
    if who == A.SPECIALIST:
        people = people.filter(staff_profile__products=product.pk) if product is not None else people.none()
    owed = Count("promises", filter=Q(promises__state=PromiseState.OPEN))
    found = list(people.annotate(owed=owed).order_by("owed", "pk"))
    if who == A.CHANNEL_MANAGER and partner.owner.is_active and partner.owner.role in CHANNEL:
        found = [partner.owner, *(one for one in found if one.pk != partner.owner.pk)]
    return sorted(found, key=lambda one: (one.is_away(), one.pk != partner.owner.pk))


def _is_specialist(person: User, product: Product | None) -> bool:
    return product is not None and product.specialists.filter(user=person.pk).exists()


def expected_chain(row: Registration) -> list[Approval]:
    """Who would decide if this were sent now, each with the time by which they would have to. Saves nothing."""
    chain = planned_chain(row, reviewer_for(row).user, current_approvals())
    return with_times(chain, timezone.now())


def chain_of(row: Registration, clock: Promise | None = None) -> list[Approval]:
    """The steps of a registration in their order, with times from the clock to decide while that runs.

    Empty where none was made; `row` comes with APPROVALS.
    """
    chain = list(row.approvals.all())
    if clock is None or clock.kind != Kind.DECIDE_REGISTRATION or clock.paused_at is not None:
        return chain
    ahead = approvals.ahead(chain)
    if ahead:
        ahead[0].due_at = clock.due_at
        with_times(ahead[1:], max(clock.due_at, timezone.now()))
    return chain


def with_times(chain: Iterable[Approval], start: datetime) -> list[Approval]:
    """Each step due after the one before it has taken its whole time, in business time of whose step it is."""
    found = list(chain)
    for one in found:
        start = one.due_at = calendar_of(one.person).add_business_days(start, float(one.days))
    return found


def links_of(chain: Iterable[Approval]) -> list[approvals.Link]:
    """The chain as the rules read it."""
    return [approvals.Link(one.person_id, one.approved_by_id) for one in chain]


def may_approve(row: Registration, user: Any, chain: Iterable[Approval]) -> bool:
    """Whether it is this person's turn. Without a chain of its own the reviewer and the channel approve."""
    links = links_of(chain)
    if not links:
        return True
    return approvals.standing(user.pk, links, steps_in=user.role in CHANNEL) == approvals.Standing.TURN
