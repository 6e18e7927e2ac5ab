"""The people every test knows, and the smallest programme they can work in."""

from dataclasses import dataclass
from datetime import date

from partners.enums import PartnerState, PartnerType
from partners.models import Campaign, Member, Partner, Product, StaffProfile, Territory, Tier
from prm.accounts.enums import Role
from prm.accounts.models import User

PASSWORD = "correct horse battery staple"


@dataclass
class Cast:
    ada: User  # channel manager
    ben: User  # sales rep
    cleo: User  # partner admin at partner one
    carl: User  # partner rep at partner one
    dan: User  # partner admin at partner two, who must see nothing of partner one
    fay: User  # finance
    gus: User  # administrator
    one: Partner
    two: Partner
    product: Product

    @classmethod
    def make(cls) -> "Cast":
        staff = {
            "ada": _user("Ada Lind", Role.CHANNEL_MANAGER),
            "ben": _user("Ben Alder", Role.SALES_REP),
            "fay": _user("Fay Okafor", Role.FINANCE),
            "gus": _user("Gus Weber", Role.ADMINISTRATOR),
        }
        silver = Tier.objects.create(name="Silver", rank=2, benefits="Leads in your territory")
        gold = Tier.objects.create(name="Gold", rank=3, benefits="Hot leads first")
        product = Product.objects.create(code="gtx-pro", name="GTX Pro", family="gtx")
        one = _partner("Partner One", gold, staff, "NL")
        two = _partner("Partner Two", silver, staff, "DE")
        members = {
            "cleo": _member("Cleo Maes", Role.PARTNER_ADMIN, one),
            "carl": _member("Carl Smit", Role.PARTNER_REP, one),
            "dan": _member("Dan Vogel", Role.PARTNER_ADMIN, two),
        }
        StaffProfile.objects.create(user=staff["ben"])
        Territory.objects.create(name="Benelux", partner=one, countries=["NL", "BE"])
        Territory.objects.create(name="Germany", partner=two, countries=["DE"])
        Territory.objects.create(name="Europe", staff=staff["ben"], countries=["NL", "BE", "DE"])
        return cls(**staff, **members, one=one, two=two, product=product)


def _user(name: str, role: str) -> User:
    first = name.split()[0].lower()
    return User.objects.create_user(
        f"{first}@example.com", PASSWORD, name=name, role=role, title="Tester", phone="+31 20 555 0100", country="NL"
    )


def _member(name: str, role: str, partner: Partner) -> User:
    user = _user(name, role)
    Member.objects.create(user=user, partner=partner)
    return user


def _partner(name: str, tier: Tier, staff: dict[str, User], country: str) -> Partner:
    partner = Partner.objects.create(
        name=name,
        type=PartnerType.RESELLER,
        tier=tier,
        state=PartnerState.ACTIVE,
        country=country,
        owner=staff["ada"],
        sales_rep=staff["ben"],
        joined_on=date(2025, 1, 1),
    )
    Campaign.objects.create(partner=partner, name=f"{name} campaign", is_default=True)
    return partner
