"""Many registrations from one file: each row as if it had been typed, nothing twice, nothing about anybody else."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from deals import services
from deals.enums import RegistrationState as R
from deals.models import Registration
from partners.enums import PartnerState
from partners.library.models import Acknowledgement, Document, DocumentVersion
from prm.core.errors import InvalidInput, NotAllowed
from prm.core.models import TimelineEntry
from prm.importing import services as imports
from prm.importing.engine import LOCK, one_at_a_time
from prm.importing.enums import RunState
from prm.importing.models import ImportRun
from prm.outbox.models import Message
from tests.importing.files import csv_bytes, xlsx_bytes

pytestmark = pytest.mark.django_db
COLUMNS = ("external_id", "company", "country", "contact_name", "contact_email", "product", "amount", "currency",
           "close_on", "need", "help_wanted")  # fmt: skip


def row(number, **changes):
    """What a partner's own system says about one deal, complete unless `changes` say otherwise."""
    values = {
        "external_id": f"crm-{number}",
        "company": f"Buyer {number} Textiles",
        "country": "NL",
        "contact_name": "Ida Visser",
        "contact_email": f"ida@buyer{number}.example",
        "product": "gtx-pro",
        "amount": "84000.50",
        "currency": "USD",
        "close_on": (timezone.localdate() + timedelta(days=60)).isoformat(),
        "need": "Two sites to equip.",
        "help_wanted": "",
        **changes,
    }
    return tuple(values[name] for name in COLUMNS)


def table(*rows):
    return csv_bytes([COLUMNS, *rows])


def checked(member, content, **options):
    run = services.hand_in(member, [], {"deals.csv": content}, **options)
    imports.work(run.pk)
    return again(run)


def imported(member, content, **options):
    run = checked(member, content, **options)
    imports.start(actor=member, run=run)
    imports.work(run.pk)
    assert again(run).state == RunState.DONE, run.failure
    return run


def again(run):
    run.refresh_from_db()
    return run


def counts(run):
    return tuple(run.report[name] for name in ("made", "updated", "unchanged", "refused"))


def test_a_complete_row_is_registered_as_if_it_had_been_typed(carl, cast) -> None:
    run = imported(carl, table(row(1, help_wanted="Technical demonstration; proof")))
    found = Registration.objects.get()
    assert (found.state, found.external_id, found.partner) == (R.IN_REVIEW, "crm-1", cast.one)
    assert (found.product, str(found.amount), str(found.country)) == (cast.product, "$84,000.50", "NL")
    assert found.help_wanted == ["demo", "proof"]
    assert (found.referrer.user, found.reviewer) == (carl, cast.ben)
    assert found.close_on == timezone.localdate() + timedelta(days=60)
    assert counts(run) == (1, 0, 0, 0)
    assert run.report["gaps"] == {"were sent: thank you, your sales rep has them": 1}
    assert Message.objects.filter(recipient=carl, subject__contains="Buyer 1").exists(), "thanked at once"
    assert TimelineEntry.objects.filter(sentence="Imported from deals.csv", partner=cast.one).exists()


def test_an_excel_workbook_is_read_the_same(carl) -> None:
    run = services.hand_in(carl, [], {"deals.xlsx": xlsx_bytes([COLUMNS, row(1)])})
    imports.work(run.pk)
    assert again(run).preview["made"] == 1


def test_a_row_that_lacks_something_is_kept_as_a_draft_and_says_what(carl) -> None:
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    content = table(row(1, contact_email="", need=""), row(2), row(3, close_on=yesterday))
    preview = checked(carl, content)
    told = dict(preview.problems.values_list("line", "sentence"))
    assert sorted(told) == [2, 4]
    assert "Kept as a draft. e-mail: Please fill this in" in told[2]
    assert "This day has passed" in told[4]
    assert not Registration.objects.exists(), "nothing before somebody starts it"
    run = imported(carl, content)
    assert counts(run) == (3, 0, 0, 0)
    assert list(Registration.objects.order_by("external_id").values_list("state", flat=True)) == [
        R.DRAFT,
        R.IN_REVIEW,
        R.DRAFT,
    ]


def test_a_row_that_cannot_be_read_is_refused_by_line_and_field_and_the_others_go_on(carl) -> None:
    content = table(
        row(1, amount="a lot"),
        row(2, close_on="soon"),
        row(3, contact_email="nobody"),
        row(4, help_wanted="a miracle"),
        row(5, external_id=""),
        row(6, amount="10.50", currency="JPY"),
        row(7, company="---"),
        row(8, currency="XAU"),
        row(9),
        row(9, company="Other Buyer"),
    )
    run = imported(carl, content)
    told = dict(run.problems.values_list("line", "sentence"))
    words = ("amount", "close_on", "contact_email", "help_wanted", "external_id", "amount", "company", "XAU")
    assert all(word in told[line] for line, word in enumerate(words, start=2)), told
    assert "same id (crm-9) as line 10" in told[11]
    assert counts(run) == (1, 0, 0, 9)
    assert Registration.objects.get().external_id == "crm-9"


