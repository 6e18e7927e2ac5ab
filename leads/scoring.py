"""Points for what is known of a lead, in words. Pure: facts and rules in, score and reasons out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import identity
from .enums import Fact, Lack, Operator, Rank, Requirement, Source

Facts = Mapping[str, str]
NUMBERS = frozenset({Fact.VALUE, Fact.NEED_LENGTH})
COMPARISONS = frozenset({Operator.AT_LEAST, Operator.AT_MOST})
WITHOUT_VALUE = frozenset({Operator.KNOWN, Operator.UNKNOWN})


@dataclass(frozen=True)
class Rule:
    """Points when a fact compares as said. `value` is a number or a list separated by commas."""

    label: str | Promise
    field: str
    operator: str
    value: str
    points: int


@dataclass(frozen=True)
class Line:
    """One reason for the score: what was found, and its points."""

    label: str
    points: int

    def as_json(self) -> dict[str, str | int]:
        return {"label": self.label, "points": self.points}


@dataclass(frozen=True)
class Score:
    """0 to 100, and why."""

    value: int
    lines: tuple[Line, ...]


def facts(
    *,
    country: str = "",
    industry: str = "",
    size: str = "",
    source: str = "",
    product: str = "",
    value: Decimal | None = None,
    title: str = "",
    email: str = "",
    phone: str = "",
    need: str = "",
) -> dict[str, str]:
    """What the rules can ask, every fact as text; '' where nothing is known."""
    domain = identity.normal_domain(email) if email else ""
    free = bool(domain) and identity.is_free_mail(domain)
    return {
        Fact.COUNTRY: country,
        Fact.INDUSTRY: industry,
        Fact.SIZE: size,
        Fact.SOURCE: source,
        Fact.PRODUCT: product,
        Fact.VALUE: "" if value is None else str(value),
        Fact.TITLE: title.strip(),
        Fact.COMPANY_EMAIL: domain if domain and not free else "",
        Fact.FREE_EMAIL: domain if free else "",
        Fact.PHONE: identity.normal_phone(phone),
        Fact.NEED: need.strip(),
        Fact.NEED_LENGTH: str(len(need.strip())),
    }


def score(known: Facts, rules: Iterable[Rule]) -> Score:
    """The sum of the points of all rules that match, held between 0 and 100; lines with the most points first."""
    lines = [Line(str(rule.label), rule.points) for rule in rules if matches(known, rule)]
    lines.sort(key=lambda line: (-line.points, line.label))
    total = sum(line.points for line in lines)
    return Score(max(0, min(100, total)), tuple(lines))


def matches(known: Facts, rule: Rule) -> bool:
    """Whether the rule's fact compares as said. What is not known matches only “is not known” and “is none of”."""
    fact = known.get(rule.field, "").casefold()
    match rule.operator:
        case Operator.KNOWN:
            return bool(fact)
        case Operator.UNKNOWN:
            return not fact
        case Operator.IS:
            return fact in _values(rule.value)
        case Operator.IS_NOT:
            return fact not in _values(rule.value)
        case Operator.CONTAINS:
            return any(value in fact for value in _values(rule.value))
    return _compares(fact, rule)


def _values(text: str) -> list[str]:
    return [part.strip().casefold() for part in text.split(",") if part.strip()]


def _compares(fact: str, rule: Rule) -> bool:
    found, limit = _number(fact), _number(rule.value)
    if found is None or limit is None:
        return False
    return found >= limit if rule.operator == Operator.AT_LEAST else found <= limit


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def problem_with(field: str, operator: str, value: str) -> str:
    """What is wrong with a rule, as a sentence; '' when it can be used."""
    if operator in WITHOUT_VALUE:
        return "" if not value.strip() else _("This comparison takes no value.")
    if operator in COMPARISONS:
        if field not in NUMBERS:
            return _("Only the estimated value and the length of the need can be compared by size.")
        return "" if _number(value) is not None else _("Give a number.")
    return "" if _values(value) else _("Give at least one value.")


