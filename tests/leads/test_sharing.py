"""Within a partner its own rule decides: by territory, in turn or by load. Its admins choose it."""

from collections import Counter
from dataclasses import replace

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from leads import routing
from leads.routing import Candidate, Subject, area
from leads.services import entering
from leads.services import routing as routing_services
from partners import services
from partners.enums import Sharing
from partners.models import Territory
from prm.core.errors import InvalidInput, NotAllowed
from tests.leads.conftest import fresh, lead_data

COUNTRIES = ("NL", "BE", "DE")
COMPANY_AREA = area("Europe", countries=COUNTRIES)


def own(code):
    return area(f"Own {code}", countries=[code], personal=True)


def seat(key, rule, *areas, group="P-1", **values):
    areas = (COMPANY_AREA, *areas)
    return Candidate(key, f"Name {key}", areas, group, f"Company {group}", **{"sharing": rule, **values})


def given_out(seats, count, country="NL"):
    """Who gets so many equal leads, one after the other, seats keeping what they have."""
    programme = routing.Programme(seats)
    leads = [Subject(f"L-{number:03}", country, seed=number, rank="warm", value=1) for number in range(count)]
    return [programme.decide([lead])[0].chosen for lead in leads]


def test_in_turn_everybody_comes_before_anybody_comes_again():
    seats = [seat(f"U-{number}", Sharing.TURN, capacity=50, load=number * 9, last_given=number) for number in range(4)]
    chosen = given_out(seats, 12)
    assert chosen == ["U-0", "U-1", "U-2", "U-3"] * 3


def test_by_load_the_emptiest_seat_comes_first():
    seats = [seat("U-1", Sharing.LOAD, capacity=10, load=6), seat("U-2", Sharing.LOAD, capacity=20, load=6)]
    assert Counter(given_out(seats, 18)) == {"U-2": 14, "U-1": 4}


def test_by_territory_ones_own_comes_first_however_wide_it_is():
    postal = area("Amsterdam", countries=["NL"], postal_prefixes=["10"])
    mine = replace(seat("U-1", Sharing.TERRITORY, own("NL"), load=9), areas=(COMPANY_AREA, postal, own("NL")))
    other = replace(seat("U-2", Sharing.TERRITORY), areas=(COMPANY_AREA, postal))
    [decision] = routing.decide([Subject("L-1", "NL", postcode="1011")], [mine, other])
    assert decision.chosen == "U-1"
    assert decision.sentence.endswith("Within Company P-1 it is the own territory of Name U-1.")
    assert [line.key for line in decision.lines] == ["U-1", "U-2"]
    full = replace(mine, load=10)
    assert routing.decide([Subject("L-1", "NL", postcode="1011")], [full, other])[0].chosen == "U-2"


@pytest.mark.parametrize(
    ("rule", "words"),
    [(Sharing.TURN, "it was the turn of Name U-2"), (Sharing.LOAD, "Name U-2 has the most room")],
)
def test_the_record_says_by_which_rule(rule, words):
    seats = [seat("U-1", rule, own("NL"), load=5, last_given=9), seat("U-2", rule, load=1, last_given=3)]
    [decision] = routing.decide([Subject("L-1", "NL")], seats)
    assert decision.chosen == "U-2" and words in decision.sentence
    assert "no other partner can take it" in decision.sentence


def test_the_rule_of_one_partner_does_not_decide_between_partners():
    """However its people take turns, a partner competes as it would."""
    ours = [seat(f"U-{number}", Sharing.TERRITORY, group="P-1", capacity=500) for number in range(3)]
    theirs = [seat(f"U-{number}", Sharing.TERRITORY, group="P-2", capacity=500) for number in range(3, 5)]
    partner_of = {one.key: one.group for one in (*ours, *theirs)}
    before = [partner_of[key] for key in given_out([*ours, *theirs], 100)]
    turned = [replace(one, sharing=Sharing.TURN) for one in ours]
    assert [partner_of[key] for key in given_out([*turned, *theirs], 100)] == before


