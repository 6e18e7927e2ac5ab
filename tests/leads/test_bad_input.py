"""What contradicts itself has one answer, and always the same one."""

import csv
import io
from itertools import permutations

import pytest
from django.urls import reverse

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


@pytest.mark.parametrize("prefixes", [["-"], [" ", "--"]])
def test_a_postal_rule_that_fits_nothing_covers_nothing_and_not_the_whole_country(prefixes):
    nowhere = seat("U-1", area("Nowhere", countries=["NL"], postal_prefixes=prefixes))
    for postcode in ("1011 AB", "-", ""):
        assert routing.decide([Subject("L-1", country="NL", postcode=postcode)], [nowhere])[0].chosen is None


def test_a_territory_without_any_rule_covers_every_lead_and_any_other_comes_first():
    everything = seat("U-1", area("Everything"))
    assert routing.decide([Subject("L-1")], [everything])[0].chosen == "U-1"
    assert routing.decide([Subject("L-1", country="NL")], [everything, DUTCH])[0].chosen == "U-NL"


@pytest.mark.django_db
def test_one_bad_row_costs_itself_and_is_named_by_its_line(cast):
    good = [(f"Mill {number}", "Ann Brook", f"ann@mill{number}.example", 10) for number in range(99)]
    rows = [
        ("company", "contact", "email", "value"),
        *good[:60],
        ("Bad Mill", "Bo", "bo@bad.example", "much"),
        *good[60:],
    ]
    report = run(csv_bytes(rows), kind="leads", actor=cast.ada)
    assert (report.read, report.made, report.refused) == (100, 99, 1)
    assert [str(problem) for problem in report.problems] == [
        "line 62: value “much” is no amount (expected: 1234.50, without a currency sign)"
    ]
    assert Lead.objects.count() == 99 and not Lead.objects.filter(customer__name="Bad Mill").exists()


@pytest.mark.django_db
def test_formula_cells_stay_text_in_the_portal_and_in_what_it_exports(cast, as_):
    formula = '=HYPERLINK("https://evil.example","Open")'
    rows = [("company", "contact", "email", "need"), (f"{formula} Mill", "@SUM(1)", "ann@brook.example", "+1-1")]
    assert run(csv_bytes(rows), kind="leads", actor=cast.ada).made == 1
    lead = Lead.objects.select_related("customer", "contact").get()
    assert (lead.customer.name, lead.contact.name, lead.need) == (f"{formula} Mill", "@SUM(1)", "+1-1")
    exported = as_(cast.ada).get(reverse("leads:list"), {"export": "csv"}).content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(exported)) for cell in row]
    assert f"'{formula} Mill" in cells and not [cell for cell in cells if cell[:1] in "=@+" and cell]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["French", "fr", "FR", "Français"])
def test_a_file_names_the_language_of_a_lead_in_words_or_letters(cast, language):
    rows = [(*LEADS[0], "language"), (*LEADS[1], language)]
    assert run(csv_bytes(rows), kind="leads", actor=cast.ada).made == 1
    assert Lead.objects.get().language == "fr"


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