def rank_of(value: int, *, hot_from: int, warm_from: int) -> Rank:
    if value >= hot_from:
        return Rank.HOT
    return Rank.WARM if value >= warm_from else Rank.COLD


def missing(known: Facts, required: Collection[str], *, score: int, minimum: int) -> list[str]:
    """What keeps the lead from being offered: codes of Requirement and Lack in a fixed order."""
    lacking = [code for code, present in _present(known).items() if code in required and not present]
    return [*lacking, Lack.SCORE] if score < minimum else lacking


def _present(known: Facts) -> dict[str, bool]:
    return {
        Requirement.CONTACT_WAY: any(known[fact] for fact in (Fact.COMPANY_EMAIL, Fact.FREE_EMAIL, Fact.PHONE)),
        Requirement.COUNTRY: bool(known[Fact.COUNTRY]),
        Requirement.NEED: bool(known[Fact.NEED] or known[Fact.PRODUCT]),
        Requirement.INDUSTRY: bool(known[Fact.INDUSTRY]),
        Requirement.SIZE: bool(known[Fact.SIZE]),
        Requirement.VALUE: bool(known[Fact.VALUE]),
    }


def in_words(codes: Iterable[str]) -> list[str]:
    """Codes of `missing` as people read them."""
    words = {**dict(Requirement.choices), **dict(Lack.choices)}
    return [str(words.get(code, code)) for code in codes]


def lacks_in_words(codes: Iterable[str], *, score: int | None, minimum: int) -> list[str]:
    """The same, with how many points are missing to the lowest score that is offered."""
    short = minimum - (score or 0)
    words = {"short": short, "score": score or 0, "minimum": minimum}
    points = ngettext(
        "%(short)s point: it has %(score)s of the %(minimum)s that are needed",
        "%(short)s points: it has %(score)s of the %(minimum)s that are needed",
        short,
    )
    return [points % words if code == Lack.SCORE and short > 0 else in_words([code])[0] for code in codes]


DEFAULT_REQUIRED = (Requirement.CONTACT_WAY, Requirement.COUNTRY, Requirement.NEED)
DEFAULT_RULES = (
    Rule(gettext_lazy("An e-mail address at the company"), Fact.COMPANY_EMAIL, Operator.KNOWN, "", 20),
    Rule(gettext_lazy("Only a private e-mail address"), Fact.FREE_EMAIL, Operator.KNOWN, "", -10),
    Rule(gettext_lazy("A phone number"), Fact.PHONE, Operator.KNOWN, "", 10),
    Rule(
        gettext_lazy("Somebody who decides"),
        Fact.TITLE,
        Operator.CONTAINS,
        "chief, ceo, cio, cto, cfo, coo, director, head, manager, owner, founder, president, vp",
        15,
    ),
    Rule(gettext_lazy("The need is described"), Fact.NEED_LENGTH, Operator.AT_LEAST, "40", 15),
    Rule(gettext_lazy("A product is named"), Fact.PRODUCT, Operator.KNOWN, "", 10),
    Rule(gettext_lazy("Worth 10,000 or more"), Fact.VALUE, Operator.AT_LEAST, "10000", 10),
    Rule(gettext_lazy("Worth 50,000 or more"), Fact.VALUE, Operator.AT_LEAST, "50000", 10),
    Rule(gettext_lazy("A company of 50 people or more"), Fact.SIZE, Operator.IS, "50-249, 250-999, 1000+", 5),
    Rule(gettext_lazy("A company of 250 people or more"), Fact.SIZE, Operator.IS, "250-999, 1000+", 5),
    Rule(
        gettext_lazy("Recommended by somebody"), Fact.SOURCE, Operator.IS, f"{Source.REFERRAL}, {Source.PARTNER}", 15
    ),
    Rule(gettext_lazy("Met at an event or came by themselves"), Fact.SOURCE, Operator.IS, "event, web", 10),
)
