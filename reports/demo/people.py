"""Who takes part: the vendor's staff, forty partners, their members, and what each of them covers."""

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from partners.enums import PartnerState, PartnerType
from prm.accounts.enums import Role
from prm.core.quarters import a_year_later, quarter_of

from .roster import (
    ASKED,
    CERTIFIED,
    MEMBER_TITLES,
    NAMED,
    OWNER_OF,
    PARTNERS,
    PRODUCTS,
    RECENT,
    SPECIALISTS,
    STAFF,
    STATES,
    TIERS,
    VENDOR_DOMAIN,
)
from .words import COUNTRIES, SPOKEN
from .world import Row, World


def _made(day: date) -> dict[str, datetime]:
    """In the morning of that day."""
    at = datetime.combine(day, time(9), UTC)
    return {"created_at": at, "updated_at": at}


@dataclass(eq=False)
class Partner:
    """A partner with what the simulation needs to know of it."""

    row: Row
    quality: float
    countries: tuple[str, ...]
    industries: tuple[str, ...]
    tier: Row
    owner: Row
    sales_rep: Row
    campaign: Row
    area: str
    members: list["Member"] = field(default_factory=list)
    # Bigger partners run a second campaign; what its keeper brings belongs to it.
    fairs: Row | None = None

    def covers(self, country: str, industry: str) -> bool:
        return country in self.countries and (not self.industries or industry in self.industries)

    @property
    def is_open(self) -> bool:
        return self.row.state == PartnerState.ACTIVE


@dataclass(eq=False)
class Member:
    """A person at a partner; `busy` are the times for which a lead holds one of their places."""

    row: Row
    user: Row
    partner: Partner
    busy: list[list] = field(default_factory=list)

    def load(self, at: object) -> int:
        return sum(1 for start, end in self.busy if start <= at and (end is None or at < end))


