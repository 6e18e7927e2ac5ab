"""Companies that may buy, and the people there who ask."""

from dataclasses import dataclass
from datetime import datetime
from itertools import product

from leads.identity import customer_identity

from .people import Member, Partner, slug
from .words import BUSINESSES, COUNTRIES, DECIDERS, LEAD_WEIGHTS, SIZES, STEMS, TITLES
from .world import Row, World


@dataclass
class Customers:
    """Makes customers, each name once."""

    world: World

    def __post_init__(self) -> None:
        words = [(industry, word) for industry, names, _weight in BUSINESSES for word in names]
        weight = {industry: weight / len(names) for industry, names, weight in BUSINESSES}
        pairs = list(product(STEMS, words))
        # The more of an industry, the sooner its names come up.
        self._names = sorted(pairs, key=lambda pair: self.world.rng.random() ** (1 / weight[pair[1][0]]))

    def make(self, at: datetime, *, country: str = "") -> Row:
        """A company nobody knew before `at`."""
        rng = self.world.rng
        stem, (industry, word) = self._names.pop()
        place = COUNTRIES[country or rng.choices(list(LEAD_WEIGHTS), list(LEAD_WEIGHTS.values()))[0]]
        city, region, code = rng.choice(place.places)
        name = f"{stem} {word} {rng.choice(place.legal)}"
        domain = f"{slug(f'{stem} {word}')}.example"
        return self.world.add(
            "leads.Customer",
            "A",
            name=name,
            identity=customer_identity(name, domain, place.code),
            domain=domain,
            country=place.code,
            region=region,
            city=city,
            postcode=f"{code}{rng.randint(10, 99)}",
            industry=industry,
            size=rng.choices([size for size, _ in SIZES], [weight for _, weight in SIZES])[0],
            created_at=at,
            updated_at=at,
        )

    def written_differently(self, customer: Row, at: datetime, name: str) -> Row:
        """The same company once more, under another name and web address."""
        domain = f"{slug(name)}-group.example"
        same = {key: customer[key] for key in ("country", "region", "city", "postcode", "industry", "size")}
        identity = customer_identity(name, domain, customer.country)
        facts = {"name": name, "identity": identity, "domain": domain}
        return self.world.add("leads.Customer", "A", **facts, **same, created_at=at, updated_at=at)

    def contact(self, customer: Row, at: datetime, *, brought_by: Member | None = None, reachable: bool = True) -> Row:
        """A person there. Credit for bringing them is the member's and the partner's."""
        rng, place = self.world.rng, COUNTRIES[customer.country]
        first, last = rng.choice(place.first), rng.choice(place.last)
        partner: Partner | None = brought_by.partner if brought_by else None
        email = f"{slug(first)}.{slug(last).replace('-', '')}@{customer.domain}"
        phone = f"{place.dial} {rng.randint(20, 89)} 555 0{rng.randint(100, 199)}"
        return self.world.add(
            "leads.Contact",
            "N",
            customer_id=customer.id,
            name=f"{first} {last}",
            title=rng.choice(DECIDERS if rng.random() < 0.4 else TITLES),
            email=email if reachable else "",
            phone=phone if reachable and rng.random() < 0.45 else "",
            consent="",
            consent_at=None,
            partner_id=partner.row.id if partner else None,
            referrer_id=brought_by.row.id if brought_by else None,
            campaign_id=partner.campaign.id if partner else None,
            created_at=at,
            updated_at=at,
        )
