"""Questions about the channel that pages and other apps ask."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.enums import CHANNEL, Role
from prm.accounts.models import Invitation, User
from prm.core.errors import InvalidInput
from prm.core.finding import with_words
from prm.core.vcards import ContactCard
from prm.promises.enums import Side, State
from prm.promises.models import Promise

from ..models import (
    Campaign,
    CampaignQuerySet,
    Contract,
    Member,
    MemberQuerySet,
    Partner,
    PartnerQuerySet,
    Product,
    StaffProfile,
    Territory,
    TerritoryQuerySet,
    Tier,
    TypeDefaults,
    membership_of,
)
from ..signals import Panel, brought_asked, load_asked, panels_asked, plans_asked

Answers = list[tuple[Any, Any]]  # of a signal: who answered, and what
A_YEAR = timedelta(days=365)
LISTS_OF_RULES = ("countries", "regions", "postal_prefixes", "industries", "sizes", "products")


def member_of(user: Any) -> Member | None:
    """The membership of this user, its partner and tier at hand; None for staff and anonymous users."""
    return membership_of(user)


def partner_of(user: Any) -> Partner | None:
    """The partner this user belongs to; None for staff and anonymous users."""
    member = member_of(user)
    return member.partner if member else None


def named_partner(user: Any, ref: str) -> Partner:
    """The partner with this reference among what the user may see; without one, the user's own.

    Raises InvalidInput naming the field `partner`.
    """
    found = Partner.objects.visible_to(user).filter(ref=ref).first() if ref else partner_of(user)
    if found is None:
        sentence = _("Name a partner by its reference.")
        raise InvalidInput(sentence, fields={"partner": sentence})
    return found


def card_of(user: User) -> ContactCard:
    """How to reach this person: at their partner, or at the vendor."""
    partner = partner_of(user)
    company = partner.name if partner else settings.SITE_NAME
    return ContactCard(user.name, user.title, company, user.email, user.phone)


def default_campaign(partner: Partner) -> Campaign | None:
    """The campaign that whatever this partner brings or receives belongs to."""
    return Campaign.objects.filter(partner=partner, is_default=True).first()


def campaigns(user: Any) -> CampaignQuerySet:
    """The campaigns this user may see, with whose they are."""
    return Campaign.objects.visible_to(user).select_related("partner")


def campaigns_named(rows: CampaignQuerySet, text: str) -> CampaignQuerySet:
    """Those whose name, or whose partner's, contains `text`."""
    return with_words(rows, text, "name", "partner__name")


def campaigns_to_choose(partner: Partner | None) -> CampaignQuerySet:
    """Those of the partner that something new can belong to; the one it always has first."""
    return Campaign.objects.filter(partner=partner).running().order_by("-is_default", "name", "pk")


def chosen_campaign(partner: Partner, campaign: Campaign | None) -> Campaign | None:
    """The campaign something new belongs to: the one named, else the default.

    Raises InvalidInput naming the field `campaign` for one of somebody else, or one that does not run today.
    """
    if campaign is None:
        return default_campaign(partner)
    if campaign.partner_id != partner.pk or not campaign.is_running:
        sentence = _("This is no campaign of yours that runs today.")
        raise InvalidInput(sentence, fields={"campaign": sentence})
    return campaign


def named_campaign(user: Any, ref: str) -> Campaign:
    """The campaign with this reference among what the user may see. Raises InvalidInput naming `campaign`."""
    found = Campaign.objects.visible_to(user).filter(ref=ref).first()
    if found is None:
        sentence = _("There is no such campaign that you may see.")
        raise InvalidInput(sentence, fields={"campaign": sentence})
    return found


def credit_choices(partner: Partner) -> tuple[MemberQuerySet, CampaignQuerySet]:
    """The partner's people and campaigns that something can be credited to, people who left among them."""
    people = Member.objects.filter(partner=partner).select_related("user", "partner")
    return people.order_by(Lower("user__name"), "pk"), Campaign.objects.filter(partner=partner)


