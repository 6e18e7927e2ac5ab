"""The channel: partner companies, their members, what they cover, and the vendor's staff who look after them."""

from datetime import date, timedelta
from typing import Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from prm.core import languages
from prm.core.fields import CurrencyField, MoneyField
from prm.core.models import DomainModel, VisibleQuerySet
from prm.core.references import ReferenceField

from ..enums import CompanySize, Industry, PartnerState, PartnerType, Sharing


class SharedQuerySet(VisibleQuerySet):
    """Published facts of the programme: everyone who is signed in may read them."""

    def visible_to(self, user: Any) -> Self:
        return self.all() if getattr(user, "is_active", False) else self.none()


class OwnPartnerQuerySet(VisibleQuerySet):
    """Rows that belong to one partner, named by `partner_path`. Vendor staff see all, members their partner's."""

    partner_path = "partner"

    def visible_to(self, user: Any) -> Self:
        if not getattr(user, "is_active", False):
            return self.none()
        if user.is_vendor:
            return self.all()
        partner_id = partner_id_of(user)
        return self.filter(**{self.partner_path: partner_id}) if partner_id else self.none()


def membership_of(user: Any) -> "Member | None":
    """The membership of this user with its partner and tier, read once per user object; None for everybody else."""
    if not getattr(user, "is_authenticated", False) or user.is_vendor:
        return None
    relation = user._meta.get_field("member")
    if not relation.is_cached(user):
        member = Member.objects.select_related("partner__tier").filter(user=user.pk).first()
        relation.set_cached_value(user, member)
    return relation.get_cached_value(user)


def partner_id_of(user: Any) -> int | None:
    """The row number of the partner this user is a member of; None for staff and anonymous users."""
    member = membership_of(user)
    return member.partner_id if member else None


@pghistory.track()
class Tier(DomainModel):
    """A rank in the programme. A higher `rank` is better; benefits and criteria are published to every partner.

    Criteria count four quarters: `revenues` (one amount per currency), `deals_needed`, and the share of promises kept
    in time. A tier without any is given by decision; the lowest one is everybody's.
    """

    ref = ReferenceField("TI")
    name = models.CharField(_("name"), max_length=40, unique=True)
    rank = models.PositiveSmallIntegerField(_("rank"), unique=True)
    benefits = models.TextField(_("benefits"), blank=True)
    uplift_points = models.DecimalField(_("fee uplift, points"), max_digits=5, decimal_places=2, default=0)
    deals_needed = models.PositiveIntegerField(_("deals won"), null=True, blank=True)
    kept_needed = models.PositiveSmallIntegerField(
        _("promises kept in time, %"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    # A partner that these criteria would take a tier from has until the next quarter begins.
    criteria_since = models.DateField(_("criteria last changed"), null=True, editable=False)

    objects = SharedQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-rank"]
        constraints = [
            models.CheckConstraint(
                name="tier_kept_is_a_share", condition=Q(kept_needed=None) | Q(kept_needed__range=(0, 100))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partner_settings:tier", args=[self.ref])


class Product(DomainModel):
    """What the vendor sells. `family` is the scope in which one partner's deal is protected."""

    ref = ReferenceField("PR")
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    family = models.SlugField(_("family"), max_length=40)
    list_price = MoneyField(_("list price"), max_digits=12, decimal_places=2, null=True, blank=True)
    is_active = models.BooleanField(_("sold today"), default=True)
    needs_certificate = models.BooleanField(_("leads only to certified people"), default=False)

    objects = SharedQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partner_settings:product", args=[self.ref])


class PartnerQuerySet(OwnPartnerQuerySet):
    partner_path = "pk"

    def active(self) -> Self:
        """Partners that may receive and register business today: active, with a contract in force."""
        today = timezone.localdate()
        return self.filter(state=PartnerState.ACTIVE).exclude(contract_ends_on__lt=today)

    def joining_or_active(self) -> Self:
        """Those that take their first steps, or should have taken them."""
        return self.filter(state__in=[PartnerState.PROSPECT, PartnerState.ACTIVE])


@pghistory.track()
class Partner(DomainModel):
    """A company in the channel."""

    ref = ReferenceField("P")
    name = models.CharField(_("name"), max_length=150)
    type = models.CharField(_("type"), max_length=20, choices=PartnerType.choices)
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="partners", verbose_name=_("tier"))
    state = models.CharField(_("state"), max_length=20, choices=PartnerState.choices, default=PartnerState.PROSPECT)
    country = CountryField(_("country"))
    city = models.CharField(_("city"), max_length=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    about = models.TextField(_("about"), blank=True, max_length=2000)
    currency = CurrencyField(_("currency"), default=settings.DEFAULT_CURRENCY)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="partners_owned",
        verbose_name=_("channel manager"),
    )
    sales_rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="partners_served",
        verbose_name=_("named sales rep"),
    )
    sharing = models.CharField(
        _("shares leads"), max_length=20, choices=Sharing.choices, default=Sharing.TERRITORY, editable=False
    )
    # By which its deals are counted, in the version of the day they are registered; '' for the one for everybody.
    plan_name = models.CharField(_("compensation plan"), max_length=100, blank=True, editable=False)
    joined_on = models.DateField(_("partner since"), null=True, blank=True)
    contract_ends_on = models.DateField(_("contract ends"), null=True, blank=True)
    # After a change of tier nothing is taken away before this day.
    tier_held_until = models.DateField(_("tier kept at least until"), null=True, editable=False)
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(_("external id"), max_length=100, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_partner_per_name"),
            models.UniqueConstraint(
                "source", "external_id", name="one_partner_per_source_id", condition=~Q(external_id="")
            ),
            models.CheckConstraint(name="partner_sharing_known", condition=Q(sharing__in=Sharing.values)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:detail", args=[self.ref])

    @property
    def is_open_for_business(self) -> bool:
        """Active, with a contract in force today."""
        ended = self.contract_ends_on and self.contract_ends_on < timezone.localdate()
        return self.state == PartnerState.ACTIVE and not ended


@pghistory.track()
class Contract(DomainModel):
    """The terms between vendor and partner for a time. The latest one says how long the partner does business."""

    ref = ReferenceField("CT")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="contracts")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), default=60)
    renews_itself = models.BooleanField(_("renews itself"), default=False)
    terms = models.CharField(_("document and version signed"), max_length=150)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    exclusivity = models.TextField(_("exclusive territory"), max_length=2000, blank=True)

    objects = OwnPartnerQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint("partner", "starts_on", name="one_contract_per_first_day"),
            models.CheckConstraint(name="contract_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.ref} · {self.partner}"

    @property
    def notice_until(self) -> date:
        """The last day on which either side can give notice."""
        return self.ends_on - timedelta(days=self.notice_days)


class MemberQuerySet(OwnPartnerQuerySet):
    def active(self) -> Self:
        return self.filter(user__is_active=True)


@pghistory.track()
class Member(DomainModel):
    """A person at a partner. The account (name, e-mail, role) is `user`; what the channel needs to know is here."""

    ref = ReferenceField("M")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="member")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="members")
    capacity = models.PositiveSmallIntegerField(_("open leads at a time"), default=10)
    # Two letters each; without any, somebody is taken to speak whatever their customers speak.
    languages = ArrayField(
        models.CharField(max_length=languages.LONGEST), verbose_name=_("languages"), default=list, blank=True
    )

    objects = MemberQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("partners:member", args=[self.ref])


class StaffOnlyQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.all() if getattr(user, "is_active", False) and user.is_vendor else self.none()


@pghistory.track()
class StaffProfile(DomainModel):
    """What routing needs to know of a sales rep. One bound to products is a product specialist."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_profile")
    products = models.ManyToManyField(Product, blank=True, related_name="specialists", verbose_name=_("products"))
    capacity = models.PositiveSmallIntegerField(_("open reviews at a time"), default=50)

    objects = StaffOnlyQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["pk"]


class TerritoryQuerySet(OwnPartnerQuerySet):
    def in_force(self, day: Any = None) -> Self:
        day = day or timezone.localdate()
        starts = Q(valid_from=None) | Q(valid_from__lte=day)
        ends = Q(valid_until=None) | Q(valid_until__gte=day)
        return self.filter(starts, ends, is_active=True)


def _choices_array(label: Any, choices: Any = None, max_length: int = 40) -> ArrayField:
    return ArrayField(
        models.CharField(max_length=max_length, choices=choices), verbose_name=label, default=list, blank=True
    )


@pghistory.track()
class Territory(DomainModel):
    """Rules that say which leads or registrations a partner, a member or a sales rep covers.

    An empty list means "any". Of two that match, the one with the higher precedence wins, then the more specific.
    """

    ref = ReferenceField("T")
    name = models.CharField(_("name"), max_length=120)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, null=True, blank=True, related_name="territories")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="territories")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="territories"
    )
    countries = _choices_array(_("countries"), max_length=2)
    regions = _choices_array(_("regions"), max_length=80)
    postal_prefixes = _choices_array(_("postal prefixes"), max_length=12)
    industries = _choices_array(_("industries"), Industry.choices)
    sizes = _choices_array(_("company sizes"), CompanySize.choices)
    products = _choices_array(_("products"))
    precedence = models.SmallIntegerField(_("precedence"), default=0)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    is_active = models.BooleanField(_("in force"), default=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta(DomainModel.Meta):
        ordering = ["-precedence", "name", "pk"]
        verbose_name_plural = "territories"
        constraints = [
            models.CheckConstraint(
                name="territory_covered_by_one",
                condition=Q(partner__isnull=False, staff=None) | Q(partner=None, member=None, staff__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:territory", args=[self.ref])

    @property
    def covered_by(self) -> str:
        """Whose territory it is, in words: the sales rep, the member and their partner, or the partner."""
        if self.staff is not None:
            return str(self.staff)
        return f"{self.member} ({self.partner})" if self.member else str(self.partner)

    @property
    def is_in_force(self) -> bool:
        """Whether it counts today."""
        today = timezone.localdate()
        begun = self.valid_from is None or self.valid_from <= today
        return self.is_active and begun and (self.valid_until is None or today <= self.valid_until)
