"""What contradicts itself has one answer, and always the same one."""

from itertools import permutations

import pytest

from leads import routing
from leads.models import Lead
from leads.routing import Candidate, Policy, Subject, area
from prm.core.errors import InvalidInput
from tests.importing.files import csv_bytes, run

LEADS = [("company", "contact", "email"), ("Brook Mill", "Ann Brook", "ann@brook.example")]


def seat(key, *areas, **values):
    return Candidate(key=key, name=key, areas=areas, group=key, group_name=key, **values)


DUTCH = seat("U-NL", area("Netherlands", countries=["NL"]))
BERLIN = seat("U-BE", area("Berlin", countries=["DE"], postal_prefixes=["101"]))
ANYWHERE = seat("U-10", area("Codes that begin with 101", postal_prefixes=["101"]))


@pytest.mark.parametrize(
    ("subject", "chosen"),
    [
        (Subject("L-1", country="NL", postcode="10115"), "U-NL"),
        (Subject("L-1", country="DE", postcode="1011 AB"), "U-BE"),
        (Subject("L-1", country="DE", postcode="8001"), None),
    ],
)
def test_where_country_and_postcode_disagree_a_territory_of_both_needs_both(subject, chosen):
    assert routing.decide([subject], [DUTCH, BERLIN])[0].chosen == chosen


def test_a_postcode_without_a_country_counts_in_every_country():
    for country in ("NL", "DE", "BR", ""):
        subject = Subject("L-1", country=country, postcode="10115")
        assert routing.decide([subject], [ANYWHERE])[0].chosen == "U-10"


CIRCLE = (
    seat("U-A", area("a", countries=["NL"], products=["pro"])),
    seat("U-B", area("b", countries=["NL"], industries=["retail"])),
    seat("U-C", area("c", products=["pro"], industries=["retail"])),
)


def test_territories_that_overlap_in_a_circle_are_in_one_order_for_everybody():
    subject = Subject("L-1", country="NL", product="pro", industry="retail")
    decisions = [routing.decide([subject], order)[0] for order in permutations(CIRCLE)]
    assert len({(one.chosen, one.sentence, one.lines) for one in decisions}) == 1
    assert decisions[0].chosen in {"U-A", "U-B", "U-C"}


def test_a_number_of_precedence_breaks_the_circle():
    raised = seat("U-C", area("c", products=["pro"], industries=["retail"], precedence=1))
    subject = Subject("L-1", country="NL", product="pro", industry="retail")
    for order in permutations((*CIRCLE[:2], raised)):
        assert routing.decide([subject], order)[0].chosen == "U-C"


def test_weights_that_are_all_zero_are_equal_and_nobody_is_left_without():
    seats = [seat(f"U-{n}", area("all"), weight=0, capacity=1000) for n in range(4)]
    leads = [Subject(f"L-{n}", country="NL", seed=n) for n in range(400)]
    chosen = [one.chosen for one in routing.decide(leads, seats, Policy(best_from=1))]
    counts = [chosen.count(one.key) for one in seats]
    assert sum(counts) == 400 and min(counts) > 60, counts


@pytest.mark.django_db
def test_a_mapping_that_drops_a_needed_column_is_refused_before_anything_is_read(cast):
    with pytest.raises(InvalidInput, match="no column for company"):
        run(csv_bytes(LEADS), kind="leads", actor=cast.ada, mapping='{"columns": {"company": ""}}')
    assert not Lead.objects.exists()


@pytest.mark.django_db
def test_the_same_file_of_leads_twice_changes_nothing(cast):
    assert run(csv_bytes(LEADS), kind="leads", actor=cast.ada).made == 1
    before = Lead.objects.values().get()
    again = run(csv_bytes(LEADS), kind="leads", actor=cast.ada)
    assert (again.made, again.updated, again.unchanged, again.refused) == (0, 0, 1, 0)
    assert Lead.objects.values().get() == before
