"""What the reports keep of their own: the norms of the waterfall, and figures of the whole programme."""

from decimal import Decimal
from typing import Any, Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import SharedQuerySet
from prm.core import formats
from prm.core.models import DomainModel

from .enums import Measure, Normed
from .periods import YEAR


def _share(label: Any, default: int | None) -> models.DecimalField:
    return models.DecimalField(
        label,
        max_digits=5,
        decimal_places=1,
        default=None if default is None else Decimal(default),
        null=default is None,
        blank=default is None,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )


def _days(label: Any) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=5, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(Decimal("0.1"))]
    )


@pghistory.track()
class WaterfallNorms(DomainModel):
    """What the vendor expects of each step: the share that passes, and the days it takes. One version is in force.

    Days that are left empty come from the programme's own data once 20 passages exist.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    is_current = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    share_qualified = _share(_("leads that qualify, %"), 20)
    share_accepted = _share(_("qualified or offered leads that are accepted, %"), 40)
    share_contacted = _share(_("accepted leads that are contacted, %"), None)
    share_opportunity = _share(_("accepted leads that become an opportunity, %"), 60)
    share_won = _share(_("opportunities that are won, %"), 20)
    days_qualified = _days(_("days to qualify"))
    days_accepted = _days(_("days from offer to acceptance"))
    days_contacted = _days(_("days from acceptance to first contact"))
    days_opportunity = _days(_("days from acceptance to opportunity"))
    days_won = _days(_("days from opportunity to won"))

    objects = SharedQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-number"]
        verbose_name_plural = "waterfall norms"
        constraints = [
            models.UniqueConstraint("is_current", name="one_set_of_norms_in_force", condition=Q(is_current=True)),
            *(
                models.CheckConstraint(
                    name=f"norm_{step}_is_a_share",
                    condition=Q(**{f"share_{step}": None}) | Q(**{f"share_{step}__range": (0, 100)}),
                )
                for step in Normed.values
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def in_words(self) -> str:
        """The shares of this version: “Qualified 20% · Accepted 40% …”."""
        shares = [(step.label, getattr(self, f"share_{step}")) for step in Normed]
        return " · ".join(f"{label} {formats.percent(share / 100)}" for label, share in shares if share is not None)


class ProgrammeFigureQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Both sides read a partner beside the medians of twelve months; the counts of each quarter are the vendor's.

        No row tells of a single company.
        """
        if not getattr(user, "is_active", False):
            return self.none()
        return self.all() if user.is_vendor else self.filter(period=YEAR)


class ProgrammeFigure(models.Model):
    """A median over all partners and one period, refreshed by a task; `subject` is the step or kind it is about.

    `count` of them have a time (a step) or were owed (a promise); `leads` reached the step.
    """

    measure = models.CharField(max_length=20, choices=Measure.choices)
    period = models.CharField(max_length=10, default=YEAR)
    side = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    leads = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    hours = models.FloatField(null=True)
    counted_at = models.DateTimeField()

    objects = ProgrammeFigureQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "period", "side", "subject"]
        constraints = [models.UniqueConstraint("measure", "period", "side", "subject", name="one_figure_per_subject")]

    def __str__(self) -> str:
        return f"{self.measure} {self.period} {self.side} {self.subject}"
