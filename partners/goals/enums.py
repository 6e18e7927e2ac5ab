"""How far the two sides are with a goal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GoalState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    QUESTIONED = "questioned", _("To talk about")
    AGREED = "agreed", _("Agreed")
