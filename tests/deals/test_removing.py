"""What was put to a deal is taken away again: by whom it may be, with its history, on the page and by the API."""

import base64

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from deals import services
from deals.models import DealContact, DealFile, Opportunity
from prm.core.errors import NotAllowed, TransitionRefused
from prm.core.models import TimelineEntry

from .test_api import call  # noqa: F401


def fresh(row):
    return type(row)._base_manager.get(pk=row.pk)


@pytest.fixture
def person(deal, cleo):
    services.add_contact(cleo, deal, {"name": "Jan Vos", "email": "jan@hofmann.example"}, "buys")
    return DealContact.objects.get(deal=deal)


@pytest.fixture
def file(deal, cleo):
    services.add_files(cleo, deal, [SimpleUploadedFile("plan.txt", b"The plan.")])
    return DealFile.objects.get()


def said(deal):
    return list(TimelineEntry.objects.filter(object_id=deal.pk).values_list("sentence", "actor_name", "detail"))


# -- people


def test_a_person_is_removed_on_the_page(as_, deal, person, cleo, ben) -> None:
    page = as_(ben).get(deal.get_absolute_url()).content.decode()
    url = f"{deal.get_absolute_url()}contact/{person.contact.ref}/remove/"
    assert url in page and as_(ben).get(url).status_code == 200
    assert as_(ben).post(url).status_code == 302
    assert (
        not deal.people.exists()
        and "Jan Vos" not in as_(cleo).get(f"{deal.get_absolute_url()}contact/").content.decode()
    )
    assert ("removed Jan Vos from the deal", "Ben Alder", "") in said(deal)
    history = apps.get_model("deals", "DealContactEvent").objects.filter(pgh_obj_id=person.pk)
    assert list(history.order_by("pk").values_list("pgh_label", "role")) == [("insert", "buys"), ("delete", "buys")]
    assert as_(ben).post(url).status_code == 404


def test_when_the_first_one_goes_the_next_takes_the_place(deal, person, cleo) -> None:
    first = deal.contact
    services.remove_contact(cleo, deal, first)
    assert fresh(deal).contact == person.contact
    services.remove_contact(cleo, deal, person.contact)
    assert fresh(deal).contact is None
    with pytest.raises(TransitionRefused, match="no part"):
        services.remove_contact(cleo, deal, first)


@pytest.mark.parametrize("who", ["dan", "fay"])
def test_strangers_remove_nobody_and_nothing(who, as_, cast, deal, person, file) -> None:
    client = as_(getattr(cast, who))
    for url in (f"{deal.get_absolute_url()}contact/{person.contact.ref}/remove/", f"/deals/files/{file.ref}/remove/"):
        assert client.get(url).status_code in (403, 404) and client.post(url).status_code in (403, 404)
    assert deal.people.exists() and as_(cast.cleo).get(file.get_absolute_url()).status_code == 200


def test_a_contact_of_another_deal_is_not_there(as_, deal, person, register, cleo, ben) -> None:
    other = services.approve(ben, register(cleo, company="Visser", website="visser.example")).opportunity
    assert as_(cleo).post(f"{other.get_absolute_url()}contact/{person.contact.ref}/remove/").status_code == 404
    assert deal.people.exists()


def test_a_closed_deal_keeps_what_it_has(deal, person, file, cleo) -> None:
    services.lose(cleo, deal, "price")
    with pytest.raises(TransitionRefused):
        services.remove_contact(cleo, deal, person.contact)
    with pytest.raises(TransitionRefused):
        services.remove_file(cleo, file)


# -- files


def test_a_file_is_removed_and_kept(as_, deal, file, cleo, ben) -> None:
    url = f"/deals/files/{file.ref}/remove/"
    assert url in as_(cleo).get(deal.get_absolute_url()).content.decode()
    assert as_(cleo).post(url).status_code == 302
    for person in (cleo, ben):
        assert as_(person).get(file.get_absolute_url()).status_code == 404
        assert "plan.txt</a>" not in as_(person).get(deal.get_absolute_url()).content.decode()
    assert fresh(file).file.storage.exists(file.file.name) and fresh(file).removal.removed_by == cleo
    assert ("removed a file", "Cleo Maes", "plan.txt") in said(deal)
    assert as_(cleo).post(url).status_code == 404


def test_each_side_removes_what_it_added(as_, deal, file, carl, ben, ada) -> None:
    answer = as_(ben).post(f"/deals/files/{file.ref}/remove/")
    assert answer.status_code == 403 and "ask them" in answer.content.decode()
    assert f"/deals/files/{file.ref}/remove/" not in as_(ben).get(deal.get_absolute_url()).content.decode()
    with pytest.raises(NotAllowed):
        services.remove_file(ben, file)
    services.remove_file(carl, file)
    services.remove_file(ada, file)
    assert [sentence for sentence, _who, _detail in said(deal)].count("removed a file") == 1


def test_added_again_it_is_shown_again(as_, deal, file, cleo) -> None:
    services.remove_file(cleo, file)
    services.add_files(cleo, deal, [SimpleUploadedFile("plan.txt", b"The plan.")])
    assert as_(cleo).get(file.get_absolute_url()).status_code == 200
    assert DealFile.objects.count() == 1


# -- by the API


def test_people_by_the_api(call, deal, cleo, dan) -> None:  # noqa: F811
    body = {"name": "Jan Vos", "email": "jan@hofmann.example", "role": "buys"}
    made = call(cleo, "post", f"deals/{deal.ref}/people", body)
    assert made.status_code == 200, made.content
    [person] = made.json()["people"]
    assert (person["name"], person["role"]) == ("Jan Vos", "buys")
    assert call(cleo, "get", f"deals/{deal.ref}").json()["people"] == [person]
    address = f"deals/{deal.ref}/people/{person['ref']}"
    assert call(dan, "delete", address).status_code == 404
    assert call(cleo, "delete", address).status_code == 204
    assert call(cleo, "delete", address).status_code == 404
    assert call(cleo, "get", f"deals/{deal.ref}").json()["people"] == []
    assert call(cleo, "post", f"deals/{deal.ref}/people", {**body, "role": "boss"}).status_code == 422


def test_files_by_the_api(call, deal, cleo, ben, dan) -> None:  # noqa: F811
    content = base64.b64encode(b"The plan.").decode()
    made = call(cleo, "post", f"deals/{deal.ref}/files", {"files": [{"name": "plan.txt", "base64": content}]})
    assert made.status_code == 200, made.content
    [file] = made.json()["files"]
    assert (file["file_name"], file["size"], file["uploaded_by"]) == ("plan.txt", 9, "Cleo Maes")
    got = call(ben, "get", f"deal-files/{file['ref']}")
    assert b"".join(got.streaming_content) == b"The plan." and "attachment" in got["Content-Disposition"]
    assert call(dan, "get", f"deal-files/{file['ref']}").status_code == 404
    assert call(ben, "delete", f"deal-files/{file['ref']}").status_code == 403
    assert call(cleo, "delete", f"deal-files/{file['ref']}").status_code == 204
    assert call(cleo, "get", f"deal-files/{file['ref']}").status_code == 404
    wrong = call(cleo, "post", f"deals/{deal.ref}/files", {"files": [{"name": "plan.txt", "base64": "?"}]})
    assert wrong.status_code == 422
    assert call(cleo, "patch", f"deals/{deal.ref}", {"competitors": ""}).json()["competitors"] == ""
    assert Opportunity.objects.get().competitors == ""
