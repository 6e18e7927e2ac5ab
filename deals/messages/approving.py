"""Step by step to the approval: who decides next, told to that person and to the partner."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deals.models import Approval, Registration
from prm.accounts.models import User

from .registrations import people_of
from .sending import cards_of, tell


def _key(row: Registration, step: Approval, event: str) -> str:
    return f"{row.ref}/{event}/{step.pk}/{step.person_id}"


def your_step(row: Registration, step: Approval, before: User, due: datetime) -> None:
    """To the next person: what somebody approved, why it is theirs too, and by when."""
    member = row.referrer.user if row.referrer else None
    tell(
        row,
        key=_key(row, step, "your-step"),
        to=[step.person],
        template="registration_your_step",
        title=_("%(name)s approved %(company)s: you decide next"),
        words={"name": before, "company": row.company},
        sender=before,
        cards=cards_of((_("The partner's contact"), member)),
        context={"due": due, "step": step, "before": before},
    )


def step_approved(row: Registration, step: Approval, before: User, due: datetime) -> None:
    """To the partner: one step is done, who decides next and by when."""
    tell(
        row,
        key=_key(row, step, "step-approved"),
        to=people_of(row),
        template="registration_step_approved",
        title=_("%(company)s: one step further, %(name)s decides next"),
        words={"company": row.company, "name": step.person},
        sender=before,
        cards=cards_of((_("Who decides next"), step.person)),
        context={"due": due, "step": step, "before": before},
    )
