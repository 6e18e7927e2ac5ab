"""The partnership stands still or goes on: both sides hear once what becomes of all that waits for a decision."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deals.models import Registration
from partners.models import Partner
from partners.selectors import manager_of
from prm.accounts.models import User
from prm.promises.models import Promise

from .registrations import people_of
from .sending import tell

Clocks = Sequence[tuple[Registration, Promise]]


def stand(partner: Partner, clocks: Clocks) -> None:
    """The vendor's clocks stand from now on."""
    _tell(partner, clocks, "registrations_stand", _("Not decided for now: registrations of %(partner)s"))


def run_on(partner: Partner, clocks: Clocks) -> None:
    """They run on."""
    _tell(partner, clocks, "registrations_run_on", _("To be decided again: registrations of %(partner)s"))


def _tell(partner: Partner, clocks: Clocks, template: str, title: Any) -> None:
    people: dict[int, User] = {}
    counts: Counter[int] = Counter()
    for row, clock in clocks:
        for person in {one.pk: one for one in (*people_of(row), clock.owed_by)}.values():
            people[person.pk] = person
            counts[person.pk] += 1
    tell(
        partner,
        key=f"{partner.ref}/{template}/{timezone.now():%Y%m%d%H%M%S%f}",
        to=people.values(),
        template=template,
        title=title,
        words={"partner": partner},
        sender=manager_of(partner),
        context_for=lambda person: {"count": counts[person.pk]},
    )