seats = st.lists(
    st.builds(
        lambda key, group, rule, land, capacity, load, last: seat(
            f"U-{key}",
            rule[group],
            *([own(land)] if land else []),
            group=group,
            capacity=capacity,
            load=load,
            last_given=last,
        ),
        st.integers(1, 99),
        st.sampled_from(["P-1", "P-2"]),
        st.just({"P-1": Sharing.TURN, "P-2": Sharing.LOAD}) | st.just({"P-1": Sharing.TERRITORY, "P-2": Sharing.TURN}),
        st.sampled_from(["", *COUNTRIES]),
        st.integers(0, 4),
        st.integers(0, 3),
        st.integers(0, 5),
    ),
    max_size=9,
    unique_by=lambda one: one.key,
).map(lambda people: [replace(one, sharing=_rule_of(people, one.group)) for one in people])
leads = st.lists(
    st.builds(
        Subject,
        key=st.integers(1, 999).map("L-{}".format),
        country=st.sampled_from(COUNTRIES),
        rank=st.sampled_from(["hot", "warm"]),
        value=st.integers(0, 9),
        seed=st.integers(0, 3),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


def _rule_of(people, group):
    return next(one.sharing for one in people if one.group == group)


@settings(deadline=None)
@given(leads, seats, st.randoms(use_true_random=False), st.sampled_from([0, 5, 100]))
def test_the_rule_is_kept_and_no_seat_overfilled_in_any_order(subjects, people, chance, best_from):
    policy = routing.Policy(best_from=best_from, trial_share=0.3, emphasis=1)
    once = routing.decide(subjects, people, policy)
    mixed_subjects, mixed_people = subjects[:], people[:]
    chance.shuffle(mixed_subjects)
    chance.shuffle(mixed_people)
    assert routing.decide(mixed_subjects, mixed_people, policy) == once
    by_key, by_lead = {one.key: one for one in people}, {one.key: one for one in subjects}
    loads, last = {one.key: one.load for one in people}, {one.key: float(one.last_given) for one in people}
    for step, decision in enumerate(once, 10):
        free = [one for one in people if loads[one.key] < one.capacity]
        if decision.chosen is None:
            assert not free
            continue
        chosen = by_key[decision.chosen]
        colleagues = [one for one in free if one.group == chosen.group]
        assert chosen in colleagues
        _check_rule(chosen, colleagues, loads, last, by_lead[decision.subject])
        loads[chosen.key] += 1
        last[chosen.key] = step
    assert all(loads[one.key] <= max(one.capacity, one.load) for one in people)


def _check_rule(chosen, colleagues, loads, last, subject):
    def room(one):
        return loads[one.key] / one.capacity

    if chosen.sharing == Sharing.TURN:
        assert last[chosen.key] == min(last[one.key] for one in colleagues)
    elif chosen.sharing == Sharing.LOAD:
        assert room(chosen) == min(map(room, colleagues))
    else:
        owners = [one for one in colleagues if any(a.personal and a.covers(subject) for a in one.areas)]
        assert room(chosen) == min(map(room, owners or colleagues))
        assert chosen in (owners or colleagues)


# -- the partner's page, and the database


def route_some(cast, numbers):
    """Who gets so many leads, entered one after the other."""
    chosen = []
    for number in numbers:
        site = f"mill{number}.example"
        data = lead_data(company=f"Mill {number}", website=site, contact_email=f"ann@{site}")
        lead = entering.receive_outbound(cast.ada, data)
        chosen.append(routing_services.route([lead])[0].chosen)
    return chosen


def test_a_partner_whose_people_take_turns(cast):
    services.share_leads(actor=cast.cleo, partner=cast.one, rule=Sharing.TURN)
    Territory.objects.create(name="Carl's own", partner=cast.one, member=cast.carl.member, countries=["NL"])
    chosen = route_some(cast, range(4))
    assert set(chosen[:2]) == {cast.carl, cast.cleo} and chosen[:2] == chosen[2:]
    services.share_leads(actor=cast.cleo, partner=cast.one, rule=Sharing.TERRITORY)
    assert route_some(cast, range(4, 6)) == [cast.carl, cast.carl]


def test_admins_choose_it_on_a_page_and_the_history_says_so(cast, as_):
    url = reverse("partners:sharing", args=[cast.one.ref])
    assert as_(cast.cleo).post(url, {"rule": "turn"}).status_code == 302
    assert fresh(cast.one).sharing == Sharing.TURN
    assert "whoever has waited longest" in as_(cast.carl).get(reverse("partners:team")).content.decode()
    page = as_(cast.carl).get(cast.one.get_absolute_url()).content.decode()
    assert "changed how leads are shared" in page
    assert as_(cast.cleo).post(url, {"rule": "nonsense"}).status_code == 422
    assert as_(cast.carl).get(url).status_code == 403
    assert as_(cast.dan).post(url, {"rule": "load"}).status_code == 404


def test_others_do_not_choose_it(cast):
    for person in (cast.carl, cast.dan, cast.ben, cast.fay):
        with pytest.raises(NotAllowed):
            services.share_leads(actor=person, partner=cast.one, rule=Sharing.LOAD)
    with pytest.raises(InvalidInput):
        services.share_leads(actor=cast.cleo, partner=cast.one, rule="nonsense")
    assert fresh(cast.one).sharing == Sharing.TERRITORY
