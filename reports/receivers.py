"""Answers to what the rooms below ask without knowing who answers."""

from typing import Any

from django.dispatch import receiver

from partners.models import Partner
from partners.signals import Panel, panels_asked

from . import panels


@receiver(panels_asked)
def tell_panels(partner: Partner, user: Any, **_kwargs: Any) -> list[Panel]:
    return panels.of_partner(partner, user)
