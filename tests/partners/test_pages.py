"""Every page about partners: who may open it, what it shows, and that it asks the database as often for many rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.enums import PartnerState, PartnerType
from partners.models import Campaign, Member, Partner, Territory
from partners.tables import PartnerTable, ProductTable, TerritoryTable, TierTable
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core.views.settings_index import settings_groups
from prm.navigation import NAVIGATION

STAFF = ("ada", "ben", "fay", "gus")
CHANNEL = ("ada", "gus")
EVERYONE = (*STAFF, "cleo", "carl", "dan")


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def many_partners(cast, count):
    for number in range(count):
        Partner.objects.create(
            name=f"Extra {number:02}",
            type=PartnerType.RESELLER,
            tier=cast.one.tier,
            state=PartnerState.ACTIVE,
            country="FR",
            owner=cast.ada,
        )


PAGES = {
    "partners:list": ([], STAFF),
    "partners:new": ([], CHANNEL),
    "partners:team": ([], ("cleo", "carl", "dan")),
    "partners:territories": ([], EVERYONE),
    "partners:territory_new": ([], CHANNEL),
    "partner_settings:tiers": ([], ("gus",)),
    "partner_settings:tier_new": ([], ("gus",)),
    "partner_settings:sales_reps": ([], ("gus",)),
    "partner_settings:products": ([], ("gus",)),
    "partner_settings:product_new": ([], ("gus",)),
    "settings:index": ([], ("ada", "fay", "gus")),
}


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("gus", {"People", "Tiers", "Lead policy", "Compensation plans"}, set()),
        ("ada", {"Lead policy", "Forms on your site", "Stages of deals"}, {"People", "Tiers", "Compensation plans"}),
        ("fay", {"Compensation plans"}, {"People", "Tiers", "Lead policy"}),
    ],
)
def test_settings_list_what_this_role_can_set_and_each_opens(cast, as_, who, shown, hidden):
    client = as_(getattr(cast, who))
    pages = {
        str(page.label): url
        for _group, found in client.get(reverse("settings:index")).context["groups"]
        for page, url in found
    }
    assert shown <= set(pages) and not hidden & set(pages)
    assert {client.get(url).status_code for url in pages.values()} == {200}


@pytest.mark.parametrize("who", ["gus", "ada", "fay"])
def test_a_page_of_settings_leads_back_to_them(cast, as_, who):
    """Those that have a door of their own in the navigation need no way back."""
    client, doors = as_(getattr(cast, who)), {item.url_name for item in NAVIGATION.items()}
    for _label, pages in settings_groups(getattr(cast, who).role):
        for page, url in [(page, url) for page, url in pages if page.url_name not in doors]:
            head = client.get(url).content.decode().partition('"page-head')[2].partition("<h1")[0]
            assert f'href="{reverse("settings:index")}"' in head, page.url_name


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", EVERYONE)
def test_pages_open_to_their_roles_only(cast, as_, name, who):
    args, allowed = PAGES[name]
    response = as_(getattr(cast, who)).get(reverse(name, args=args))
    assert response.status_code == (200 if who in allowed else 403)


OF_ONE = {
    "partners:detail": ("partner", (*STAFF, "cleo", "carl")),
    "partners:edit": ("partner", (*CHANNEL, "cleo")),
    "partners:state": ("partner", CHANNEL),
    "partners:member_invite": ("partner", (*CHANNEL, "cleo")),
    "partners:member": ("member", (*STAFF, "cleo", "carl")),
    "partners:member_edit": ("member", (*CHANNEL, "cleo")),
    "partners:member_deactivate": ("member", (*CHANNEL, "cleo")),
    "partners:member_reactivate": ("member", (*CHANNEL, "cleo")),
    "partners:member_invite_again": ("member", (*CHANNEL, "cleo")),
    "partners:territory": ("territory", (*STAFF, "cleo", "carl")),
    "partners:territory_edit": ("territory", CHANNEL),
    "partners:territory_end": ("territory", CHANNEL),
}


@pytest.mark.parametrize("name", OF_ONE)
@pytest.mark.parametrize("who", EVERYONE)
def test_what_belongs_to_partner_one(cast, as_, name, who):
    """Dan at partner two gets 404 whether the page exists for his role or not, except where his role never may."""
    kind, allowed = OF_ONE[name]
    objects = {
        "partner": cast.one,
        "member": cast.carl.member,
        "territory": Territory.objects.get(partner=cast.one),
    }
    response = as_(getattr(cast, who)).get(reverse(name, args=[objects[kind].ref]))
    if who in allowed:
        assert response.status_code == 200
    else:
        assert response.status_code in (403, 404)
    if who == "dan":
        assert b"Carl" not in response.content and b"Partner One" not in response.content


def test_a_member_without_the_role_of_admin_sees_no_way_to_edit(cast, as_):
    page = as_(cast.carl).get(cast.one.get_absolute_url()).content.decode()
    assert reverse("partners:edit", args=[cast.one.ref]) not in page
    assert reverse("partners:member_invite", args=[cast.one.ref]) not in page


def test_members_read_their_contacts_on_their_company_page(cast, as_):
    page = as_(cast.carl).get(cast.one.get_absolute_url()).content.decode()
    assert "Ben Alder" in page and "Ada Lind" in page and "ben@example.com" in page


def test_names_are_escaped_once(cast, as_):
    Partner.objects.filter(pk=cast.one.pk).update(name="O'Neill & <b>Sons</b>")
    page = as_(cast.ada).get(cast.one.get_absolute_url()).content.decode()
    assert "O&#x27;Neill &amp; &lt;b&gt;Sons&lt;/b&gt;" in page
    assert "<b>Sons" not in page and "&amp;amp;" not in page and "&amp;lt;" not in page


def test_the_list_asks_as_often_for_many_partners_as_for_few(cast, as_):
    client = as_(cast.ada)
    few = queries_of(client, reverse("partners:list"))
    many_partners(cast, 20)
    assert queries_of(client, reverse("partners:list")) == few


def test_a_partners_page_asks_as_often_for_many_members_as_for_few(cast, as_):
    client = as_(cast.ada)
    few = queries_of(client, cast.one.get_absolute_url())
    for number in range(20):
        user = User.objects.create_user(f"m{number}@example.com", name=f"M {number}", role=Role.PARTNER_REP)
        Member.objects.create(user=user, partner=cast.one)
        Territory.objects.create(name=f"T {number}", partner=cast.one, countries=["NL"])
    assert queries_of(client, cast.one.get_absolute_url()) == few


def test_territories_ask_as_often_for_many_as_for_few(cast, as_):
    client = as_(cast.ada)
    few = queries_of(client, reverse("partners:territories"))
    for number in range(20):
        Territory.objects.create(name=f"T {number}", partner=cast.one, member=cast.carl.member, countries=["NL"])
    assert queries_of(client, reverse("partners:territories")) == few


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("partners:list", PartnerTable),
        ("partners:territories", TerritoryTable),
        ("partner_settings:tiers", TierTable),
        ("partner_settings:products", ProductTable),
    ],
)
def test_every_column_sorts_both_ways(cast, as_, name, table):
    client = as_(cast.gus)
    sortable = [column for column, made in table.base_columns.items() if made.orderable is not False]
    for column in sortable:
        up = client.get(reverse(name), {"sort": column})
        down = client.get(reverse(name), {"sort": f"-{column}"})
        assert up.status_code == down.status_code == 200
        found = [[row.record.pk for row in page.context["table"].rows] for page in (up, down)]
        assert sorted(found[0]) == sorted(found[1])
    assert sortable


def test_partners_sort_by_the_rank_of_their_tier(cast, as_):
    rows = as_(cast.ada).get(reverse("partners:list"), {"sort": "-tier"}).context["table"].rows
    assert [row.record.name for row in rows] == ["Partner One", "Partner Two"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "pärtner one"}, ["Partner One"]),
        ({"country": "DE"}, ["Partner Two"]),
        ({"state": "ended"}, []),
        ({"state": "no such state"}, []),
        ({"type": "reseller"}, ["Partner One", "Partner Two"]),
    ],
)
def test_filters_narrow_the_list(cast, as_, query, found):
    rows = as_(cast.ada).get(reverse("partners:list"), query).context["table"].rows
    assert [row.record.name for row in rows] == found


def test_filtering_by_tier_and_owner(cast, as_):
    client = as_(cast.ada)
    for query in ({"tier": cast.one.tier.ref}, {"tier": cast.one.tier.ref, "owner": cast.ada.ref}):
        rows = client.get(reverse("partners:list"), query).context["table"].rows
        assert [row.record.name for row in rows] == ["Partner One"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_holds_what_is_filtered(cast, as_, kind):
    Partner.objects.filter(pk=cast.two.pk).update(name="=cmd()")
    response = as_(cast.ada).get(reverse("partners:list"), {"export": kind, "country": "DE"})
    assert response["Content-Disposition"].startswith('attachment; filename="partners-')
    if kind == "csv":
        text = response.content.decode("utf-8-sig")
        assert "'=cmd()" in text and "Partner One" not in text


def test_a_member_finds_only_their_own_territories(cast, as_):
    page = as_(cast.dan).get(reverse("partners:territories")).content.decode()
    assert "Germany" in page
    assert "Benelux" not in page and "Europe" not in page


def test_overlaps_of_others_are_the_vendors_knowledge(cast, as_):
    Territory.objects.create(name="All of Germany too", partner=cast.one, countries=["DE"])
    germany = Territory.objects.get(name="Germany")
    assert "All of Germany too" in as_(cast.ada).get(germany.get_absolute_url()).content.decode()
    assert "All of Germany too" not in as_(cast.dan).get(germany.get_absolute_url()).content.decode()


def test_every_partner_has_its_campaign(cast):
    assert Campaign.objects.filter(is_default=True).count() == Partner.objects.count()
