"""What the choice promises: fair shares, capacity across a batch, the highest value first, trials, and no luck."""

from collections import Counter
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads import routing
from leads.enums import Way
from leads.routing import Candidate, Policy, Subject, area

EVERYWHERE = (area("Everywhere"),)
IN_TURN = Policy(best_from=float("inf"))


def seat(key, **values):
    return Candidate(key, f"Name {key}", **({"areas": EVERYWHERE, "group": f"P{key}", "capacity": 10_000} | values))


def shares(seats, count=3000, policy=IN_TURN, **subject):
    leads = [Subject(f"L-{number}", **subject) for number in range(count)]
    return Counter(decision.chosen for decision in routing.decide(leads, seats, policy))


def close_to(found, expected, count):
    """Within five standard deviations of what chance gives."""
    share = expected / count
    return abs(found - expected) <= 5 * sqrt(count * share * (1 - share)) + 1


@settings(deadline=None, max_examples=10)
@given(st.lists(st.sampled_from([0, 1, 2, 3, 6, 10]), min_size=1, max_size=6), st.integers(0, 1000))
def test_shares_match_the_weights(weights, seed):
    seats = [seat(f"U-{number}", weight=weight) for number, weight in enumerate(weights)]
    found = shares(seats, 1500, seed=seed)
    usual = weights if any(weights) else [1] * len(weights)  # all zero: everybody is equal
    for one, weight in zip(seats, usual, strict=True):
        assert close_to(found[one.key], 1500 * weight / sum(usual), 1500)


def test_tiers_come_in_turn_as_often_as_the_policy_says():
    seats = [seat("U-1", tier_rank=1), seat("U-2", tier_rank=2), seat("U-3", tier_rank=3)]
    found = shares(seats, policy=Policy(best_from=float("inf"), tier_weights={1: 3, 2: 0}))
    assert close_to(found["U-1"], 2250, 3000) and close_to(found["U-3"], 750, 3000) and not found["U-2"]


def test_a_tier_of_weight_nothing_gets_what_nobody_else_can_take():
    policy = Policy(best_from=float("inf"), tier_weights={1: 0, 2: 0})
    assert shares([seat("U-1", tier_rank=1)], 5, policy=policy) == {"U-1": 5}
    all_nothing = shares([seat("U-1", tier_rank=1), seat("U-2", tier_rank=2)], policy=policy)
    assert close_to(all_nothing["U-1"], 1500, 3000), "weights that are all zero are equal"


def test_the_share_of_a_partner_does_not_grow_with_its_members():
    seats = [seat("U-0"), *(seat(f"U-{number}", group="P-big") for number in range(1, 6))]
    found = shares(seats)
    assert close_to(found["U-0"], 1500, 3000)
    members = [found[f"U-{number}"] for number in range(1, 6)]
    assert max(members) - min(members) <= 1, "within the partner the emptiest seat is next"


def test_what_is_left_over_does_not_always_go_to_the_oldest():
    seats = [seat(f"U-{number}") for number in range(3)]
    firsts = {routing.decide([Subject("L-1", seed=seed)], seats, IN_TURN)[0].chosen for seed in range(40)}
    assert firsts == {"U-0", "U-1", "U-2"}


def test_results_bend_the_turn_as_far_as_the_policy_says():
    good, poor = seat("U-1", won=400, closed=1000), seat("U-2", won=200, closed=1000)
    even = shares([good, poor])
    bent = shares([good, poor], policy=Policy(best_from=float("inf"), emphasis=1))
    assert close_to(even["U-1"], 1500, 3000)
    assert close_to(bent["U-1"], 2000, 3000)


def test_a_set_share_is_a_trial_for_those_of_whom_little_is_known():
    known = [seat(f"U-{number}", won=300, closed=1000, weight=50) for number in range(3)]
    seats = [*known, seat("U-new", weight=0)]
    policy = Policy(best_from=float("inf"), trial_share=0.2)
    decisions = routing.decide([Subject(f"L-{number}") for number in range(2000)], seats, policy)
    trials = [one for one in decisions if one.way == Way.TRIAL]
    assert close_to(len(trials), 400, 2000)
    tried = Counter(one.chosen for one in trials)
    assert tried["U-new"] > 40, "until it has its own leads to show"
    assert not any(one.chosen == "U-new" for one in decisions if one.way == Way.TURN)


def test_high_values_and_hot_leads_go_to_the_best_and_others_in_turn():
    best, other = seat("U-1", won=300, closed=500), seat("U-2", won=50, closed=500)
    policy = Policy(best_from=1000)
    leads = [Subject("L-1", value=5000), Subject("L-2", rank="hot"), *(Subject(f"L-x{n}") for n in range(50))]
    ways = {one.subject: one for one in routing.decide(leads, [best, other], policy)}
    assert (ways["L-1"].chosen, ways["L-1"].way) == ("U-1", Way.BEST)
    assert (ways["L-2"].chosen, ways["L-2"].way) == ("U-1", Way.BEST)
    assert {one.chosen for one in ways.values()} == {"U-1", "U-2"}


amounts = st.lists(st.integers(0, 100), min_size=1, max_size=15)


@settings(deadline=None)
@given(amounts, st.integers(0, 6), st.integers(0, 200))
def test_a_higher_value_never_waits_behind_a_lower_one_for_the_same_seat(values, places, best_from):
    leads = [Subject(f"L-{number}", value=value) for number, value in enumerate(values)]
    decisions = routing.decide(leads, [seat("U-1", capacity=places)], Policy(best_from=best_from, trial_share=0.3))
    worth = {lead.key: lead.value for lead in leads}
    served = [worth[one.subject] for one in decisions if one.chosen]
    waiting = [worth[one.subject] for one in decisions if not one.chosen]
    assert len(served) == min(places, len(leads))
    assert not waiting or not served or min(served) >= max(waiting)


