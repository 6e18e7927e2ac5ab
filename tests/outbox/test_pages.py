"""Notices, the administrators' list of parked messages, and the mailbox of the demo."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

# Read while the mailbox is on: the addresses are there or not for the whole run.
import prm.urls  # noqa: F401
from prm.outbox import selectors, services
from prm.outbox.enums import State
from prm.outbox.models import Message

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script>"


@pytest.fixture
def notice(cast):
    return services.post_notice(key="n1", to=cast.carl, title=f"An offer {XSS}", text=f"For you {XSS}", url="/offers/")


def parked(post, key="event-1", **kwargs):
    message = post(key, **kwargs)
    Message.objects.filter(pk=message.pk).update(state=State.PARKED, last_error="550 no such person")
    return message


class TestNotices:
    def test_one_reads_ones_own(self, cast, as_, notice):
        page = as_(cast.carl).get("/notices/")
        assert b"An offer &lt;script&gt;" in page.content
        assert XSS.encode() not in page.content
        for person in (cast.cleo, cast.dan, cast.gus):
            assert b"An offer" not in as_(person).get("/notices/").content

    def test_looking_changes_nothing_and_opening_marks_it(self, cast, as_, notice):
        client, url = as_(cast.carl), reverse("outbox:open_notice", args=[notice.ref])
        assert client.get(url).headers["Location"] == "/offers/"
        assert selectors.unread_notices(cast.carl) == 1
        assert client.post(url).headers["Location"] == "/offers/"
        assert selectors.unread_notices(cast.carl) == 0

    @pytest.mark.parametrize("person", ["dan", "cleo", "gus"])
    def test_anothers_notice_does_not_exist(self, cast, as_, notice, person):
        url = reverse("outbox:open_notice", args=[notice.ref])
        assert as_(getattr(cast, person)).post(url).status_code == 404
        assert selectors.unread_notices(cast.carl) == 1

    def test_a_mail_is_not_a_notice(self, cast, as_, post):
        url = reverse("outbox:open_notice", args=[post().ref])
        assert as_(cast.gus).get(url).status_code == 404

    @pytest.mark.parametrize(
        "url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
    )
    def test_a_notice_never_leads_out(self, cast, as_, url):
        notice = services.post_notice(key="n", to=cast.carl, title="Hello", url=url)
        answer = as_(cast.carl).post(reverse("outbox:open_notice", args=[notice.ref]))
        assert answer.headers["Location"] == "/notices/"

    def test_all_at_once(self, cast, as_, notice):
        services.post_notice(key="n2", to=cast.carl, title="Another")
        services.post_notice(key="n3", to=cast.cleo, title="Not yours")
        assert as_(cast.carl).get("/notices/read/").status_code == 405
        answer = as_(cast.carl).post("/notices/read/", follow=True)
        assert b"2 notices marked as read." in answer.content
        assert (selectors.unread_notices(cast.carl), selectors.unread_notices(cast.cleo)) == (0, 1)

    def test_nothing_yet_says_what_will_come(self, cast, as_):
        assert b"No notices yet." in as_(cast.dan).get("/notices/").content

    def test_more_than_a_page(self, cast, as_):
        for number in range(30):
            services.post_notice(key=f"n{number}", to=cast.carl, title=f"Notice {number:02}")
        first, second = (as_(cast.carl).get(f"/notices/?page={page}").content for page in (1, 2))
        assert b"Notice 29" in first and b"Notice 00" not in first
        assert b"Notice 00" in second and b"Notice 29" not in second

    def test_the_page_asks_the_database_as_often_for_many_as_for_one(self, cast, as_):
        client, asked = as_(cast.carl), []
        for count in (1, 24):
            for number in range(count):
                services.post_notice(key=f"{count}:{number}", to=cast.carl, title="Notice", url="/")
            client.get("/notices/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/notices/")
            asked.append(len(queries))
        assert asked[0] == asked[1]

    def test_strangers_sign_in_first(self, db):
        assert "/accounts/login/" in Client().get("/notices/").headers["Location"]


class TestParked:
    def test_administrators_see_what_and_why_but_not_the_contents(self, cast, as_, post):
        parked(post, subject=f"Reset {XSS}", text="https://secret-link/")
        page = as_(cast.gus).get("/notices/parked/").content
        assert b"550 no such person" in page
        assert b"secret-link" not in page
        assert XSS.encode() not in page

    @pytest.mark.parametrize("person", ["ada", "ben", "fay", "cleo", "carl"])
    def test_nobody_else_does(self, cast, as_, post, person):
        message = parked(post)
        client = as_(getattr(cast, person))
        for url in ("/notices/parked/", f"/notices/parked/{message.ref}/"):
            assert client.get(url).status_code in (403, 404)
            assert client.post(url).status_code in (403, 404, 405)
        message.refresh_from_db()
        assert message.state == State.PARKED

    def test_one_is_sent_again(self, cast, as_, post, server):
        message = parked(post)
        url = reverse("outbox:resend", args=[message.ref])
        client = as_(cast.gus)
        assert b"550 no such person" in client.get(url).content
        assert Message.objects.get().state == State.PARKED
        assert b"queued again" in client.post(url, follow=True).content
        assert services.sweep() == 1

    def test_the_list_can_be_taken_along(self, cast, as_, post):
        parked(post, subject="=1+1")
        body = as_(cast.gus).get("/notices/parked/?export=csv").content.decode("utf-8-sig")
        assert "'=1+1" in body
        assert "Send again" not in body

    @pytest.mark.parametrize("column", ["subject", "channel", "address", "last_error", "created_at"])
    def test_every_column_sorts_both_ways(self, cast, as_, post, column):
        for number in range(3):
            parked(post, f"event-{number}", subject=f"S{number}", address=f"a{number}@example.com")
        client = as_(cast.gus)
        for sort in (column, f"-{column}"):
            assert client.get(f"/notices/parked/?sort={sort}").status_code == 200


class TestDemoMailbox:
    def test_it_shows_every_mail_newest_first(self, post):
        post("event-1", subject="First", address="a@example.com")
        post("event-2", subject=f"Second {XSS}", address="b@example.com")
        page = Client().get("/dev/mail/").content.decode()
        assert page.index("Second &lt;script&gt;") < page.index("First")
        assert XSS not in page
        assert "Second" not in Client().get("/dev/mail/?to=a%40example.com").content.decode()

    def test_one_mail_with_text_html_and_files(self, post):
        card = services.Attachment('b"en\r\n.vcf', b"BEGIN:VCARD", "text/html")
        message = post(
            text=f"See https://portal.example/x {XSS}", html=f"<html><head></head>{XSS}", attachments=[card]
        )
        page = Client().get(f"/dev/mail/{message.ref}/").content.decode()
        assert '<a href="https://portal.example/x"' in page
        assert XSS not in page
        file = Client().get(f"/dev/mail/{message.ref}/0/")
        assert file.content == b"BEGIN:VCARD"
        assert file.headers["Content-Disposition"] == 'attachment; filename="b_en .vcf"'
        assert file.headers["Content-Type"] == "application/octet-stream"
        assert "sandbox" in file.headers["Content-Security-Policy"]
        assert Client().get(f"/dev/mail/{message.ref}/1/").status_code == 404

    def test_html_shows_itself_and_does_nothing(self, post):
        message = post(html=f"<html><head></head>{XSS}")
        answer = Client().get(f"/dev/mail/{message.ref}/html/")
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "sandbox" in policy and "allow-scripts" not in policy
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert b'<base target="_blank">' in answer.content

    def test_a_notice_is_no_mail(self, cast, notice):
        assert Client().get(f"/dev/mail/{notice.ref}/").status_code == 404

    def test_outside_of_development_it_is_not_there(self, settings, post):
        message = post()
        settings.DEV_MAIL_PAGE = False
        for path in ("", f"{message.ref}/", f"{message.ref}/html/", f"{message.ref}/0/"):
            assert Client().get(f"/dev/mail/{path}").status_code == 404
