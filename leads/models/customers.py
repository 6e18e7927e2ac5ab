"""Who may buy: the one identity of company and person that leads, deals and conflicts share."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from leads.likeness.names import Core, Places
from partners.enums import CompanySize, Industry
from partners.models import Credited, StaffOnlyQuerySet
from prm.core.finding import trigrams
from prm.core.models import DomainModel, touch
from prm.core.references import ReferenceField

# The last digits of a number, however it is written; nine tell two subscribers of a country apart.
PHONE_DIGITS = 9
PHONE_TAIL = Right(Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace"), PHONE_DIGITS)


def _kept(expression: models.Func, field: models.Field) -> models.GeneratedField:
    return models.GeneratedField(expression=expression, output_field=field, db_persist=True)


# What spellings are compared by: the database keeps them in step with name and place, whoever writes those.
COMPARED = ("core", "parent_core", "places")


@pghistory.track(exclude=COMPARED)
class Customer(DomainModel):
    """A company that may buy. `identity` is what makes two spellings one company (see leads.identity)."""

    ref = ReferenceField("A")
    name = models.CharField(_("company"), max_length=200)
    identity = models.CharField(max_length=300, unique=True, editable=False)
    domain = models.CharField(_("web domain"), max_length=253, blank=True, db_index=True)
    country = CountryField(_("country"), blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    industry = models.CharField(_("industry"), max_length=40, choices=Industry.choices, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=CompanySize.choices, blank=True)
    parent_name = models.CharField(_("subsidiary of"), max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="doubles"
    )
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(_("external id"), max_length=100, blank=True)
    core = _kept(Core("name"), models.TextField())
    parent_core = _kept(Core("parent_name"), models.TextField())
    places = _kept(Places("country", "postcode", "city"), ArrayField(models.TextField()))

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        triggers = [touch(*COMPARED)]
        ordering = ["name", "pk"]
        indexes = [
            trigrams("name", "customer_words"),
            trigrams("city", "customer_city_words"),
            models.Index(fields=["core"], name="customer_core"),
            models.Index(fields=["parent_core"], name="customer_parent", condition=~Q(parent_name="")),
            GinIndex("places", OpClass("core", "gin_trgm_ops"), name="customer_place_and_core"),
        ]
        constraints = [
            models.UniqueConstraint(
                "source", "external_id", name="one_customer_per_source_id", condition=~Q(external_id="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Contact(Credited):
    """A person at a customer. Credit for bringing them stays with the referrer and the partner."""

    ref = ReferenceField("N")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("job title"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    consent = models.CharField(_("consent"), max_length=300, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(Credited.Meta):
        ordering = ["name", "pk"]
        indexes = [
            trigrams("name", "contact_words"),
            trigrams("email", "contact_email_words"),
            models.Index(PHONE_TAIL, name="contact_phone_tail"),
            models.Index(fields=["email"], name="contact_email"),
        ]

    def __str__(self) -> str:
        return self.name
