"""Who has read what: downloads and acknowledgements by version, who has not, and reminding them."""

import pytest
from django.urls import reverse

from partners.library import selectors, services
from partners.library.models import Download
from prm.core.errors import NotAllowed, TransitionRefused
from prm.outbox.models import Message

from .test_library import publish, upload


@pytest.fixture
def rules(cast):
    return publish(cast, must_acknowledge=True, file=upload())


def figures(document):
    return selectors.reading_figures(document, selectors.newest_version(document))


def names(client, document, **query):
    table = client.get(reverse("library:readers", args=[document.ref]), query).context["table"]
    return {row.record.user.name for row in table.rows}


def test_downloads_of_members_are_counted_and_those_of_staff_are_not(cast, as_, rules):
    url = reverse("library:download", args=[rules.ref, 1])
    for person in (cast.carl, cast.carl, cast.ada):
        b"".join(as_(person).get(url).streaming_content)
    row = Download.objects.get()
    assert (row.user, row.times) == (cast.carl, 2) and row.last_at > row.first_at
    assert figures(rules) == {"people": 3, "accepted": 0, "downloaded": 1, "waiting": 3}


def test_a_refused_download_leaves_no_trace(cast, as_):
    gold = publish(cast, title="Gold", minimum_tier=cast.one.tier, file=upload())
    assert as_(cast.dan).get(reverse("library:download", args=[gold.ref, 1])).status_code == 404
    assert as_(cast.carl).get(reverse("library:download", args=[gold.ref, 7])).status_code == 404
    assert not Download.objects.exists()


def test_readers_are_told_by_version(cast, as_, rules):
    services.acknowledge(actor=cast.carl, version=selectors.newest_version(rules))
    client = as_(cast.ada)
    assert names(client, rules, show="read") == {"Carl Smit"}
    assert names(client, rules, show="waiting") == {"Cleo Maes", "Dan Vogel"}
    services.publish_version(actor=cast.ada, document=rules, body="Be fairer.")
    assert names(client, rules, show="waiting") == {"Carl Smit", "Cleo Maes", "Dan Vogel"}
    assert names(client, rules, show="read", version="1") == {"Carl Smit"}
    assert client.get(reverse("library:readers", args=[rules.ref]), {"version": "9"}).status_code == 404


def test_only_those_it_is_published_to_are_waited_for(cast, as_):
    gold = publish(cast, title="Gold", minimum_tier=cast.one.tier, body="x")
    msp = publish(cast, title="MSP", partner_types=["msp"], body="x")
    cast.cleo.is_active = False
    cast.cleo.save()
    assert names(as_(cast.ada), gold) == {"Carl Smit"}
    assert figures(msp)["people"] == 0


def test_who_fetched_the_file_has_read_what_nobody_is_asked_to_accept(cast, as_):
    document = publish(cast, title="Prices", file=upload())
    b"".join(as_(cast.dan).get(reverse("library:download", args=[document.ref, 1])).streaming_content)
    assert names(as_(cast.ada), document, show="read") == {"Dan Vogel"}
    assert names(as_(cast.ada), document, show="fetched") == {"Dan Vogel"}


def test_a_reminder_goes_once_a_week_to_those_who_wait(cast, as_, rules, monkeypatch):
    services.acknowledge(actor=cast.carl, version=selectors.newest_version(rules))
    monkeypatch.setattr(services, "REMINDED_AT_ONCE", 1)
    results = [services.remind_readers(actor=cast.ada, document=rules) for _time in range(3)]
    assert results == [(1, 1), (1, 0), (0, 0)]
    mails = Message.objects.filter(channel="mail")
    assert {mail.recipient for mail in mails} == {cast.cleo, cast.dan}
    assert all("Rules" in mail.subject and rules.get_absolute_url() in mail.text for mail in mails)
    assert mails.first().reply_to == cast.ada.email
    page = as_(cast.ada).post(reverse("library:remind", args=[rules.ref]), follow=True)
    assert "Nobody was written to" in page.content.decode()


def test_who_may_not_remind_and_what_cannot_be_reminded_of(cast, rules):
    for person in (cast.ben, cast.cleo, cast.fay):
        with pytest.raises(NotAllowed):
            services.remind_readers(actor=person, document=rules)
    services.withdraw(actor=cast.ada, document=rules)
    with pytest.raises(TransitionRefused):
        services.remind_readers(actor=cast.ada, document=rules)
    assert not Message.objects.exists()


def test_the_list_of_readers_asks_as_often_for_many_and_sorts_and_exports(cast, as_, rules, django_assert_num_queries):
    client, url = as_(cast.ada), reverse("library:readers", args=[rules.ref])
    client.get(url)
    with django_assert_num_queries(9):
        page = client.get(url)
    for column in page.context["table"].base_columns:
        assert len(client.get(url, {"sort": column}).context["table"].rows) == 3
        assert len(client.get(url, {"sort": f"-{column}"}).context["table"].rows) == 3
    text = client.get(url, {"export": "csv", "show": "waiting"}).content.decode("utf-8-sig")
    assert "Dan Vogel" in text and "Partner Two" in text