def brought(user: Any, subject: Campaign | Member) -> list[Panel]:
    """What belongs to the campaign, or what the member brought, as the apps above count it for this user."""
    answers: Answers = brought_asked.send(sender=type(subject), subject=subject, user=user)
    panels = [panel for _receiver, found in answers for panel in found]
    return sorted(panels, key=lambda panel: panel.context["place"])


def contracts(user: Any, partner: Partner) -> QuerySet[Contract]:
    """The partner's contracts that this user may see, the latest first."""
    rows = Contract.objects.visible_to(user).filter(partner=partner).select_related("partner")
    return rows.order_by("-starts_on", "-pk")


def latest_contract(partner: Partner) -> Contract | None:
    """The one that reaches furthest; for the channel's staff."""
    return Contract.objects.filter(partner=partner).order_by("-starts_on", "-pk").first()


def named_sales_rep(partner: Partner) -> User:
    """Whom this partner calls: its sales rep, else its channel manager."""
    return partner.sales_rep or partner.owner


def channel_managers() -> QuerySet[User]:
    """Who can own a partner."""
    return User.objects.active().with_role(*CHANNEL)


def admins_of(partner: Partner) -> QuerySet[User]:
    """Who answers for the partner."""
    return User.objects.active().with_role(Role.PARTNER_ADMIN).filter(member__partner=partner).order_by("pk")


def sales_reps() -> QuerySet[User]:
    """Who can be a partner's named contact and cover a territory."""
    return User.objects.active().with_role(Role.SALES_REP, Role.CHANNEL_MANAGER)


def sales_reps_to_set() -> QuerySet[User]:
    """Every open account of a sales rep, with what reaches it."""
    rows = User.objects.active().with_role(Role.SALES_REP)
    return rows.select_related("staff_profile").prefetch_related("staff_profile__products").order_by("name", "pk")


def reach_of(user: User) -> dict[str, Any]:
    """The products this sales rep is the specialist for, and how many open reviews they take at a time."""
    profile = StaffProfile.objects.filter(user=user).first() or StaffProfile(user=user)
    return {"capacity": profile.capacity, "products": list(profile.products.all()) if profile.pk else []}


def tiers() -> QuerySet[Tier]:
    return Tier.objects.order_by("-rank")


def type_defaults() -> QuerySet[TypeDefaults]:
    """What each type of partner begins with."""
    return TypeDefaults.objects.select_related("tier").order_by("type")


def defaults_of(type_: str) -> TypeDefaults:
    """What a partner of this type begins with; its tier is the lowest of all where none is named."""
    found = type_defaults().filter(type=type_).first() or TypeDefaults(type=type_)
    found.tier = found.tier or Tier.objects.order_by("rank").first()
    return found


def products() -> QuerySet[Product]:
    return Product.objects.order_by("name")


def directory(user: Any) -> PartnerQuerySet:
    """The partners this user may see, with tier and owner at hand and `member_count`, their active members."""
    members = Member.objects.active().filter(partner=OuterRef("pk")).order_by().values("partner")
    count = Coalesce(
        Subquery(members.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), Value(0)
    )
    rows = Partner.objects.visible_to(user).select_related("tier", "owner", "sales_rep")
    return rows.annotate(member_count=count)


def matching(rows: PartnerQuerySet, text: str) -> PartnerQuerySet:
    """Those whose name, city or own id contains `text`, whatever the accents."""
    return with_words(rows, text, "name", "city", "external_id")


def team(user: Any, partner: Partner) -> MemberQuerySet:
    """The partner's members that this user may see, by name; `is_invited` where the invitation still waits."""
    pending = Invitation.objects.pending().filter(user=OuterRef("user"))
    rows = Member.objects.visible_to(user).filter(partner=partner).select_related("user", "partner")
    return rows.annotate(is_invited=Exists(pending)).order_by(Lower("user__name"), "pk")


def is_invited(member: Member) -> bool:
    """Whether the member's invitation still waits to be accepted."""
    return Invitation.objects.pending().filter(user=member.user_id).exists()


def all_members(user: Any) -> MemberQuerySet:
    """Every member this user may see, by name, with account and partner at hand."""
    rows = Member.objects.visible_to(user).select_related("user", "partner")
    return rows.order_by(Lower("user__name"), "pk")


