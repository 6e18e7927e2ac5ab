"""Mail at once, in the morning, or as a notice only: chosen by topic, and never for what must not wait."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template.loader import get_template
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from prm.core.errors import InvalidInput
from prm.outbox import services, topics
from prm.outbox.enums import State
from prm.outbox.models import MailChoice, Message
from prm.outbox.topics import Mode, Topic

EVENING = datetime(2026, 11, 2, 17, tzinfo=UTC)
CONTEXT = {"url": "https://portal.example/leads/L-1/"}


def choose(person, mode, topic=Topic.PROGRESS):
    services.choose_mails(actor=person, choices={topic: mode})


@pytest.fixture
def mail(cast, monkeypatch):
    """`mail("k")`: a mail of the topic “progress” to Carl."""
    monkeypatch.setitem(topics.TOPIC_OF, "hello", Topic.PROGRESS)

    def post(key="k", to=cast.carl, template="hello"):
        return services.post_mail(key=key, to=to, template=template, context={**CONTEXT, "name": key, "link": "x"})

    return post


def test_every_template_of_a_topic_exists():
    for template in topics.TOPIC_OF:
        get_template(f"mail/{template}.txt")


def test_what_must_not_wait_is_in_no_topic():
    must = {"offer_made", "offer_reminder", "registration_rejected", "lead_rejected", "security_notice", "invitation",
            "registration_acknowledged", "lead_acknowledged", "protection_warning", "password_reset"}  # fmt: skip
    assert must.isdisjoint(topics.TOPIC_OF)


@pytest.mark.django_db
def test_without_a_choice_it_comes_at_once(cast, mail):
    assert mail().state == State.QUEUED


@pytest.mark.django_db
def test_a_notice_only_is_no_mail(cast, mail):
    choose(cast.carl, Mode.NOTICE)
    assert mail() is None
    assert not Message.objects.exists()
    assert mail("other", to=cast.cleo).state == State.QUEUED, "a choice is one person's"


@pytest.mark.django_db
def test_the_morning_brings_one_mail_once(cast, mail):
    choose(cast.carl, Mode.DIGEST)
    with time_machine.travel(EVENING, tick=False) as clock:
        assert [mail(key).state for key in ("one", "two")] == [State.GATHERED] * 2
        assert mail("one") is None, "the same event is told once"
        assert services.send_digests() == 0
        clock.move_to(datetime(2026, 11, 3, 7, 1, tzinfo=UTC))  # 8:01 in Amsterdam
        assert services.send_digests() == 1
        assert services.send_digests() == 0
        digest = Message.objects.get(state=State.QUEUED)
        assert digest.key == f"digest:{cast.carl.ref}:2026-11-03"
        assert digest.text.count(CONTEXT["url"]) == 2
        assert "2 messages" in digest.subject
        assert Message.objects.filter(state=State.SENT).count() == 2


@pytest.mark.django_db
def test_nothing_gathered_is_lost_when_the_mail_of_the_day_is_out(cast, mail):
    choose(cast.carl, Mode.DIGEST)
    with time_machine.travel(EVENING, tick=False) as clock:
        mail("one")
        clock.move_to(datetime(2026, 11, 3, 7, 1, tzinfo=UTC))
        services.send_digests()
        mail("two")
        Message.objects.filter(key="two").update(due_at=datetime(2026, 11, 3, 7, 0, tzinfo=UTC))
        assert services.send_digests() == 0
        assert Message.objects.get(key="two").due_at == datetime(2026, 11, 4, 7, 0, tzinfo=UTC)
        clock.shift(timedelta(days=1))
        assert services.send_digests() == 1


@pytest.mark.django_db
def test_a_closed_account_gets_none(cast, mail):
    choose(cast.carl, Mode.DIGEST)
    with time_machine.travel(EVENING, tick=False) as clock:
        mail()
        type(cast.carl).objects.filter(pk=cast.carl.pk).update(is_active=False)
        clock.shift(timedelta(days=1))
        assert services.send_digests() == 0
    assert list(Message.objects.values_list("state", flat=True)) == [State.CANCELLED]


@pytest.mark.django_db
def test_the_page_keeps_the_choice_and_says_why_some_cannot_be_switched_off(cast, as_):
    client, url = as_(cast.carl), reverse("outbox:choices")
    page = client.get(url).content.decode()
    assert "An offer runs out" in page
    answers = dict.fromkeys(Topic.values, Mode.AT_ONCE) | {Topic.FEES: Mode.DIGEST}
    assert client.post(url, answers).status_code == 302
    assert client.post(url, answers | {Topic.FEES: Mode.NOTICE}).status_code == 302
    assert MailChoice.objects.get(user=cast.carl, topic=Topic.FEES).mode == Mode.NOTICE
    assert client.post(url, {**answers, Topic.FEES: "never"}).status_code == 422
    assert not MailChoice.objects.visible_to(cast.cleo).exists()


@pytest.mark.django_db
def test_a_security_mail_cannot_be_chosen_away(cast):
    with pytest.raises(InvalidInput):
        services.choose_mails(actor=cast.carl, choices={"security": Mode.NOTICE})


@pytest.mark.django_db
def test_every_mail_to_a_person_leads_to_the_choice(cast, mail):
    message = mail()
    assert reverse("outbox:choices") in message.text
    assert reverse("outbox:choices") in message.html


@given(
    st.integers(0, 365 * 24 * 60),
    st.sampled_from(["Europe/Amsterdam", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Apia"]),
)
def test_the_morning_is_the_next_eight_o_clock_there(minutes, name):
    now, zone = EVENING + timedelta(minutes=minutes), ZoneInfo(name)
    due = topics.next_morning(now, zone)
    assert timedelta() < due - now <= timedelta(hours=25)
    assert due.astimezone(zone).hour == 8
