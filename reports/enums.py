"""What the reports measure."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.enums import Step


class Normed(models.TextChoices):
    """The steps for which something is expected."""

    QUALIFIED = Step.QUALIFIED.value, Step.QUALIFIED.label
    ACCEPTED = Step.ACCEPTED.value, Step.ACCEPTED.label
    CONTACTED = Step.CONTACTED.value, Step.CONTACTED.label
    OPPORTUNITY = Step.OPPORTUNITY.value, Step.OPPORTUNITY.label
    WON = Step.WON.value, Step.WON.label


class Measure(models.TextChoices):
    """What is counted over the whole programme, so that one partner can be read beside it."""

    STEP = "step", _("Hours to a step of the waterfall")
    PROMISE = "promise", _("Business hours of a promise")
