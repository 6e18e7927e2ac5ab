"""Two partners after one customer: neither learns of the other, on no page, in no file, mail, notice or refusal."""

import pytest

from deals import services
from deals.models import Registration
from prm.core.models import TimelineEntry
from prm.outbox.models import Message
from prm.promises.models import Promise

SECRETS = ("Canary", "canary.example", "+31 6 5550 777", "98,765", "98765", "CanaryCity")


@pytest.fixture
def ours(register, cleo):
    """Partner one's, full of words that Dan may never read."""
    return register(
        cleo,
        company="Hofmann Canary Logistik",
        contact_name="Canary Contact",
        contact_email="x@canary.example",
        contact_phone="+31 6 5550 777",
        city="CanaryCity",
        need="Canary need",
        external_id="Canary-1",
    )


@pytest.fixture
def theirs(ours, register, dan):
    return register(dan, company="Hofmann")


@pytest.fixture
def secrets(ours, cleo, carl):
    return (*SECRETS, ours.ref, "Partner One", cleo.name, cleo.email, carl.name)


def clean(text, secrets, where):
    for secret in secrets:
        assert secret not in text, f"“{secret}” in {where}"


PAGES = (
    "/deals/",
    "/deals/?q=Canary",
    "/deals/?export=csv",
    "/deals/registrations/",
    "/deals/registrations/?q=Canary",
    "/deals/registrations/?export=csv",
    "/deals/register/",
    "/fees/",
    "/fees/?export=csv",
    "{theirs}",
    "{theirs}withdraw/",
)


@pytest.mark.parametrize("where", PAGES)
def test_no_page_of_the_other_partner_holds_a_word_of_it(where, ours, theirs, as_, dan, ben, secrets) -> None:
    services.approve(ben, ours)
    url = where.format(theirs=theirs.get_absolute_url())
    answer = as_(dan).get(url)
    text = answer.content.decode(errors="replace").replace("q=Canary", "").replace('value="Canary"', "")
    clean(text, secrets, url)


@pytest.mark.parametrize("where", ["/deals/", "/deals/registrations/"])
def test_nor_does_a_spreadsheet(where, ours, theirs, as_, dan, ben, secrets) -> None:
    import tablib

    services.approve(ben, ours)
    answer = as_(dan).get(f"{where}?export=xlsx")
    clean(tablib.Dataset().load(answer.content, format="xlsx").csv, secrets, where)


def test_nor_any_mail_or_notice(ours, theirs, dan, ada, ben, cleo, secrets) -> None:
    services.approve(ben, ours)
    services.withdraw(cleo, ours)
    services.award(ada, theirs)
    for message in Message.objects.filter(recipient=dan):
        everything = f"{message.subject} {message.text} {message.html} {message.url} {message.attachments}"
        clean(everything, secrets, message.key)
        assert "somebody else" not in everything.lower()


def test_nor_the_timeline_or_a_promise(ours, theirs, dan, secrets) -> None:
    for entry in TimelineEntry.objects.visible_to(dan):
        clean(f"{entry.sentence} {entry.detail} {entry.actor_name}", secrets, "the timeline")
    for promise in Promise.objects.visible_to(dan):
        clean(f"{promise.subject_label} {promise.url}", secrets, "a promise")


def test_nor_the_answer_to_the_form(ours, as_, dan, secrets) -> None:
    from .test_registering import typed

    answer = as_(dan).post("/deals/register/", typed(company="Hofmann"), follow=True)
    text = answer.content.decode()
    clean(text, secrets, "the answer")
    assert Registration.objects.get(partner=dan.member.partner).state == "contested"
    assert "Under arbitration" in text


def test_the_holder_learns_nothing_of_who_came_second(ours, theirs, as_, cleo, ben) -> None:
    services.approve(ben, ours)
    strange = (theirs.ref, "Partner Two", "Dan Vogel")
    for url in (ours.get_absolute_url(), "/deals/registrations/", (ours.opportunity and "/deals/") or "/deals/"):
        clean(as_(cleo).get(url).content.decode(), strange, url)
    for message in Message.objects.filter(recipient=cleo):
        clean(f"{message.subject} {message.text} {message.html}", strange, message.key)


ACTIONS = ("", "edit/", "withdraw/", "answer/", "appeal/", "extend/")


@pytest.mark.parametrize("action", ACTIONS)
def test_anothers_registration_does_not_exist(action, ours, as_, dan) -> None:
    client, url = as_(dan), f"{ours.get_absolute_url()}{action}"
    missing = url.replace(ours.ref, "R-000000")
    assert client.get(url).status_code == client.get(missing).status_code == 404
    assert client.post(url, {"note": "x"}).status_code in (404, 405)
    ours.refresh_from_db()
    assert ours.state == "in_review"


@pytest.mark.parametrize("action", ["", "update/", "win/", "lose/", "note/"])
def test_anothers_deal_does_not_exist(action, deal, as_, dan) -> None:
    client, url = as_(dan), f"{deal.get_absolute_url()}{action}"
    assert client.get(url).status_code == 404
    assert client.post(url, {"note": "x"}).status_code in (404, 405)


def test_staff_see_both_sides(ours, theirs, as_, ada) -> None:
    page = as_(ada).get(theirs.get_absolute_url()).content.decode()
    assert ours.ref in page and "Partner One" in page