def test_the_same_file_twice_registers_nothing_twice(carl, cleo) -> None:
    content = table(row(1), row(2, need=""), row(3))
    imported(carl, content)
    before = list(Registration.objects.order_by("pk").values_list("pk", "state", "version"))
    sent = Message.objects.exclude(subject__startswith="Import done").count()
    again_run = imported(cleo, content)
    assert counts(again_run) == (0, 0, 3, 0)
    assert list(Registration.objects.order_by("pk").values_list("pk", "state", "version")) == before
    assert Message.objects.exclude(subject__startswith="Import done").count() == sent


def test_a_corrected_row_completes_its_draft_and_keeps_what_people_changed_since(carl) -> None:
    imported(carl, table(row(1, need="")))
    draft = Registration.objects.get()
    services.save_draft(carl, draft, {"contact_name": "Ida de Visser"})
    run = imported(carl, table(row(1)))
    assert counts(run) == (0, 1, 0, 0)
    draft.refresh_from_db()
    assert (draft.state, draft.contact_name, draft.need) == (R.IN_REVIEW, "Ida de Visser", "Two sites to equip.")


def test_what_was_sent_is_not_changed_by_a_file(carl, register) -> None:
    imported(carl, table(row(1)))
    register(carl, company="By Hand", website="", contact_email="x@by-hand.example", external_id="crm-2")
    run = imported(carl, table(row(1, amount="1"), row(2)))
    told = dict(run.problems.values_list("line", "sentence"))
    assert "is “In review”: a file does not change it any more" in told[2]
    assert "has this id" in told[3]
    assert Registration.objects.get(external_id="crm-1").amount.amount == 84000.50
    assert counts(run) == (0, 0, 0, 2)


def test_ones_own_customer_is_not_registered_again(carl, register) -> None:
    own = register(carl, company="Buyer 1 Textiles", website="", contact_email="ida@buyer1.example")
    run = imported(carl, table(row(1), row(2)))
    assert counts(run) == (1, 0, 0, 1)
    assert own.ref in run.problems.get().sentence


def test_a_taken_customer_is_kept_and_thanked_and_nobody_is_named(carl, dan, cast, as_) -> None:
    imported(dan, table(row(1), row(1, external_id="x", company="Zwaluw Secret", contact_email="s@zwaluw.example")))
    run = imported(carl, table(row(1)))
    mine = Registration.objects.get(partner=cast.one)
    assert mine.state == R.CONTESTED
    assert run.report["gaps"] == {"are kept as they are: a channel manager decides and tells you": 1}
    assert run.report["related"] == {}
    pages = [run.get_absolute_url(), reverse("imports:list"), reverse("imports:problems", args=[run.ref])]
    told = "".join(as_(carl).get(page).text for page in pages)
    told += "".join(f"{each.subject} {each.text} {each.html}" for each in Message.objects.filter(recipient=carl))
    for secret in ("Partner Two", "Dan Vogel", "Zwaluw", Registration.objects.filter(partner=cast.two)[0].ref):
        assert secret not in told


def test_a_partner_sees_only_its_own_imports_and_staff_sees_no_partners_drafts(cast, as_) -> None:
    run = checked(cast.cleo, table(row(1, need="Zwaluw secret")))
    doors = [run.get_absolute_url(), *(reverse(f"imports:{name}", args=[run.ref]) for name in ("problems", "start"))]
    for stranger in (cast.dan, cast.ada, cast.gus):
        assert [as_(stranger).get(door).status_code for door in doors] == [404, 404, 404]
        assert run.ref not in as_(stranger).get(reverse("imports:list")).text
        for verb in (imports.start, imports.discard):
            with pytest.raises(NotAllowed):
                verb(actor=stranger, run=run)
    assert run.ref in as_(cast.carl).get(reverse("imports:list")).text, "a colleague sees it"
    assert as_(cast.ben).get(reverse("imports:list")).status_code == 403
    theirs = imports.upload(actor=cast.ada, kind="leads", files={"l.csv": b"company,email\nX,x@x.example\n"})
    assert as_(cast.cleo).get(theirs.get_absolute_url()).status_code == 404


def test_ids_of_two_partners_do_not_meet(carl, dan, cast) -> None:
    imported(carl, table(row(1)))
    run = imported(dan, table(row(1, company="Quite Another", contact_email="x@another.example")), source=cast.one.ref)
    assert (run.source, counts(run)) == (cast.two.ref, (1, 0, 0, 0))
    assert Registration.objects.filter(external_id="crm-1").count() == 2


