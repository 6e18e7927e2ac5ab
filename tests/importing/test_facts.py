"""The real thing: 8,800 deals of a CRM, with the flaws that real files have."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum

from deals.incentives.models import Fee
from deals.models import Opportunity, Registration
from leads.models import Customer
from partners.enums import Industry
from partners.models import Campaign, Member, Partner
from prm.core.models import TimelineEntry
from prm.importing.models import ImportedRow
from prm.outbox.models import Message
from prm.promises.models import Promise

from .files import CRM, crm_files, make_import, needs_crm

pytestmark = [needs_crm, pytest.mark.django_db]


def everything() -> Counter:
    models = (Opportunity, Customer, Partner, Member, Campaign, TimelineEntry, ImportedRow)
    return Counter({model.__name__: model.objects.count() for model in models})


def test_the_facts_of_the_real_file() -> None:
    content, companions = crm_files()
    preview = make_import(content, companions=companions).preview()
    assert not any(everything().values()), "a preview writes nothing"

    report = make_import(content, companions=companions).run()
    assert report == preview, "the preview says what then happens"
    assert (report.read, report.made, report.updated, report.refused) == (8800, 8800, 0, 0)

    deals = Opportunity.objects.order_by()
    stages = {
        row["stage"]: (row["n"], row["worth"])
        for row in deals.values("stage").annotate(n=Count("pk"), worth=Sum("amount"))
    }
    assert stages["won"] == (4238, 10_005_534)
    assert {stage: count for stage, (count, _worth) in stages.items()} == {
        "won": 4238, "lost": 2473, "engaging": 1589, "prospecting": 500,
    }  # fmt: skip
    assert deals.filter(customer=None).count() == 1425
    assert report.gaps == {"name no customer: imported without one": 1425}
    check_the_flaws(report)
    check_the_people()

    before = everything()
    again = make_import(content, companions=companions).run()
    assert (again.made, again.updated, again.unchanged, again.refused) == (0, 0, 8800, 0)
    assert everything() == before
    assert not again.related


def check_the_flaws(report) -> None:
    """What was misspelt is mapped, said, and kept as it was written."""
    guesses = {
        (reading.text, reading.label): count for reading, count in report.readings.items() if reading.how == "guess"
    }
    assert guesses[("GTXPro", "GTX Pro")] == 1480
    assert guesses[("technolgy", "technology (Software and internet)")] == 12
    assert Opportunity.objects.filter(product__name="GTX Pro").count() == 1480
    assert TimelineEntry.objects.filter(detail__contains="GTXPro").count() == 1480
    assert Customer.objects.filter(industry=Industry.SOFTWARE).count() == 12 + 7
    acme = Customer.objects.get(name="Acme Corporation")
    assert TimelineEntry.objects.filter(object_id=acme.pk, detail__contains="technolgy").exists()


def check_the_people() -> None:
    """Managers are partners, agents members who cannot sign in; nobody is written to and nothing is owed."""
    assert Partner.objects.count() == Campaign.objects.filter(is_default=True).count() == 6
    assert Member.objects.count() == 35
    assert not Member.objects.filter(user__is_active=True).exists()
    assert all(
        email.endswith(".invalid") for email in Member.objects.order_by("pk").values_list("user__email", flat=True)
    )
    anna = Opportunity.objects.filter(member__user__name="Anna Snelling")
    assert anna.count() == 448
    assert set(anna.order_by().values_list("partner__name", "referrer__user__name", "campaign__partner__name")) == {
        ("Dustin Brinkmann", "Anna Snelling", "Dustin Brinkmann")
    }
    assert not Message.objects.exists()
    assert not Promise.objects.exists()
    assert not Fee.objects.exists()
    assert not Registration.objects.exists()


def test_without_suggestions_nothing_is_guessed_and_nothing_is_lost() -> None:
    content, companions = crm_files()
    report = make_import(content, companions=companions, mapping='{"suggestions": false}').preview()
    assert report.made == 8800
    assert {reading.text: count for reading, count in report.readings.items() if reading.how == "unknown"} == {
        "GTXPro": 1480, "technolgy": 12, "Philipines": 1,
    }  # fmt: skip


def test_a_mapping_decides_what_words_mean() -> None:
    content, companions = crm_files()
    mapping = '{"values": {"product": {"gtxpro": "GTX Plus Pro"}, "industry": {"technolgy": null}}}'
    report = make_import(content, companions=companions, mapping=mapping).preview()
    assert {
        (reading.text, reading.label): reading.how for reading in report.readings if reading.how in ("map", "left")
    } == {
        ("GTXPro", "GTX Plus Pro"): "map",
        ("technolgy", ""): "left",
    }


def test_the_command_finds_the_files_beside_and_prints_what_it_did(capsys) -> None:
    call_command("import_data", "opportunities", str(CRM / "sales_pipeline.csv"), "--dry-run")
    out = capsys.readouterr().out
    assert "Nothing was written" in out
    assert "1,480 rows: product “GTXPro” is not known → “GTX Pro”" in out
    assert "1,425 rows name no customer" in out
    assert not Opportunity.objects.exists()
