"""Points, ranks and what is missing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads import scoring
from leads.enums import Fact, Lack, Operator, Rank, Requirement
from leads.scoring import Rule


def rule(field, operator, value="", points=10):
    return Rule("because", field, operator, value, points)


KNOWN = scoring.facts(
    country="NL",
    industry="retail",
    value=Decimal("25000"),
    title="IT Director",
    email="jo@acme.com",
    need="Forty laptops",
)


@pytest.mark.parametrize(
    ("one", "fits"),
    [
        (rule(Fact.PHONE, Operator.KNOWN), False),
        (rule(Fact.PHONE, Operator.UNKNOWN), True),
        (rule(Fact.COUNTRY, Operator.IS, "de, nl"), True),
        (rule(Fact.COUNTRY, Operator.IS_NOT, "de, nl"), False),
        (rule(Fact.TITLE, Operator.CONTAINS, "head, director"), True),
        (rule(Fact.VALUE, Operator.AT_LEAST, "25000"), True),
        (rule(Fact.VALUE, Operator.AT_LEAST, "25000.01"), False),
        (rule(Fact.VALUE, Operator.AT_MOST, "25000"), True),
        (rule(Fact.SIZE, Operator.IS, "1000+"), False),
        (rule(Fact.SIZE, Operator.IS_NOT, "1000+"), True),
        (rule(Fact.VALUE, Operator.AT_LEAST, "lots"), False),
        (rule(Fact.COMPANY_EMAIL, Operator.KNOWN), True),
        (rule(Fact.FREE_EMAIL, Operator.KNOWN), False),
    ],
)
def test_comparisons(one, fits):
    assert scoring.matches(KNOWN, one) is fits


def test_a_private_address_is_no_company_address():
    known = scoring.facts(email="jo@gmail.com")
    assert known[Fact.FREE_EMAIL] == "gmail.com"
    assert known[Fact.COMPANY_EMAIL] == ""


def test_the_score_says_why_the_biggest_reason_first():
    result = scoring.score(
        KNOWN, [rule(Fact.COUNTRY, Operator.KNOWN, points=5), rule(Fact.NEED, Operator.KNOWN, points=20)]
    )
    assert result.value == 25
    assert [line.points for line in result.lines] == [20, 5]


@given(st.lists(st.integers(-100, 100), max_size=30))
def test_a_score_stays_between_0_and_100(points):
    result = scoring.score(KNOWN, [rule(Fact.COUNTRY, Operator.KNOWN, points=value) for value in points])
    assert result.value == max(0, min(100, sum(points)))


def test_ranks_by_policy():
    ranks = [scoring.rank_of(score, hot_from=70, warm_from=40) for score in (0, 39, 40, 69, 70, 100)]
    assert ranks == [Rank.COLD, Rank.COLD, Rank.WARM, Rank.WARM, Rank.HOT, Rank.HOT]


def test_what_is_missing_comes_in_a_fixed_order():
    known = scoring.facts(industry="retail")
    required = [Requirement.NEED, Requirement.CONTACT_WAY, Requirement.COUNTRY, Requirement.INDUSTRY]
    assert scoring.missing(known, required, score=3, minimum=15) == [
        Requirement.CONTACT_WAY,
        Requirement.COUNTRY,
        Requirement.NEED,
        Lack.SCORE,
    ]
    assert scoring.missing(KNOWN, required, score=15, minimum=15) == []


def test_every_requirement_can_be_asked_and_read():
    everything = scoring.missing(scoring.facts(), list(Requirement), score=0, minimum=1)
    assert set(everything) == {*Requirement, Lack.SCORE}
    assert all(word and word not in everything for word in scoring.in_words(everything))


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        (Fact.VALUE, Operator.AT_LEAST, "many"),
        (Fact.TITLE, Operator.AT_LEAST, "3"),
        (Fact.TITLE, Operator.KNOWN, "x"),
        (Fact.TITLE, Operator.IS, " , "),
        (Fact.VALUE, Operator.AT_MOST, "NaN"),
    ],
)
def test_rules_that_mean_nothing_are_refused(field, operator, value):
    assert scoring.problem_with(field, operator, value)


def test_default_rules_are_sound():
    for one in scoring.DEFAULT_RULES:
        assert scoring.problem_with(one.field, one.operator, one.value) == ""
    best = scoring.score(
        scoring.facts(
            size="1000+",
            source="referral",
            product="x",
            value=Decimal(90000),
            title="CEO",
            email="a@acme.com",
            phone="+3120555555",
            need="x" * 60,
        ),
        scoring.DEFAULT_RULES,
    )
    assert best.value == 100
