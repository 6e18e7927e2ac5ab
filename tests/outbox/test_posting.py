"""A message is written in the transaction that causes it, once for each event, as its reader will see it."""

import base64
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import DatabaseError, transaction
from django.template import TemplateDoesNotExist

from prm.outbox import services
from prm.outbox.enums import Channel, State
from prm.outbox.models import Message
from prm.outbox.text import mail_id, one_line
from prm.outbox.transports.mail import build

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 11, 2, 15, tzinfo=UTC)


def hello(cast, **kwargs):
    wanted = {
        "key": "offer:1",
        "to": cast.carl,
        "template": "hello",
        "context": {"company": "O'Neill & Söhne", "until": UNTIL},
    }
    return services.post_mail(**(wanted | kwargs))


def as_sent(message):
    """The mail as a mail program reads it from the wire."""
    return BytesParser(policy=policy.default).parsebytes(build(message).message().as_bytes())


def test_subject_text_and_html_are_rendered_for_the_reader(cast):
    cast.carl.time_zone = "Asia/Tokyo"
    message = hello(cast)
    assert message.subject == "An offer from O'Neill & Söhne until 00:00"
    assert message.text == (
        "Dear Carl Smit,\n\nO'Neill & Söhne waits for you until Tue 00:00: "
        "http://127.0.0.1:8000/offers/F-7K3M9Q/\n\nNorthwind Partners\n"
        "\n-- \nChoose which mails you get: http://127.0.0.1:8000/notices/choices/\n"
    )
    assert "O&#x27;Neill &amp; Söhne" in message.html
    assert '<a href="http://127.0.0.1:8000/offers/F-7K3M9Q/"' in message.html
    assert message.html.startswith("<!DOCTYPE html>")


def test_a_mail_may_have_html_of_its_own(cast):
    message = hello(cast, template="rich", context={"company": "<b>Acme</b>"})
    assert message.text.startswith("Plain <b>Acme</b>\n\n-- \n")
    assert "<h1>&lt;b&gt;Acme&lt;/b&gt;</h1>" in message.html
    assert 'class="button" href="http://127.0.0.1:8000"' in message.html


@pytest.mark.parametrize("template", ["no-such-mail", "broken"])
def test_a_missing_template_is_an_error_and_not_half_a_mail(cast, template):
    with pytest.raises(TemplateDoesNotExist):
        hello(cast, template=template, context={})
    assert not Message.objects.exists()


def test_an_unknown_time_zone_does_not_lose_the_mail(cast):
    cast.carl.time_zone = "Mars/Olympus"
    assert hello(cast).subject.endswith("15:00")


def test_the_same_event_is_posted_once(cast):
    assert hello(cast) is not None
    assert hello(cast, context={"company": "Another", "until": UNTIL}) is None
    assert services.post_notice(key="offer:1", to=cast.carl, title="Offer") is None
    assert Message.objects.count() == 1


def test_what_was_rolled_back_was_never_posted(cast, hints, django_capture_on_commit_callbacks):
    with pytest.raises(DatabaseError), transaction.atomic():
        hello(cast)
        raise DatabaseError
    assert not Message.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        message = hello(cast)
    assert hints == [("outbox.deliver", message.pk)]


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_does_not_fit_is_an_error(cast, key):
    with pytest.raises(ValueError, match="1 to 200"):
        hello(cast, key=key)


def test_the_id_follows_from_the_key(cast, settings):
    settings.DEFAULT_FROM_EMAIL = "Northwind <partners@northwind.example>"
    message = hello(cast)
    assert message.message_id == mail_id("offer:1")
    assert message.message_id.endswith("@northwind.example>")
    assert mail_id("offer:1") != mail_id("offer:2")


def test_the_mail_comes_from_the_site_on_behalf_of_a_person(cast):
    mail = as_sent(hello(cast, reply_to=cast.ben))
    assert mail["From"] == "Ben Alder via Northwind Partners <partners@northwind.example>"
    assert mail["Reply-To"] == "ben@example.com"
    assert mail["To"] == "carl@example.com"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_without_a_person_it_is_the_site_itself(cast):
    mail = as_sent(hello(cast))
    assert mail["From"] == "Northwind Partners <partners@northwind.example>"
    assert mail["Reply-To"] is None


def test_a_name_with_signs_of_its_own_stays_one_name(cast):
    mail = as_sent(hello(cast, sender_name='Søren "Bo", Jr. <x@evil.example>'))
    [sender] = mail["From"].addresses
    assert sender.addr_spec == "partners@northwind.example"
    assert sender.display_name == 'Søren "Bo", Jr. <x@evil.example> via Northwind Partners'


def test_a_repeat_is_the_same_mail(cast):
    message = hello(cast)
    first = as_sent(message)
    again = as_sent(Message.objects.get(pk=message.pk))
    assert (first["Message-ID"], first["Date"]) == (again["Message-ID"], again["Date"])


def test_files_go_with_it(cast):
    card = services.Attachment("Ben\r\nAlder.vcf", b"BEGIN:VCARD\r\nFN:Ben\r\nEND:VCARD\r\n", "text/vcard")
    [file] = as_sent(hello(cast, attachments=[card])).iter_attachments()
    assert file.get_filename() == "Ben Alder.vcf"
    assert file.get_content_type() == "text/vcard"
    assert file.get_payload(decode=True).startswith(b"BEGIN:VCARD")