def test_members_import_nothing_else_and_staff_no_registrations(cast, as_) -> None:
    with pytest.raises(NotAllowed):
        imports.upload(actor=cast.cleo, kind="leads", files={"l.csv": b"company\nX\n"})
    for person in (cast.ada, cast.ben):
        with pytest.raises(NotAllowed):
            imports.upload(actor=person, kind="registrations", files={"r.csv": table(row(1))})
    assert "Deal registrations" not in as_(cast.ada).get(reverse("imports:new")).text


def test_a_campaign_of_somebody_else_is_not_known(carl, cast) -> None:
    theirs = cast.two.campaigns.get()
    run = checked(carl, csv_bytes([(*COLUMNS, "campaign"), (*row(1), theirs.name), (*row(2), theirs.ref)]))
    assert [reading[3] for reading in run.preview["readings"]] == ["unknown", "unknown"]


# -- the rules of engagement


def publish(ada, document, number=1):
    return DocumentVersion.objects.create(
        document=document, number=number, body="Be fair.", published_at=timezone.now(), published_by=ada
    )


@pytest.fixture
def engagement(ada):
    return publish(ada, Document.objects.create(title="Who sells to whom", kind="rules_of_engagement"))


def test_the_rules_are_accepted_once_for_the_file(carl, engagement, as_) -> None:
    with pytest.raises(InvalidInput, match="rules of engagement"):
        checked(carl, table(row(1)))
    assert not ImportRun.objects.exists()
    run = services.hand_in(carl, [engagement.pk], {"deals.csv": table(row(1), row(2))})
    imports.work(run.pk)
    imports.start(actor=carl, run=again(run))
    imports.work(run.pk)
    assert set(Registration.objects.values_list("rules_accepted", flat=True)) == {engagement.pk}
    assert Acknowledgement.objects.filter(user=carl).count() == 1


def test_rules_that_changed_meanwhile_leave_drafts(carl, ada, engagement) -> None:
    run = services.hand_in(carl, [engagement.pk], {"deals.csv": table(row(1))})
    imports.work(run.pk)
    imports.start(actor=carl, run=again(run))
    publish(ada, engagement.document, number=2)
    imports.work(run.pk)
    assert Registration.objects.get().state == R.DRAFT
    assert list(again(run).report["gaps"]) == [
        "are kept as drafts: the rules of engagement have changed, please read them and send each"
    ]


def test_a_partner_closed_for_business_hands_nothing_in_and_keeps_drafts(carl, cast) -> None:
    run = checked(carl, table(row(1)))
    imports.start(actor=carl, run=run)
    cast.one.state = PartnerState.SUSPENDED
    cast.one.save()
    imports.work(run.pk)
    assert Registration.objects.get().state == R.DRAFT
    with pytest.raises(NotAllowed, match="cannot register deals"):
        checked(carl, table(row(2)))


# -- pages


def test_the_way_on_the_pages(cleo, engagement, as_) -> None:
    client, door = as_(cleo), reverse("deals:register_file")
    assert door in client.get(reverse("deals:registrations")).text
    page = client.get(door).text
    assert "kept as a draft" in page
    assert "Who sells to whom" in page
    sent = {"file": SimpleUploadedFile("deals.csv", table(row(1))), "currency": "EUR", "rules_read": engagement.pk}
    refused = client.post(door, sent)
    assert (refused.status_code, ImportRun.objects.count()) == (422, 0)
    sent["file"] = SimpleUploadedFile("deals.csv", table(row(1, need="")))
    answer = client.post(door, {**sent, "accept_rules": "on"})
    run = ImportRun.objects.get()
    assert answer.url == run.get_absolute_url()
    imports.work(run.pk)
    assert "Kept as a draft." in client.get(run.get_absolute_url()).text
    assert client.post(reverse("imports:start", args=[run.ref])).status_code == 302
    imports.work(run.pk)
    assert "What became of the rows" in client.get(run.get_absolute_url()).text
    assert "deals.csv" in client.get(reverse("imports:list")).text


def test_staff_have_no_door(cast, as_) -> None:
    assert reverse("deals:register_file") not in as_(cast.ada).get(reverse("deals:registrations")).text


def test_a_mapping_names_foreign_columns(carl) -> None:
    content = csv_bytes([("Nr", *COLUMNS[1:]), row(1)])
    run = checked(carl, content, mapping=json.dumps({"columns": {"Nr": "external_id"}}))
    assert run.preview["made"] == 1


def test_a_partner_does_not_wait_for_the_vendors_import(carl) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s::int, 0)", [LOCK])
        with one_at_a_time(carl.member.partner):
            pass
        cursor.execute("SELECT pg_advisory_unlock(%s::int, 0)", [LOCK])
