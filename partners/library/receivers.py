"""What the library answers when others ask how far a partner is."""

from typing import Any

from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from partners.signals import Step, steps_asked

from .enums import DocumentKind
from .selectors import accepted_by_somebody, first_accepted


def connect() -> None:
    """Called once, when the app is ready."""
    steps_asked.connect(on_steps_asked, dispatch_uid="library.steps_asked")


def on_steps_asked(sender: type, of_partner: OuterRef, **kwargs: Any) -> list[Step]:
    asked = (
        ("rules", 70, _("Read and accept the rules of engagement"), DocumentKind.RULES_OF_ENGAGEMENT),
        ("plan", 80, _("Read and accept the compensation plan"), DocumentKind.COMPENSATION),
    )
    return [
        Step(name, place, label, accepted_by_somebody(kind, of_partner), "library:list",
             done_at=first_accepted(kind, of_partner))
        for name, place, label, kind in asked
    ]  # fmt: skip