def members_named(rows: MemberQuerySet, text: str) -> MemberQuerySet:
    """Those whose name or e-mail address contains `text`."""
    return with_words(rows, text, "user__name", "user__email")


def loads(user_ids: Collection[int]) -> Counter[int]:
    """Open leads per user id, as the apps above count them; 0 for everybody else."""
    total: Counter[int] = Counter()
    if user_ids:
        answers: Answers = load_asked.send(sender=Member, users=list(user_ids))
        for _receiver, counts in answers:
            total.update(counts)
    return total


def plan_names() -> list[str]:
    """The compensation plans that a partner can be given, as the app above knows them."""
    answers: Answers = plans_asked.send(sender=Partner)
    return sorted({name for _receiver, found in answers for name in found})


def panels(user: Any, partner: Partner) -> list[Panel]:
    """What other apps show this user on the partner's page."""
    answers: Answers = panels_asked.send(sender=Partner, partner=partner, user=user)
    return sorted((panel for _receiver, found in answers for panel in found), key=lambda panel: panel.place)


def territories(user: Any) -> TerritoryQuerySet:
    """The territories this user may see, with whose they are."""
    return Territory.objects.visible_to(user).select_related("partner", "member__user", "staff")


def territories_named(rows: TerritoryQuerySet, text: str) -> TerritoryQuerySet:
    """Those whose own name, or the name of who covers them, contains `text`."""
    return with_words(rows, text, "name", "partner__name", "staff__name", "member__user__name")


def territories_covering(rows: TerritoryQuerySet, country: str) -> TerritoryQuerySet:
    """Those a lead from this country can fall into."""
    return rows.filter(Q(countries=[]) | Q(countries__contains=[country]))


def overlapping(user: Any, territory: Territory) -> TerritoryQuerySet:
    """Other territories in force that some lead could fall into as well, the strongest first."""
    rows = territories(user).in_force().exclude(pk=territory.pk)
    for name in LISTS_OF_RULES:
        values = getattr(territory, name)
        if values:
            rows = rows.filter(Q(**{name: []}) | Q(**{f"{name}__overlap": values}))
    return rows.order_by("-precedence", "name", "pk")


@dataclass(frozen=True)
class Record:
    """How one side kept its promises in a year; `overdue` are open and late now."""

    kept: int = 0
    late: int = 0
    broken: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def closed(self) -> int:
        return self.kept + self.late + self.broken


def promises_both_ways(user: Any, partner: Partner) -> dict[str, Record]:
    """Promises between vendor and partner that this user may see, by who owed them: closed in the last 365 days, and
    open now."""
    now = timezone.now()
    rows = Promise.objects.visible_to(user).filter(partner=partner).order_by()
    closed = {
        name: Count("pk", Q(state=state, closed_at__gte=now - A_YEAR), distinct=True)
        for name, state in (("kept", State.KEPT), ("late", State.LATE), ("broken", State.BROKEN))
    }
    found: Iterable[Mapping[str, Any]] = rows.values("side").annotate(
        **closed,
        open=Count("pk", Q(state=State.OPEN), distinct=True),
        overdue=Count("pk", Q(state=State.OPEN, paused_at=None, due_at__lt=now), distinct=True),
    )
    records = {row["side"]: Record(**{name: row[name] for name in row if name != "side"}) for row in found}
    return {side: records.get(side, Record()) for side in Side.values}


def manager_of(partner: Partner) -> User:
    """The partner's channel manager or, when that account is closed, another one, or an administrator."""
    if partner.owner.is_active:
        return partner.owner
    return _first_in_channel(but=partner.owner) or partner.owner


def second_reader_for(partner: Partner, starter: User) -> User:
    """Who reads a rejection before it goes out: the partner's channel manager, else a colleague of the starter."""
    manager = manager_of(partner)
    if manager.pk != starter.pk:
        return manager
    return _first_in_channel(but=starter) or manager


def _first_in_channel(*, but: User) -> User | None:
    """A channel manager who is active, else an administrator, and not this person."""
    people = User.objects.active().exclude(pk=but.pk).order_by("pk")
    return people.with_role(Role.CHANNEL_MANAGER).first() or people.with_role(Role.ADMINISTRATOR).first()
