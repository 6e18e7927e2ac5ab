"""Forms on the vendor's own site, and what somebody agreed to when they sent one."""

import secrets

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import StaffOnlyQuerySet
from prm.core import languages
from prm.core.models import DomainModel
from prm.core.references import ReferenceField

from ..enums import FormField, Source
from .leads import Lead


def new_token() -> str:
    """Public, and not to be guessed from another one's."""
    return secrets.token_urlsafe(18)


@pghistory.track()
class WebForm(DomainModel):
    """A form that anybody may fill in where it is embedded. `consent_version` grows with every change of the text."""

    ref = ReferenceField("WF")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    name = models.CharField(_("name"), max_length=120)
    campaign = models.CharField(_("campaign"), max_length=120, blank=True)
    lead_source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.WEB)
    origins = ArrayField(models.CharField(max_length=200), verbose_name=_("sites that may embed it"), default=list)
    fields = ArrayField(
        models.CharField(max_length=20, choices=FormField.choices),
        verbose_name=_("asks for"),
        default=list,
        blank=True,
    )
    language = models.CharField(_("language"), max_length=languages.LONGEST, blank=True)
    consent_text = models.TextField(_("consent"), max_length=2000)
    consent_version = models.PositiveIntegerField(_("version of the consent"), default=1, editable=False)
    thanks = models.TextField(_("thanks"), max_length=1000)
    is_active = models.BooleanField(_("switched on"), default=True)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(name="web_form_asks_for_consent", condition=~Q(consent_text=""))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("lead_settings:web_form", args=[self.ref])

    def get_public_url(self) -> str:
        return reverse("web_form", args=[self.token])


class WebEntry(DomainModel):
    """That a lead came by a form, and to which text, when, the person agreed. Written once."""

    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, related_name="web_entry")
    form = models.ForeignKey(WebForm, on_delete=models.PROTECT, related_name="entries")
    consent_text = models.TextField(_("consent"))
    consent_version = models.PositiveIntegerField(_("version of the consent"))
    consented_at = models.DateTimeField(_("agreed"))

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-consented_at", "-pk"]
