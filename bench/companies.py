"""Made-up companies by the million, and the same ones as somebody else would write them.

The transliteration here is that of the passports, not the portal's own, so that neither is tested by itself.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

ONSETS_TEXT = """
b br d dr f fl g gr h j k kl kr l m n p pr r s sch st t tr v w z
"""
ONSETS = ONSETS_TEXT.split()
VOWELS = ["a", "e", "i", "o", "u", "aa", "ei", "oo", "ö", "ü", "é", "á", "ø"]
CODAS = ["", "n", "r", "l", "s", "t", "m", "rt", "nd", "ng", "ck", "ll", "nn", "x"]
CYRILLIC_SYLLABLES_TEXT = """
ро ма шка тех ни ка про гре со юз вол га жел цех хим ща яр бел дон ур ал све ту гор ный
"""
CYRILLIC_SYLLABLES = CYRILLIC_SYLLABLES_TEXT.split()
CYRILLIC_TRADES_TEXT = """
Техника Строй Логистика Торг Сервис Продукт Машины Химия Энергия Транспорт
"""
CYRILLIC_TRADES = CYRILLIC_TRADES_TEXT.split()
TRADES_TEXT = """
Logistik Transport Bouw Bakkerij Systems Solutions Consulting Metaal Maschinenbau Software Elektro Druck Foods
Trading Pharma Textil Chemie Automation Energie Verpackung Design Media Hotels Immobilien Kunststoff Werkzeuge
Garten Optik Medical Security Data Networks Marine Agrar Möbel Papier Glas Keramik Sport Reisen Engineering
Dental Catering Fashion Robotics Analytics Water Solar Tools Plastics Steel Timber Dairy Seafood Wine Coffee
Freight
"""
TRADES = TRADES_TEXT.split()
FORMS = {
    "DE": ["GmbH", "AG", "GmbH & Co. KG", "KG", "UG"], "AT": ["GmbH", "AG"], "NL": ["B.V.", "BV", "N.V."],
    "BE": ["NV", "BVBA", "SA"], "FR": ["SARL", "S.A.S.", "SA"], "GB": ["Ltd", "Limited", "PLC", "LLP"],
    "IT": ["S.r.l.", "S.p.A."], "ES": ["S.L.", "S.A."], "PL": ["Sp. z o.o.", "S.A."], "CZ": ["s.r.o.", "a.s."],
    "SE": ["AB"], "DK": ["A/S", "ApS"], "RU": ["ООО", "АО"],
}  # fmt: skip
COUNTRIES = tuple(FORMS)
NAMED = {"DE": "Deutschland", "FR": "France", "NL": "Nederland", "IT": "Italia", "ES": "España", "PL": "Polska"}
CITIES, STEMS = 100, 40_000
FREE_MAIL = ("gmail.com", "gmx.de", "outlook.com", "web.de", "orange.fr")
PASSPORT_TEXT = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia"
PASSPORT = {**dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", PASSPORT_TEXT.split(), strict=True)), "ь": ""}
WRITTEN_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "é": "e", "á": "a", "ø": "o"}


@dataclass(frozen=True)
class Firm:
    """`stem` and `trade` are what people would know it by; `parent` is the name of its group or ''."""

    stem: str
    trade: str
    form: str
    country: str
    city: str
    postcode: str
    domain: str
    email: str
    parent: str = ""

    @property
    def bare(self) -> str:
        return f"{self.stem} {self.trade}".strip()

    @property
    def name(self) -> str:
        return f"{self.form} {self.bare}" if self.form in FORMS["RU"] else f"{self.bare} {self.form}"


class Companies:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.stems = sorted({word(self.rng) for _ in range(STEMS)})
        self.rng.shuffle(self.stems)

    def many(self, count: int) -> Iterator[Firm]:
        """Some stems are common, as family names are, and most of the companies are in the larger places."""
        for number in range(count):
            yield self.firm(number)

    def firm(self, number: int) -> Firm:
        rng = self.rng
        country = rng.choice(COUNTRIES)
        stem, trade = self._words(country)
        place = int(CITIES * rng.random() ** 2)
        city, postcode = place_of(country, place, rng.randint(10, 99))
        domain = f"{plain(f'{stem}-{trade}').strip('-')}-{number}.example" if rng.random() < 0.7 else ""
        mail = domain or rng.choice(FREE_MAIL)
        parent = f"{rng.choice(self.stems)} {rng.choice(self.stems)} Holding" if rng.random() < 0.05 else ""
        return Firm(
            stem, trade, rng.choice(FORMS[country]), country, city, postcode, domain, f"kim.{number}@{mail}", parent
        )

    def _words(self, country: str) -> tuple[str, str]:
        rng = self.rng
        if country == "RU":
            parts = "".join(rng.choice(CYRILLIC_SYLLABLES) for _ in range(3))
            return parts.capitalize(), rng.choice(CYRILLIC_TRADES)
        stem = self.stems[int(len(self.stems) * rng.random() ** 2)]
        if rng.random() < 0.2:
            stem = f"{stem} {rng.choice(('&', 'van', 'de', 'und'))} {rng.choice(self.stems)}"
        return stem, rng.choice(TRADES) if rng.random() < 0.9 else ""


def word(rng: random.Random) -> str:
    """A family name or a brand."""
    return "".join(_syllable(rng) for _ in range(rng.choice((1, 2, 2, 2, 3)))).capitalize()


def _syllable(rng: random.Random) -> str:
    return rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)


def place_of(country: str, place: int, street: int) -> tuple[str, str]:
    """The name and the postcode of one of a country's cities."""
    rng = random.Random(f"{country}{place}")
    name = rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) + rng.choice(ONSETS) + rng.choice("aeou")
    return (
        f"{name.capitalize()}{rng.choice(('burg', 'stad', 'ville', 'ton', 'dorp', 'ow'))}",
        f"{1000 + place}{street}",
    )


def plain(text: str) -> str:
    """As it is written with the letters of a typewriter."""
    letters = "".join(WRITTEN_OUT.get(char, PASSPORT.get(char, char)) for char in text.lower())
    return "-".join("".join(char if char.isalnum() else " " for char in letters).split())


def transliterated(text: str) -> str:
    return "".join(WRITTEN_OUT.get(char, PASSPORT.get(char, char)) for char in text.lower()).title()


def with_typo(text: str, rng: random.Random) -> str:
    """One letter left out, doubled, changed, or swapped with its neighbour."""
    place = rng.randrange(1, len(text) - 1)
    before, here, after = text[:place], text[place], text[place + 1 :]
    kind = rng.randrange(4)
    if kind == 0:
        return before + after
    if kind == 1:
        return before + here + here + after
    if kind == 2:
        return before + rng.choice("aeionrst") + after
    return before + after[0] + here + after[1:]


def elsewhere(firm: Firm, rng: random.Random) -> Firm:
    """Another company of the same name in another place of the country."""
    while True:
        city, postcode = place_of(firm.country, rng.randrange(CITIES), rng.randint(10, 99))
        if city != firm.city and postcode[:4] != firm.postcode[:4]:
            break
    domain = f"{plain(city)}-{rng.randrange(10**6)}.example" if firm.domain else ""
    email = f"alex@{domain or rng.choice(FREE_MAIL)}"
    return replace(firm, city=city, postcode=postcode, domain=domain, email=email, parent="")
