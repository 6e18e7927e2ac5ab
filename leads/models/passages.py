"""The steps of the waterfall, recorded as they happen."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from partners.models import OwnPartnerQuerySet
from prm.core.models import TOUCH, DomainModel

from ..enums import Direction, Step
from ..measuring import MEASURE
from .leads import Lead


class Passage(DomainModel):
    """A lead passed a step of the waterfall. Recorded as it happens, never reconstructed.

    A lead passes each step once; it is offered once to each partner. The database fills in `direction` and
    `arrived_on` (in UTC) of the lead, and `hours` since the step before (None when that was not recorded): MEASURE.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="passages")
    step = models.CharField(max_length=20, choices=Step.choices)
    at = models.DateTimeField()
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("partners.Member", on_delete=models.PROTECT, null=True, related_name="+")
    direction = models.CharField(max_length=10, choices=Direction.choices, db_default="", editable=False)
    arrived_on = models.DateField(db_default=Now(), editable=False)
    hours = models.FloatField(null=True, editable=False)

    objects = OwnPartnerQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["at", "pk"]
        triggers = [TOUCH, MEASURE]
        constraints = [
            models.UniqueConstraint("lead", "step", name="one_passage_per_step", condition=~Q(step=Step.OFFERED)),
            models.UniqueConstraint(
                "lead", "partner", name="one_offer_passage_per_partner", condition=Q(step=Step.OFFERED)
            ),
        ]
        indexes = [
            models.Index(fields=["arrived_on"], include=["direction", "step", "hours"], name="passage_by_arrival"),
            models.Index(
                fields=["partner", "step", "arrived_on"], include=["direction", "hours"], name="passage_of_partner"
            ),
        ]