BREAKS = ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x00", "\x1c"]


@pytest.mark.parametrize("line_break", BREAKS, ids=ascii)
def test_no_name_can_add_a_header(cast, line_break):
    evil = f"Acme{line_break}Bcc: all@evil.example{line_break}{line_break}Hello"
    cast.ben.name, cast.ben.email = evil, f"ben@example.com{line_break}Bcc: all@evil.example"
    message = hello(cast, context={"company": evil, "until": UNTIL}, reply_to=cast.ben)
    for value in (message.subject, message.sender_name, message.reply_to):
        assert value == one_line(value)
        assert "Acme Bcc" in value or "ben@example.com Bcc" in value
    message.reply_to = ""
    mail = as_sent(message)
    assert mail["Bcc"] is None
    assert mail["To"] == "carl@example.com"
    assert "Bcc: all@evil.example" in mail["Subject"]


def test_a_long_subject_is_cut(cast):
    assert len(hello(cast, context={"company": "x" * 10_000, "until": UNTIL}).subject) == 300


def test_text_that_cannot_be_stored_is_stored_without_the_offence(cast):
    message = hello(cast, context={"company": "A\x00B \ud800 C", "until": UNTIL})
    message.refresh_from_db()
    assert "AB ? C waits" in message.text


def test_text_of_a_partner_is_never_a_template(cast):
    message = hello(cast, context={"company": "{{ site_url }}{% now 'Y' %}%(name)s{0}", "until": UNTIL})
    assert "{{ site_url }}{% now 'Y' %}%(name)s{0}" in message.text


def test_a_notice_is_there_at_once(cast, hints, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notice = services.post_notice(key="n1", to=cast.carl, title="A new offer", text="Acme", url="/offers/F-1/")
    assert (notice.channel, notice.state, notice.read_at) == (Channel.NOTICE, State.SENT, None)
    assert not hints


class TestMailOfOthers:
    """Django's own and allauth's mail waits in the outbox like all other."""

    def test_each_recipient_gets_a_message(self, settings, db):
        settings.EMAIL_BACKEND = "prm.outbox.backends.OutboxEmailBackend"
        send_mail("Reset\u2028your password", "Follow the link", None, ["a@example.com", "b@example.com"])
        rows = Message.objects.order_by("address")
        assert [(row.address, row.subject, row.text, row.state) for row in rows] == [
            ("a@example.com", "Reset your password", "Follow the link", State.QUEUED),
            ("b@example.com", "Reset your password", "Follow the link", State.QUEUED),
        ]
        assert rows[0].message_id != rows[1].message_id

    def test_nothing_of_it_is_lost(self, settings, db):
        settings.EMAIL_BACKEND = "prm.outbox.backends.OutboxEmailBackend"
        mail = EmailMultiAlternatives("S", "plain", None, ["a@example.com"], reply_to=["r@example.com"])
        mail.attach_alternative("<p>rich</p>", "text/html")
        mail.attach("card.vcf", "BEGIN:VCARD", "text/vcard")
        assert mail.send() == 1
        row = Message.objects.get()
        assert (row.text, row.html, row.reply_to) == ("plain", "<p>rich</p>", "r@example.com")
        assert base64.b64decode(row.attachments[0]["base64"]) == b"BEGIN:VCARD"

    def test_a_mail_of_html_only(self, settings, db):
        settings.EMAIL_BACKEND = "prm.outbox.backends.OutboxEmailBackend"
        mail = EmailMessage("S", "<p>rich</p>", None, ["a@example.com"])
        mail.content_subtype = "html"
        mail.send()
        assert Message.objects.get().html == "<p>rich</p>"


class TestWebhooks:
    def test_an_endpoint_is_https_without_a_name_in_it(self, cast):
        events = ["deal.won", "deal.lost", "deal.won"]
        endpoint = services.add_endpoint(actor=cast.cleo, url="https://erp.example.com/hook", events=events)
        assert endpoint.events == ["deal.lost", "deal.won"]
        assert endpoint.secret.startswith("whsec_")

    @pytest.mark.parametrize(
        "url",
        ["http://example.com/", "ftp://example.com/", "https://u:p@example.com/", "https://", "https://[::1", "x", ""],
    )
    def test_other_addresses_are_refused_at_once(self, cast, url):
        from prm.core.errors import InvalidInput

        with pytest.raises(InvalidInput) as refusal:
            services.add_endpoint(actor=cast.cleo, url=url)
        assert "url" in refusal.value.fields

    def test_a_call_waits_in_the_bulk_queue(self, cast, hints, django_capture_on_commit_callbacks):
        endpoint = services.add_endpoint(actor=cast.cleo, url="https://erp.example.com/hook")
        with django_capture_on_commit_callbacks(execute=True):
            message = services.post_webhook(key="w1", endpoint=endpoint, event="lead.offered", payload={"ref": "L-1"})
        assert message.payload["type"] == "lead.offered"
        assert message.payload["data"] == {"ref": "L-1"}
        assert hints == [("outbox.bulk.deliver", message.pk)]
        assert services.post_webhook(key="w1", endpoint=endpoint, event="lead.offered", payload={}) is None


def test_an_impossible_channel_is_refused_by_the_model(cast):
    with pytest.raises(ValidationError):
        Message(key="k", channel="pigeon", message_id="m").full_clean()
