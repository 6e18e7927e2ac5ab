"""Answers to what the rooms below ask without knowing who answers."""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from partners.models import Partner
from partners.signals import Panel, load_asked, panels_asked

from . import panels, selectors


@receiver(load_asked)
def tell_load(users: Collection[int], **_kwargs: Any) -> dict[int, int]:
    return selectors.open_leads_of(users)


@receiver(panels_asked)
def tell_panels(partner: Partner, user: Any, **_kwargs: Any) -> list[Panel]:
    return panels.of_partner(partner, user)
