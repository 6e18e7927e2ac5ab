"""What the library answers when others ask how far a partner is."""

from typing import Any

from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from partners.signals import Step, steps_asked

from .enums import DocumentKind
from .selectors import accepted_by_somebody


def connect() -> None:
    """Called once, when the app is ready."""
    steps_asked.connect(on_steps_asked, dispatch_uid="library.steps_asked")


def on_steps_asked(sender: type, of_partner: OuterRef, **kwargs: Any) -> list[Step]:
    rules = accepted_by_somebody(DocumentKind.RULES_OF_ENGAGEMENT, of_partner)
    plan = accepted_by_somebody(DocumentKind.COMPENSATION, of_partner)
    return [
        Step("rules", 70, _("Read and accept the rules of engagement"), rules, "library:list"),
        Step("plan", 80, _("Read and accept the compensation plan"), plan, "library:list"),
    ]