class Cast:
    """Everybody, by name where the programme needs them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._emails: set[str] = set()
        self.tiers = {name: self._tier(name, rank, points, text) for name, rank, points, text in TIERS}
        self.products = [self._product(*product) for product in PRODUCTS]
        self.staff = {name: self._staff(name, role, title, country) for name, role, title, country, _areas in STAFF}
        self._specialise()
        self.partners = [self._partner(number, *facts) for number, facts in enumerate(PARTNERS)]
        self.members = [member for partner in self.partners for member in partner.members]
        self.named = {member.user.name: member for member in self.members if member.user.name in NAMED.values()}
        self._leave_some_away()

    @property
    def managers(self) -> list[Row]:
        return [person for person in self.staff.values() if person.role == Role.CHANNEL_MANAGER]

    @property
    def finance(self) -> Row:
        return self.staff["Fay Okafor"]

    def partner(self, name: str) -> Partner:
        return next(partner for partner in self.partners if partner.row.name == name)

    # -- the programme

    def _tier(self, name: str, rank: int, points: int, benefits: str) -> Row:
        columns = {"name": name, "rank": rank, "uplift_points": points, "benefits": benefits}
        if name not in ASKED:
            return self.world.add("partners.Tier", "TI", **columns)
        euros, deals, kept = ASKED[name]
        since = self.world.began.date()
        columns |= {"deals_needed": deals, "kept_needed": kept, "criteria_since": since}
        tier = self.world.add("partners.Tier", "TI", **columns)
        for currency, rate in sorted({(country.currency, country.rate) for country in COUNTRIES.values()}):
            amount = round(euros * rate, -3)
            self.world.add("partners.TierRevenue", tier_id=tier.id, amount=amount, amount_currency=currency)
        return tier

    def _product(self, code: str, name: str, family: str, price: int) -> Row:
        columns = {"list_price": price, "list_price_currency": "EUR", "is_active": True}
        columns["needs_certificate"] = code == CERTIFIED
        return self.world.add("partners.Product", "PR", code=code, name=name, family=family, **columns)

    # -- people

    def _user(self, name: str, role: str, title: str, country: str, domain: str, partner_id: int | None) -> Row:
        place = COUNTRIES[country]
        number = f"{self.world.rng.randint(20, 79)} 555 0{self.world.rng.randint(100, 199)}"
        return self.world.add(
            "accounts.User",
            "U",
            email=self._email(name, domain),
            name=name,
            role=str(role),
            title=title,
            phone=f"{place.dial} {number}",
            time_zone=place.zone,
            country=country,
            language="en",
            password="!demo",
            partner_id=partner_id,
            is_active=True,
            away_from=None,
            away_until=None,
        )

    def _email(self, name: str, domain: str) -> str:
        words = slug(name).split("-")
        local = f"{words[0]}.{words[-1]}"
        numbers = ("", *range(2, 50))
        email = next(made for n in numbers if (made := f"{local}{n}@{domain}") not in self._emails)
        self._emails.add(email)
        return email

    def _staff(self, name: str, role: Role, title: str, country: str) -> Row:
        return self._user(name, role, title, country, VENDOR_DOMAIN, None)

    def _specialise(self) -> None:
        codes = {product.code: product for product in self.products}
        for name, role, _title, _country, countries in STAFF:
            if role != Role.SALES_REP:
                continue
            person = self.staff[name]
            profile = self.world.add("partners.StaffProfile", user_id=person.id, capacity=50)
            for code in SPECIALISTS.get(name, ()):
                through = {"staffprofile_id": profile.id, "product_id": codes[code].id}
                self.world.add("partners.StaffProfile_products", **through)
            self._territory(f"{person.title}", staff=person, countries=countries, products=SPECIALISTS.get(name, ()))

    # -- partners

    def _partner(
        self,
        number: int,
        name: str,
        kind: PartnerType,
        country: str,
        tier: str,
        members: int,
        extra: str,
        quality: float,
    ) -> Partner:
        is_new = STATES.get(name) == PartnerState.PROSPECT
        joined = self.world.day - timedelta(days=12 if is_new else 400 + 37 * number % 1500)
        also = [word for word in extra.split(",") if word]
        countries = (country, *(word for word in also if word.isupper()))
        industries = tuple(word for word in also if word.islower())
        owner = next(self.staff[who] for who, places in OWNER_OF.items() if country in places)
        rep = self._rep_for(country)
        row = self._partner_row(name, kind, country, self.tiers[tier], owner, rep, joined)
        self._contract(row, joined)
        campaign = self.world.add(
            "partners.Campaign", "C", partner_id=row.id, name=name, is_default=True, starts_on=joined, ends_on=None
        )
        area = f"{COUNTRIES[country].code} · {name}" if not also else f"{', '.join(countries)} · {name}"
        partner = Partner(row, quality, countries, industries, self.tiers[tier], owner, rep, campaign, area)
        partner.members = [self._member(partner, place) for place in range(members)]
        self._territory(area, partner=partner, countries=countries, industries=industries)
        if members >= 5:
            partner.fairs = self.world.add(
                "partners.Campaign",
                "C",
                partner_id=row.id,
                name="Trade fairs",
                is_default=False,
                starts_on=joined,
                ends_on=None,
            )
            _city, region, _code = COUNTRIES[country].places[0]
            second = partner.members[1]
            self._territory(
                f"{region} · {second.user.name}",
                partner=partner,
                member=second,
                countries=(country,),
                regions=(region,),
                precedence=1,
            )
        return partner

    def _partner_row(
        self, name: str, kind: PartnerType, country: str, tier: Row, owner: Row, rep: Row, joined: date
    ) -> Row:
        state = STATES.get(name, PartnerState.ACTIVE)
        city, _region, _code = self.world.rng.choice(COUNTRIES[country].places)
        site = f"{slug(name)}.example"
        ends = self.world.day - timedelta(days=20) if state == PartnerState.ENDED else None
        return self.world.add(
            "partners.Partner",
            "P",
            name=name,
            type=str(kind),
            tier_id=tier.id,
            state=str(state),
            country=country,
            city=city,
            website=f"https://{site}",
            phone=f"{COUNTRIES[country].dial} 20 555 01{self.world.rng.randint(10, 99)}",
            about=f"{kind.label} in {city}.",
            currency=COUNTRIES[country].currency,
            owner_id=owner.id,
            sales_rep_id=rep.id,
            joined_on=joined,
            contract_ends_on=ends,
            tier_held_until=a_year_later(quarter_of(self.world.day)) if tier.name in RECENT else None,
            **_made(joined),
        )

    def _contract(self, row: Row, joined: date) -> None:
        """A prospect has none yet; those of the others run on for months."""
        if row.state == PartnerState.PROSPECT:
            return
        row["contract_ends_on"] = row.contract_ends_on or self.world.day + timedelta(days=120 + row.id * 7 % 240)
        self.world.add(
            "partners.Contract",
            "CT",
            partner_id=row.id,
            starts_on=joined,
            ends_on=row.contract_ends_on,
            notice_days=60,
            renews_itself=True,
            terms="Partner agreement, version 2",
            signed_on=joined,
            **_made(joined),
        )

    def _rep_for(self, country: str) -> Row:
        return next(self.staff[name] for name, *_rest, places in STAFF if country in places)

    def _member(self, partner: Partner, place: int) -> Member:
        country = COUNTRIES[partner.row.country]
        role = Role.PARTNER_ADMIN if place == 0 else Role.PARTNER_REP
        name = NAMED.get((partner.row.name, place)) or self._free_name(country.first, country.last)
        title = "Managing partner" if place == 0 else MEMBER_TITLES[place % len(MEMBER_TITLES)]
        user = self._user(name, role, title, country.code, f"{slug(partner.row.name)}.example", partner.row.id)
        made = _made(partner.row.joined_on)
        spoken = [*SPOKEN.get(country.code, ()), "en"] if place % 3 != 2 else []
        known = {"capacity": 10, "languages": spoken, **made}
        row = self.world.add("partners.Member", "M", user_id=user.id, partner_id=partner.row.id, **known)
        return Member(row, user, partner)

    def _free_name(self, first: tuple[str, ...], last: tuple[str, ...]) -> str:
        taken = {person.name for person in self.world.people.values()}
        while (name := f"{self.world.rng.choice(first)} {self.world.rng.choice(last)}") in taken:
            pass
        return name

    def _territory(
        self,
        name: str,
        *,
        partner: Partner | None = None,
        member: Member | None = None,
        staff: Row | None = None,
        countries: tuple[str, ...] = (),
        regions: tuple[str, ...] = (),
        industries: tuple[str, ...] = (),
        products: tuple[str, ...] = (),
        precedence: int = 0,
    ) -> None:
        self.world.add(
            "partners.Territory",
            "T",
            name=name,
            partner_id=partner.row.id if partner else None,
            member_id=member.row.id if member else None,
            staff_id=staff.id if staff else None,
            countries=list(countries),
            regions=list(regions),
            postal_prefixes=[],
            industries=list(industries),
            sizes=[],
            products=list(products),
            precedence=precedence,
            valid_from=None,
            valid_until=None,
            is_active=True,
            **_made(partner.row.joined_on if partner else self.world.began.date()),
        )

    def _leave_some_away(self) -> None:
        """A few are on holiday today, and three have left."""
        reps = [m for m in self.members if m.user.role == Role.PARTNER_REP and m.user.name not in self.named]
        for member in reps[5::23]:
            member.user.update(
                away_from=self.world.day - timedelta(days=3), away_until=self.world.day + timedelta(days=8)
            )
        for member in reps[17::31]:
            member.user.is_active = False


# Letters that Unicode doesn't take apart into a base and a mark.
UNFOLDED: dict[int, str] = {
    ord(letter): plain for letter, plain in (("ø", "o"), ("Ø", "o"), ("ł", "l"), ("Ł", "l"), ("ß", "ss"), ("æ", "ae"))
}


def credit(partner: Partner | None, referrer: Member | None) -> dict[str, int | None]:
    """The columns that say through whom it came."""
    return {
        "partner_id": partner.row.id if partner else None,
        "referrer_id": referrer.row.id if referrer else None,
        "campaign_id": _campaign(partner, referrer).id if partner else None,
    }


def _campaign(partner: Partner, referrer: Member | None) -> Row:
    keeps_the_fairs = partner.fairs is not None and referrer is partner.members[1]
    return partner.fairs if keeps_the_fairs and partner.fairs is not None else partner.campaign


def slug(text: str) -> str:
    """Small ASCII letters and hyphens."""
    folded = text.translate(UNFOLDED)
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(char if char.isalnum() else " " for char in plain).split())
