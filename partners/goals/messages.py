"""What is said about goals: a notice to the other side."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from partners.selectors import admins_of
from prm.accounts.models import User
from prm.core import formats
from prm.outbox.services import as_read_by, post_notice

from .models import Goal

PROPOSED = gettext_lazy("Goal for %(quarter)s: %(amount)s. Please agree, or say what to talk about.")
AGREED = gettext_lazy("%(partner)s agreed to the goal for %(quarter)s: %(amount)s")
QUESTIONED = gettext_lazy("%(partner)s wants to talk about the goal for %(quarter)s")


def proposed(goal: Goal) -> None:
    """To the partner's admins: somebody has to answer."""
    _tell(goal, "proposed", admins_of(goal.partner), PROPOSED, goal.plan)


def agreed(goal: Goal) -> None:
    _tell(goal, "agreed", _managers(goal), AGREED)


def questioned(goal: Goal, text: str) -> None:
    _tell(goal, "questioned", _managers(goal), QUESTIONED, text)


def _tell(goal: Goal, event: str, people: Iterable[User], sentence: Any, text: str = "") -> None:
    """One notice per person and version of the goal, in the reader's language."""
    for person in people:
        with as_read_by(person):
            words = {"partner": goal.partner.name, "quarter": goal.quarter_name, "amount": formats.money(goal.amount)}
            title = str(sentence) % words
        key = f"goal/{goal.ref}/{event}/{goal.version}/{person.pk}"
        post_notice(key=key, to=person, title=title, text=text, url=goal.get_absolute_url())


def _managers(goal: Goal) -> list[User]:
    """Who set it, and who looks after the partner."""
    people = {person.pk: person for person in (goal.set_by, goal.partner.owner) if person.is_active}
    return list(people.values())