people = st.lists(
    st.builds(
        lambda key, group, capacity, load, weight, closed: seat(
            f"U-{key}", group=f"P-{group}", capacity=capacity, load=load, weight=weight, closed=closed, won=closed / 4
        ),
        st.integers(1, 99),
        st.integers(1, 4),
        st.integers(0, 4),
        st.integers(0, 4),
        st.integers(0, 3),
        st.integers(0, 40),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.key,
)
wanted = st.lists(
    st.builds(
        Subject,
        st.integers(1, 999).map("L-{}".format),
        value=st.integers(0, 9),
        rank=st.sampled_from(["hot", "warm", "cold", ""]),
        had_it=st.frozensets(st.sampled_from(["P-1", "P-2"]), max_size=2),
        holder=st.sampled_from(["", "", "", "P-3"]),
    ),
    max_size=15,
    unique_by=lambda subject: subject.key,
)
policies = st.builds(Policy, st.sampled_from([0, 5, 100]), st.sampled_from([0, 0.5, 1]), st.sampled_from([0, 2]))


@settings(deadline=None)
@given(wanted, people, policies, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_company_in_which_a_lead_comes_matters(leads, seats, policy, chance):
    once = routing.decide(leads, seats, policy)
    mixed, others = leads[:], seats[:]
    chance.shuffle(mixed)
    chance.shuffle(others)
    assert routing.decide(mixed, others, policy) == once


@settings(deadline=None)
@given(wanted, people, policies)
def test_capacity_history_and_protection_always_hold(leads, seats, policy):
    by_key, by_ref = {one.key: one for one in seats}, {lead.key: lead for lead in leads}
    taken = Counter()
    for decision in routing.decide(leads, seats, policy):
        subject = by_ref[decision.subject]
        assert len(decision.lines) + decision.others == len(seats)
        if decision.chosen is None:
            assert all(line.refused for line in decision.lines)
            continue
        chosen = by_key[decision.chosen]
        taken[chosen.key] += 1
        assert chosen.group not in subject.had_it
        assert subject.holder in ("", chosen.group)
    assert all(by_key[key].load + count <= by_key[key].capacity for key, count in taken.items())


@settings(deadline=None)
@given(wanted, policies)
def test_each_lead_of_a_batch_is_judged_on_its_own(leads, policy):
    """With places enough, a lead goes where it would have gone alone."""
    seats = [seat(f"U-{number}", capacity=10**9, closed=5 * number, won=number) for number in range(4)]
    policy = Policy(policy.best_from, 0, policy.emphasis)
    together = {one.subject: one.chosen for one in routing.decide(leads, seats, policy)}
    for lead in leads:
        alone = routing.decide([lead], seats, policy)[0]
        assert together[lead.key] == alone.chosen


def test_a_protected_customer_goes_to_its_holder_wherever_that_is():
    holder = seat("U-1", group="P-1", areas=(area("Elsewhere", countries=["BR"]),))
    better = seat("U-2", group="P-2", won=90, closed=100)
    lead = Subject("L-1", "NL", holder="P-1")
    decision = routing.decide([lead], [holder, better])[0]
    assert (decision.chosen, decision.way) == ("U-1", Way.HOLDER)
    assert "protected deal" in decision.sentence
    assert [line.refusal for line in decision.lines] == ["", "protected"]
    full = routing.decide([lead], [seat("U-1", group="P-1", capacity=0), better])[0]
    assert full.chosen is None, "never to somebody else"


@pytest.mark.parametrize(
    ("subject", "candidate", "words"),
    [
        ({"needs": frozenset({"gtx"})}, {}, "Not certified"),
        ({"language": "nl"}, {"languages": frozenset({"de"})}, "language"),
    ],
)
def test_certificates_and_languages_are_asked_for(subject, candidate, words):
    decision = routing.decide([Subject("L-1", **subject)], [seat("U-1", **candidate)])[0]
    assert decision.chosen is None and words in decision.lines[0].refused
    able = seat("U-1", certificates=frozenset({"gtx"}), languages=frozenset({"nl", "de"}))
    assert routing.decide([Subject("L-1", **subject)], [able])[0].chosen == "U-1"


def test_in_a_large_programme_those_who_cover_it_have_lines_and_the_rest_is_counted():
    near = [seat(f"U-near{n}", areas=(area("Near", countries=["NL"], postal_prefixes=["10"]),)) for n in range(3)]
    wide = [seat(f"U-wide{n}", areas=(area("NL", countries=["NL"]),)) for n in range(60)]
    decision = routing.decide([Subject("L-1", "NL", postcode="1011")], [*near, *wide])[0]
    assert {line.key for line in decision.lines} == {"U-near0", "U-near1", "U-near2"}
    assert decision.others == 60
    further = routing.decide([Subject("L-1", "NL", postcode="2000")], [*near, *wide])[0]
    assert len(further.lines) == routing.KEPT_LINES


def test_batches_one_after_the_other_share_the_places():
    known = routing.Programme([seat("U-1", capacity=3)])
    given_out = [known.decide([Subject(f"L-{number}")])[0].chosen for number in range(4)]
    assert given_out == ["U-1", "U-1", "U-1", None]
    known.set_loads({"U-1": 2, "U-gone": 1})
    assert known.decide([Subject("L-9")])[0].chosen == "U-1"
