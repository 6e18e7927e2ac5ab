"""Working a deal: what a stage asks for, people at the customer, competitors, files that both sides read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deals import selectors, services, stages
from deals.models import DealContact, DealFile, Opportunity, StagePolicy
from leads.models import Contact
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed

ROOM = {"name": "Ida Visser", "title": "Head of IT", "email": "ida2@hofmann.example", "phone": ""}


def text_file(name="plan.txt", content=b"The plan."):
    return SimpleUploadedFile(name, content)


# -- what a stage asks for


class Bare:
    contact = amount = close_on = product = None
    next_step = competitors = ""


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [
        ("prospecting", "engaging", ["contact"]),
        ("prospecting", "negotiation", ["contact", "amount", "close_on", "next_step"]),
        ("proposal", "negotiation", ["contact", "amount", "close_on", "next_step"]),
        ("negotiation", "prospecting", []),
        ("engaging", "engaging", []),
        ("prospecting", "won", []),
    ],
)
def test_moving_on_needs_what_every_stage_on_the_way_asks_for(before, after, missing) -> None:
    assert stages.lacking(before, after, stages.first_needs(), Bare()) == missing


def test_a_refusal_names_the_fields(as_, deal, cleo) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.update_deal(cleo, deal, {"stage": "negotiation", "amount": None})
    assert set(refusal.value.fields) == {"stage", "amount", "next_step"}
    assert "amount, next step" in refusal.value.message
    assert Opportunity.objects.get(pk=deal.pk).stage == "prospecting"
    form = as_(cleo).get(f"{deal.get_absolute_url()}update/").context["form"]
    typed = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    answer = as_(cleo).post(f"{deal.get_absolute_url()}update/", {**typed, "stage": "negotiation"})
    assert answer.status_code == 422 and answer.context["form"]["next_step"].errors
    services.update_deal(cleo, deal, {"stage": "negotiation", "next_step": "Sign"})


def test_the_channel_sets_what_is_needed_and_every_version_stays(as_, deal, ada, cleo, ben) -> None:
    client, url = as_(ada), "/settings/stages/"
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    assert client.post(url, {**typed, "needs_engaging": ["competitors"], "days_engaging": 40}).status_code == 302
    assert client.post(url, {**typed, "days_engaging": 0}).status_code == 422
    assert client.post(url, {**typed, "needs_engaging": ["password"]}).status_code == 422
    current = selectors.current_stages()
    assert (current.number, current.needs["engaging"], current.days["engaging"]) == (2, ["competitors"], 40)
    assert [row.number for row in selectors.stage_versions()] == [2, 1]
    assert services.change_stages(ada, current.needs, current.days).number == 2
    with pytest.raises(InvalidInput):
        services.update_deal(cleo, deal, {"stage": "engaging"})
    services.update_deal(cleo, deal, {"stage": "engaging", "competitors": "Initech"})
    with pytest.raises(NotAllowed):
        services.change_stages(ben, {}, {})
    assert StagePolicy.objects.count() == 2


# -- people at the customer


def test_both_sides_see_who_has_a_part(as_, deal, cleo, ben) -> None:
    url = f"{deal.get_absolute_url()}contact/"
    assert as_(cleo).post(url, {**ROOM, "name": "Bo Bos", "role": "decides"}).status_code == 302
    for person in (cleo, ben):
        page = as_(person).get(deal.get_absolute_url()).content.decode()
        assert "Bo Bos" in page and "Decides" in page
    assert "named Bo Bos" in timeline.of(deal, cleo).first().sentence
    assert Contact.objects.get(name="Bo Bos").partner == deal.partner


def test_named_again_the_part_changes(deal, cleo) -> None:
    services.add_contact(cleo, deal, ROOM, "uses")
    services.add_contact(cleo, deal, ROOM, "decides")
    assert DealContact.objects.get().role == "decides"


def test_the_first_one_is_the_deals_contact(deal, cleo) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(contact=None)
    with pytest.raises(InvalidInput):
        services.update_deal(cleo, deal, {"stage": "engaging"})
    services.add_contact(cleo, deal, ROOM, "decides")
    assert Opportunity.objects.get(pk=deal.pk).contact.name == "Ida Visser"
    services.update_deal(cleo, deal, {"stage": "engaging"})


@pytest.mark.parametrize("bad", [{"name": "  "}, {"role": "king"}, {"email": "no mail"}, {"name": "x" * 200}])
def test_people_that_are_none(bad, as_, deal, cleo) -> None:
    answer = as_(cleo).post(f"{deal.get_absolute_url()}contact/", {**ROOM, "role": "uses", **bad})
    assert answer.status_code == 422 and not DealContact.objects.exists()


def test_not_more_than_twenty(deal, cleo) -> None:
    for number in range(20):
        services.add_contact(cleo, deal, {"name": f"Person {number}"}, "uses")
    with pytest.raises(InvalidInput):
        services.add_contact(cleo, deal, {"name": "One more"}, "uses")


# -- files


def test_files_are_read_by_both_sides_and_nobody_else(as_, deal, cleo, ben, dan) -> None:
    url = f"{deal.get_absolute_url()}files/"
    assert as_(cleo).post(url, {"file": [text_file(), text_file("again.txt")]}).status_code == 302
    kept = DealFile.objects.get()
    assert kept.file_name == "plan.txt" and "plan" not in kept.file.name
    for person in (cleo, ben):
        assert "plan.txt" in as_(person).get(deal.get_absolute_url()).content.decode()
        answer = as_(person).get(kept.get_absolute_url())
        assert b"".join(answer.streaming_content) == b"The plan."
        assert answer["Content-Disposition"].startswith("attachment")
        assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert as_(dan).get(kept.get_absolute_url()).status_code == 404
    assert as_(dan).post(url, {"file": [text_file()]}).status_code == 404


HOSTILE = [
    ("page.txt", b"<script>alert(1)</script>"),
    ("page.html", b"<!doctype html>"),
    ("photo.png", b"%PDF-1.4 %%EOF"),
    ("run.exe", b"MZ\x90\x00"),
    ("empty.txt", b""),
]


@pytest.mark.parametrize(("name", "content"), HOSTILE)
def test_a_file_is_what_its_content_says(name, content, as_, deal, cleo) -> None:
    answer = as_(cleo).post(f"{deal.get_absolute_url()}files/", {"file": [text_file(name, content)]})
    assert answer.status_code == 422 and not DealFile.objects.exists()


def test_a_path_in_the_name_leads_nowhere(deal, cleo) -> None:
    services.add_files(cleo, deal, [text_file("..\\..\\etc/passwd.txt")])
    assert DealFile.objects.get().file_name == "passwd.txt"


def test_no_file_is_no_file(as_, deal, cleo) -> None:
    assert as_(cleo).post(f"{deal.get_absolute_url()}files/", {}).status_code == 422


def test_a_closed_deal_still_takes_its_papers(deal, cleo) -> None:
    services.win(cleo, deal)
    services.add_files(cleo, Opportunity.objects.get(pk=deal.pk), [text_file()])
    assert DealFile.objects.count() == 1


def test_the_page_costs_the_same_with_many(as_, deal, cleo, django_assert_max_num_queries) -> None:
    for number in range(8):
        services.add_contact(cleo, deal, {"name": f"Person {number}"}, "uses")
        services.add_files(cleo, deal, [text_file(f"{number}.txt", f"Plan {number}".encode())])
    client = as_(cleo)
    client.get(deal.get_absolute_url())
    with django_assert_max_num_queries(15):
        client.get(deal.get_absolute_url())
