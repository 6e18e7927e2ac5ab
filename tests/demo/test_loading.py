"""The demo programme in the database: loaded quickly, once, quietly, with work and a password for everybody."""

from datetime import UTC, datetime, time

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deals.incentives.services import mark_due
from deals.services.protecting import sweep as sweep_protection
from leads.services.routing import route
from partners.models import Partner
from partners.services import review_tiers
from prm.accounts.enums import Role
from prm.core.models import TimelineEntry
from prm.outbox.enums import UNFINISHED
from prm.outbox.models import Message
from prm.promises import services as promises
from reports.demo.loading import ORDER, AlreadyThere, load, model_of
from reports.demo.sign_in import PEOPLE, demo_users
from reports.homes import home_of

# One process loads it, for all.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


def noon() -> datetime:
    return datetime.combine(timezone.now().date(), time(12), UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The programme, loaded once for all tests here and taken out again."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '60s'")
        from django.db import transaction

        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                programme = load(noon())
            yield programme, len(queries)
            transaction.set_rollback(True)


def test_it_loads_without_a_query_per_row(loaded) -> None:
    programme, queries = loaded
    written = sum(len(rows) for rows in programme.world.tables.values())
    assert written > 50_000
    assert queries < 250
    for table in ORDER:
        assert model_of(table)._base_manager.count() == len(programme.world.tables[table]), table


def test_all_tables_of_the_programme_are_written(loaded) -> None:
    programme, _queries = loaded
    assert set(programme.world.tables) <= set(ORDER)


def test_rows_are_what_forms_would_have_let_in(loaded) -> None:
    """A sample of every table, with the database's constraints asked once more by Django."""
    for table in ORDER:
        model = model_of(table)
        if model._meta.auto_created:
            continue
        for row in model._base_manager.order_by("?")[:25]:
            empty = [field.name for field in model._meta.fields if getattr(row, field.attname) in (None, "", [], {})]
            row.clean_fields(exclude=empty)
            row.validate_constraints()


def test_history_begins_with_the_rows(loaded) -> None:
    event = apps.get_model("leads", "LeadEvent")
    assert event.objects.filter(pgh_label="insert").count() == 3000


def test_nothing_is_sent_and_the_sweepers_have_little_to_do(loaded) -> None:
    assert not Message.objects.filter(state__in=sorted(UNFINISHED)).exists()
    assert Message.objects.count() < 30
    before = Message.objects.count()
    with time_machine.travel(noon()):  # later in the day, offers of the programme expire
        promises.sweep(limit=500)
        assert sweep_protection() == 0
        mark_due()
        assert len(route()) == 9, "those that came in over night, three of them by the site"
    assert Message.objects.count() - before < 60
    addressed = Message.objects.exclude(address="").order_by("pk").values_list("address", flat=True)
    assert all(address.endswith(".example") for address in addressed)


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_has_something_to_do_in_every_part_of_their_page(loaded, name) -> None:
    review_tiers()
    user = next(user for user in demo_users() if user.name == name)
    sections = home_of(user).sections
    assert sections
    assert [str(section.title) for section in sections if not section.count] == []


def test_every_role_can_be_signed_in_as_at_two_partners(loaded) -> None:
    people = demo_users()
    assert [user.name for user in people] == list(PEOPLE)
    assert {user.role for user in people} == set(Role.values)
    assert len({user.member.partner_id for user in people if hasattr(user, "member")}) == 2


def test_a_partner_reads_nothing_of_the_other_side_of_a_conflict(loaded) -> None:
    names = Partner.objects.order_by("pk").values_list("name", flat=True)
    for entry in TimelineEntry.objects.exclude(partner=None).filter(content_type__model="registration").order_by("pk"):
        strangers = [
            name for name in names if name in f"{entry.sentence} {entry.detail}" and name != entry.partner.name
        ]
        assert not strangers, entry.sentence


def test_it_is_loaded_once(loaded) -> None:
    with pytest.raises(AlreadyThere):
        load(timezone.now())


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_opens_that_a_worklist_leads_to(loaded, as_, name) -> None:
    user = next(user for user in demo_users() if user.name == name)
    client = as_(user)
    assert client.get(reverse("home")).status_code == 200
    addresses = {section.link for section in home_of(user).sections if section.link}
    addresses |= {item.href for section in home_of(user).sections for item in section.items}
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
