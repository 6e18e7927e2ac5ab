"""The library: who sees what, in which version, who has accepted it, and how files leave."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.library import selectors, services
from partners.library.models import Acknowledgement, Document, DocumentVersion
from partners.library.tables import DocumentTable
from partners.models import Partner
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused

from . import files


def upload(data=files.PDF, name="plan.pdf"):
    return SimpleUploadedFile(name, data)


def publish(cast, title="Rules", kind="rules_of_engagement", body="Be fair.", **fields):
    return services.new_document(actor=cast.ada, title=title, kind=kind, body=body, **fields)


@pytest.fixture
def rules(cast):
    return publish(cast, must_acknowledge=True)


@pytest.fixture
def gold_only(cast):
    """Partner one is gold, partner two silver."""
    return publish(cast, title="Gold prices", kind="price_list", minimum_tier=cast.one.tier, file=upload())


PAGES = ("detail", "edit", "publish", "acknowledge", "withdraw", "restore")
EVERYONE = ("ada", "ben", "fay", "gus", "cleo", "carl", "dan")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", EVERYONE)
def test_pages_of_a_document_for_gold_partners(cast, as_, gold_only, name, who):
    response = as_(getattr(cast, who)).get(reverse(f"library:{name}", args=[gold_only.ref]))
    if name in ("detail", "acknowledge"):
        assert response.status_code == (404 if who == "dan" else 200)
    else:
        assert response.status_code == (200 if who in ("ada", "gus") else 403)
    assert who != "dan" or b"Gold prices" not in response.content


def test_who_is_not_meant_learns_nothing(cast, as_, gold_only, rules):
    client = as_(cast.dan)
    assert client.get(reverse("library:download", args=[gold_only.ref, 1])).status_code == 404
    for query in ({}, {"q": "Gold"}, {"kind": "price_list"}, {"export": "csv"}, {"export": "csv", "q": "Gold"}):
        assert b"Gold prices" not in client.get(reverse("library:list"), query).content
    assert "Gold prices" in as_(cast.carl).get(reverse("library:list")).content.decode()
    assert list(selectors.published("price_list", cast.dan)) == []
    assert [version.document for version in selectors.published("price_list", cast.carl)] == [gold_only]


def test_a_document_for_other_types_of_partner(cast, as_):
    document = publish(cast, title="For distributors", partner_types=["distributor"])
    assert as_(cast.cleo).get(document.get_absolute_url()).status_code == 404
    Partner.objects.filter(pk=cast.one.pk).update(type="distributor")
    assert as_(cast.cleo).get(document.get_absolute_url()).status_code == 200


def test_the_library_closes_when_the_partnership_ends(cast, as_, rules):
    Partner.objects.filter(pk=cast.one.pk).update(state="ended")
    assert as_(cast.cleo).get(rules.get_absolute_url()).status_code == 404
    with pytest.raises(TransitionRefused):
        services.acknowledge(actor=type(cast.cleo).objects.get(pk=cast.cleo.pk), version=rules.versions.get())


def test_people_read_the_newest_version_and_may_look_back(cast, as_, rules):
    services.publish_version(actor=cast.ada, document=rules, body="Be fairer.")
    client = as_(cast.carl)
    newest = client.get(rules.get_absolute_url()).content.decode()
    assert "Be fairer." in newest and "Be fair.<" not in newest
    assert "Be fair.<" in client.get(rules.get_absolute_url(), {"version": 1}).content.decode()
    for strange in ("0", "3", "x", "1 or 1=1"):
        assert client.get(rules.get_absolute_url(), {"version": strange}).status_code == 404
    assert [version.number for version in selectors.published("rules_of_engagement", cast.carl)] == [2]


def test_publishing_the_same_again_makes_no_version(cast, rules):
    again = services.publish_version(actor=cast.ada, document=rules, body="Be fair.\r\n")
    assert again.number == 1 and rules.versions.count() == 1
    first = services.publish_version(actor=cast.ada, document=rules, body="Be fair.", file=upload())
    second = services.publish_version(actor=cast.ada, document=rules, body="Be fair.", file=upload(name="other.pdf"))
    assert first == second


def test_text_is_shown_as_text(cast, as_):
    document = publish(cast, body="<script>alert(1)</script>\n\n{{ secret }} **bold**", summary="<b>x</b>")
    page = as_(cast.carl).get(document.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert" not in page
    assert "{{ secret }}" in page and "&lt;b&gt;x&lt;/b&gt;" in page


def test_a_file_leaves_as_an_attachment_that_nothing_runs(cast, as_, gold_only):
    response = as_(cast.carl).get(reverse("library:download", args=[gold_only.ref, 1]))
    assert b"".join(response.streaming_content) == files.PDF
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: x=1.pdf", '"; filename="evil.html.pdf', "../../x.pdf", "ü\u2028.pdf"]
)
def test_a_hostile_name_stays_in_its_header(cast, as_, name):
    document = publish(cast, file=upload(name=name))
    version = document.versions.get()
    response = as_(cast.carl).get(reverse("library:download", args=[document.ref, 1]))
    assert response["Content-Disposition"].startswith("attachment;")
    assert "\n" not in response["Content-Disposition"] and "Set-Cookie" not in response
    assert "/" not in version.file_name and version.file.name.endswith(".pdf")
    assert version.file.name.startswith("library/") and ".." not in version.file.name


@pytest.mark.parametrize("number", [0, 2, 99999999999999999999])
def test_a_version_that_is_not_there(cast, as_, gold_only, number):
    url = reverse("library:download", args=[gold_only.ref, 1]).replace("/1/file", f"/{number}/file")
    assert as_(cast.carl).get(url).status_code == 404


def test_a_version_without_a_file(cast, as_, rules):
    assert as_(cast.carl).get(reverse("library:download", args=[rules.ref, 1])).status_code == 404


@pytest.mark.parametrize(
    ("data", "name"), [(files.HTML, "x.pdf"), (files.SVG, "x.svg"), (files.BOMB, "x.docx"), (b"", "x.pdf")]
)
def test_the_page_refuses_a_dishonest_file_and_keeps_the_text(cast, as_, rules, data, name):
    response = as_(cast.ada).post(
        reverse("library:publish", args=[rules.ref]), {"body": "A long new text", "file": upload(data, name)}
    )
    assert response.status_code == 422
    assert "A long new text" in response.content.decode() and "file" in response.context["form"].errors
    assert rules.versions.count() == 1


def test_nothing_to_publish(cast, as_, rules):
    assert as_(cast.ada).post(reverse("library:publish", args=[rules.ref]), {"body": " "}).status_code == 422
    with pytest.raises(InvalidInput):
        services.publish_version(actor=cast.ada, document=rules, body="  ")


def test_a_quota_holds_a_days_uploads(cast, rules, monkeypatch):
    monkeypatch.setattr(services, "BYTES_PER_DAY", len(files.PDF) + 10)
    services.publish_version(actor=cast.ada, document=rules, file=upload())
    with pytest.raises(InvalidInput):
        services.publish_version(actor=cast.ada, document=rules, file=upload(files.PNG, "a.png"))
    services.publish_version(actor=cast.gus, document=rules, file=upload(files.PNG, "a.png"))


@pytest.mark.parametrize("who", ["ben", "fay", "cleo", "carl", "dan"])
def test_only_the_channel_publishes(cast, rules, who):
    actor = getattr(cast, who)
    for act in (
        lambda: services.new_document(actor=actor, title="X", kind="collateral", body="x"),
        lambda: services.publish_version(actor=actor, document=rules, body="x"),
        lambda: services.edit_document(actor=actor, document=rules, changes={"title": "x"}),
        lambda: services.withdraw(actor=actor, document=rules),
        lambda: services.restore(actor=actor, document=rules),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Document.objects.get().title == "Rules" and DocumentVersion.objects.count() == 1


def test_a_member_accepts_once_and_staff_see_who(cast, as_, rules):
    client, url = as_(cast.carl), reverse("library:acknowledge", args=[rules.ref])
    assert [document.pk for document in selectors.to_acknowledge(cast.carl)] == [rules.pk]
    for _twice in range(2):
        assert client.post(url, {"number": 1}).status_code == 302
    made = Acknowledgement.objects.get()
    assert (made.user, made.partner) == (cast.carl, cast.one)
    assert not selectors.to_acknowledge(cast.carl).exists()
    page = as_(cast.ben).get(reverse("library:readers", args=[rules.ref]), {"show": "read"})
    assert "Carl Smit" in page.content.decode()
    assert "Carl Smit" not in as_(cast.dan).get(rules.get_absolute_url()).content.decode()


def test_a_new_version_is_accepted_anew(cast, as_, rules):
    client, url = as_(cast.carl), reverse("library:acknowledge", args=[rules.ref])
    client.post(url, {"number": 1})
    services.publish_version(actor=cast.ada, document=rules, body="Be fairer.")
    assert [document.pk for document in selectors.to_acknowledge(cast.carl)] == [rules.pk]
    assert client.post(url, {"number": 1}).status_code == 422
    assert client.post(url, {"number": "one"}).status_code == 422
    assert client.post(url, {"number": 2}).status_code == 302
    assert Acknowledgement.objects.count() == 2


def test_nobody_accepts_what_is_not_published_to_them(cast, as_, gold_only):
    assert as_(cast.dan).post(reverse("library:acknowledge", args=[gold_only.ref]), {"number": 1}).status_code == 404
    with pytest.raises(TransitionRefused):
        services.acknowledge(actor=cast.dan, version=gold_only.versions.get())
    assert not Acknowledgement.objects.exists()


def test_a_withdrawn_document_is_gone_for_members_and_can_come_back(cast, as_, rules):
    staff, member = as_(cast.ada), as_(cast.carl)
    for _twice in range(2):
        assert staff.post(reverse("library:withdraw", args=[rules.ref])).status_code == 302
    assert member.get(rules.get_absolute_url()).status_code == 404
    assert staff.get(rules.get_absolute_url()).status_code == 200
    assert selectors.published("rules_of_engagement", cast.ada) == []
    with pytest.raises(TransitionRefused):
        services.publish_version(actor=cast.ada, document=rules, body="x")
    staff.post(reverse("library:restore", args=[rules.ref]))
    assert member.get(rules.get_absolute_url()).status_code == 200


def test_the_page_publishes_a_document_for_some(cast, as_):
    data = {"title": "Prices", "kind": "price_list", "body": "Dear", "partner_types": ["reseller", "oem"],
            "minimum_tier": cast.one.tier.ref, "must_acknowledge": "on", "file": upload()}  # fmt: skip
    response = as_(cast.ada).post(reverse("library:new"), data)
    document = Document.objects.get(title="Prices")
    assert response["Location"] == document.get_absolute_url()
    assert (document.partner_types, document.minimum_tier) == (["reseller", "oem"], cast.one.tier)
    assert document.versions.get().file_name == "plan.pdf"


def test_readers_and_title_change_without_a_version(cast, as_, rules):
    url = reverse("library:edit", args=[rules.ref])
    data = {"title": "The rules", "kind": rules.kind, "summary": "", "minimum_tier": cast.one.tier.ref}
    assert as_(cast.ada).post(url, data).status_code == 302
    rules.refresh_from_db()
    assert (rules.title, rules.minimum_tier, rules.must_acknowledge) == ("The rules", cast.one.tier, False)
    assert rules.versions.count() == 1


def test_search_reads_title_summary_and_newest_text(cast, as_):
    document = publish(cast, title="Règles", body="Old words")
    services.publish_version(actor=cast.ada, document=document, body="New sentences")
    client = as_(cast.carl)
    for text, found in (("regles", True), ("sentences", True), ("Old words", False), ("100%", False), ("_", False)):
        rows = client.get(reverse("library:list"), {"q": text}).context["table"].rows
        assert (len(rows) == 1) == found, text


def test_every_column_sorts_both_ways(cast, as_, rules, gold_only):
    client = as_(cast.carl)
    for name, column in DocumentTable.base_columns.items():
        if column.orderable is not False:
            for sort in (name, f"-{name}"):
                assert len(client.get(reverse("library:list"), {"sort": sort}).context["table"].rows) == 2


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def test_list_and_page_ask_as_often_for_many_as_for_few(cast, as_, rules):
    client, staff = as_(cast.carl), as_(cast.ada)
    before = queries(client, reverse("library:list")), queries(staff, rules.get_absolute_url())
    for number in range(20):
        publish(cast, title=f"More {number}", must_acknowledge=True)
        services.publish_version(actor=cast.ada, document=rules, body=f"Text {number}")
    services.acknowledge(actor=cast.carl, version=selectors.newest_version(rules))
    services.acknowledge(actor=cast.dan, version=selectors.newest_version(rules))
    assert queries(staff, rules.get_absolute_url()) <= before[1] + 1
    assert queries(client, reverse("library:list")) == before[0]
