"""The routing engine: pure, explained, repeatable, and never more on a seat than fits."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads import routing, standing
from leads.routing import Candidate, Subject, area


def seat(key="U-1", areas=None, **values):
    areas = (area("Benelux", countries=["nl", "be"]),) if areas is None else areas
    return Candidate(key=key, name=f"Name {key}", areas=tuple(areas), **({"group": key, "group_name": key} | values))


def decide_one(subject, *seats):
    return routing.decide([subject], seats)[0]


def refusal(seat_, **subject):
    decision = decide_one(Subject("L-1", **({"country": "NL"} | subject)), seat_)
    assert decision.chosen is None
    return decision.lines[0].refused


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        (seat(areas=[area("Germany", countries=["DE"])]), "Outside the territory."),
        (seat(areas=[]), "Outside the territory."),
        (seat(away=True), "Away today."),
        (seat(capacity=3, load=3), "No free place: 3 of 3 taken."),
        (seat(capacity=0), "No free place: 0 of 0 taken."),
        (seat(products=frozenset({"mini"})), "A specialist for other products."),
        (seat(closed_for_business="The contract has ended."), "The contract has ended."),
    ],
)
def test_every_refusal_has_a_reason(candidate, words):
    assert refusal(candidate) == words


def test_never_back_to_a_partner_that_had_it():
    assert "had this lead before" in refusal(seat("U-1", group="P-1"), had_it=frozenset({"P-1"}))
    assert refusal(seat("U-1", group="", group_name=""), had_it=frozenset({"U-1"})) == "Had it before."


@pytest.mark.parametrize(
    ("narrow", "subject"),
    [
        (area("a", regions=[" Noord  Holland "]), {"region": "noord holland"}),
        (area("a", postal_prefixes=["10 1"]), {"postcode": "1011 AB"}),
        (area("a", industries=["retail"]), {"industry": "retail"}),
        (area("a", sizes=["1000+"]), {"size": "1000+"}),
        (area("a", products=["gtx"]), {"product": "gtx"}),
        (area("a", countries=["nl"]), {"country": "NL"}),
    ],
)
def test_a_territory_covers_what_its_rules_say(narrow, subject):
    assert narrow.covers(Subject("L-1", **subject))
    assert not narrow.covers(Subject("L-1"))


def test_precedence_beats_everything():
    first = seat("U-1", [area("House accounts", precedence=5)])
    other = seat(
        "U-2", [area("Exactly here", countries=["NL"], postal_prefixes=["1011"])], tier_rank=9, won=90, closed=90
    )
    decision = decide_one(Subject("L-1", country="NL", postcode="1011"), first, other)
    assert decision.chosen == "U-1"
    assert "takes precedence" in decision.sentence


def test_the_more_specific_territory_wins():
    wide = seat("U-1", [area("Netherlands", countries=["NL"])], tier_rank=9, won=90, closed=90)
    narrow = seat("U-2", [area("Amsterdam", countries=["NL"], postal_prefixes=["10"])])
    narrower = seat("U-3", [area("Centre", countries=["NL"], postal_prefixes=["1011"])])
    decision = decide_one(Subject("L-1", country="NL", postcode="1011 AB"), wide, narrow, narrower)
    assert [line.key for line in decision.lines] == ["U-3", "U-2", "U-1"]
    assert "more closely" in decision.sentence


def test_one_lucky_lead_proves_nothing():
    many = [seat(f"U-{number}", won=20, closed=100) for number in range(10, 20)]
    lucky, proven = seat("U-1", won=1, closed=1), seat("U-2", won=50, closed=100)
    assert decide_one(Subject("L-1", country="NL"), lucky, proven, *many).chosen == "U-2"


def test_who_has_no_results_is_taken_for_as_good_as_the_tier():
    gold = [seat(f"U-{number}", tier_rank=3, won=40, closed=100) for number in range(10, 15)]
    silver = [seat(f"U-{number}", tier_rank=2, won=10, closed=100) for number in range(20, 25)]
    rates = routing.tier_rates([*gold, *silver])
    assert rates[3] > 0.35 and rates[2] < 0.15
    newcomers = seat("U-1", tier_rank=3), seat("U-2", tier_rank=2)
    assert decide_one(Subject("L-1", country="NL"), *newcomers, *gold[:1], *silver).chosen in ("U-1", "U-10")


def test_a_specialist_comes_before_a_generalist():
    general, special = seat("U-1", group=""), seat("U-2", group="", products=frozenset({"gtx"}))
    assert decide_one(Subject("L-1", country="NL", product="gtx"), general, special).chosen == "U-2"


def test_the_named_contact_takes_what_no_territory_covers():
    named = seat("U-1", [], group="", named=True)
    other = seat("U-2", [area("Germany", countries=["DE"])], group="")
    decision = decide_one(Subject("L-1", country="BR"), other, named)
    assert decision.chosen == "U-1"
    assert "named contact" in decision.sentence


def test_the_hottest_and_biggest_choose_first():
    only = seat(capacity=1)
    subjects = [
        Subject("L-1", "NL", rank="warm", value=9e6),
        Subject("L-2", "NL", rank="hot"),
        Subject("L-3", "NL", rank="hot", value=5),
    ]
    decisions = routing.decide(subjects, [only])
    assert [(one.subject, one.chosen) for one in decisions] == [("L-3", "U-1"), ("L-2", None), ("L-1", None)]


def test_nobody_there_is_said_in_words():
    assert decide_one(Subject("L-1")).sentence == "Nobody is there who could take it."
    assert decide_one(Subject("L-1", "BR"), seat()).sentence == "No territory covers it."
    assert decide_one(Subject("L-1", "NL"), seat(away=True)).sentence == "Nobody who covers it can take it now."


def test_equals_are_drawn_by_the_seed():
    twins = [seat(f"U-{number}") for number in range(5)]
    drawn = {decide_one(Subject("L-1", "NL", seed=seed), *twins).chosen for seed in range(40)}
    assert len(drawn) == 5


countries = st.sampled_from(["NL", "BE", "DE", ""])
subjects = st.lists(
    st.builds(
        Subject,
        key=st.integers(1, 10_000).map("L-{}".format),
        country=countries,
        rank=st.sampled_from(["hot", "warm", "cold", ""]),
        value=st.integers(0, 100),
        had_it=st.frozensets(st.sampled_from(["P-1", "P-2"]), max_size=1),
        seed=st.integers(0, 3),
    ),
    max_size=12,
    unique_by=lambda subject: subject.key,
)
seats = st.lists(
    st.builds(
        Candidate,
        key=st.integers(1, 10_000).map("U-{}".format),
        name=st.just("Somebody"),
        group=st.sampled_from(["P-1", "P-2", "P-3"]),
        areas=st.lists(
            st.builds(lambda code: area(code, countries=[code] if code else []), countries), max_size=2
        ).map(tuple),
        capacity=st.integers(0, 3),
        load=st.integers(0, 3),
        won=st.integers(0, 5),
        closed=st.integers(5, 9),
        tier_rank=st.integers(0, 3),
        away=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.key,
)


@settings(deadline=None)
@given(subjects, seats, st.randoms(use_true_random=False))
def test_order_of_the_input_does_not_matter(leads, people, chance):
    once = routing.decide(leads, people)
    mixed_leads, mixed_people = leads[:], people[:]
    chance.shuffle(mixed_leads)
    chance.shuffle(mixed_people)
    assert routing.decide(mixed_leads, mixed_people) == once


@settings(deadline=None)
@given(subjects, seats)
def test_what_always_holds(leads, people):
    by_key = {person.key: person for person in people}
    given_to: dict[str, int] = {}
    for decision in routing.decide(leads, people):
        assert len(decision.lines) == len(people)
        assert all(line.refused or line.reasons or line.area for line in decision.lines if line.key != decision.chosen)
        if decision.chosen:
            subject = next(lead for lead in leads if lead.key == decision.subject)
            assert by_key[decision.chosen].group not in subject.had_it
            given_to[decision.chosen] = given_to.get(decision.chosen, 0) + 1
        else:
            assert all(line.refused for line in decision.lines)
    for key, count in given_to.items():
        assert by_key[key].load + count <= by_key[key].capacity


def test_lines_are_plain_data():
    decision = decide_one(Subject("L-1", "NL"), seat(tier_rank=2, tier_name="Gold"))
    kept = json.loads(json.dumps(routing.lines_as_json(decision)))
    [line] = standing.read(kept)
    assert line.chosen is True
    assert any("Gold" in reason for reason in line.reasons)


@pytest.mark.parametrize(
    ("won", "closed", "words"),
    [(2, 7, "(2 won of 7 closed)"), (0.4, 6.97, "(about 0 won of about 7 closed, older ones counting less)")],
)
def test_results_that_fade_are_said_in_whole_numbers(won, closed, words):
    line = standing.Line("a", "Ann", "Partner", chance=0.2, won=won, closed=closed)
    assert any(words in reason for reason in line.reasons)
