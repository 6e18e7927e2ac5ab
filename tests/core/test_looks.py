"""Who at the vendor looked at a partner's customers: written down at each door, told to that partner only."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deals import services
from deals.models import Opportunity, Registration
from leads.models import Lead
from leads.services import entering
from leads.services.entering import LeadData
from prm.accounts.services import create_token
from prm.core import looks
from prm.core.models import Look, LookKind
from prm.core.tasks import forget_looks
from tests.world import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast):
    return make(cast)


@pytest.fixture
def deal(world):
    return world[Opportunity]


def kinds() -> list[str]:
    return list(Look.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("model", [Lead, Opportunity, Registration])
def test_the_partner_reads_who_opened_it(cast, world, as_, model):
    url = world[model].get_absolute_url()
    assert "Nobody yet" in as_(cast.cleo).get(url).content.decode()
    as_(cast.ben).get(url)
    shown = as_(cast.carl).get(url).content.decode()
    assert "Ben Alder" in shown
    assert "Who at" in shown
    assert "Sales rep" in shown
    assert kinds() == [LookKind.OPENED]


def test_once_per_hour_and_person(cast, deal, as_):
    client = as_(cast.ben)
    with time_machine.travel("2026-11-02T10:05:00Z", tick=False) as clock:
        for _number in range(3):
            client.get(deal.get_absolute_url())
        as_(cast.ada).get(deal.get_absolute_url())
        assert Look.objects.count() == 2
        clock.shift(timedelta(hours=1))
        client.get(deal.get_absolute_url())
    assert Look.objects.count() == 3


def test_looks_are_kept_for_two_years_and_then_dropped(cast, deal, as_, settings, monkeypatch):
    """Not one of those that a partner may still read goes, however many go."""
    monkeypatch.setattr(looks, "BATCH", 2)
    now = timezone.now()
    for days in (1, 729, 731, 800, 1000):
        with time_machine.travel(now - timedelta(days=days)):
            looks.note(cast.ben, [deal], LookKind.OPENED)
    assert looks.forget_old() == 3
    assert looks.forget_old() == 0
    assert sorted((now - look.at).days for look in Look.objects.all()) == [1, 729]
    settings.LOOKS_KEPT_DAYS = 30
    forget_looks()
    assert Look.objects.count() == 1


def test_members_are_not_written_down(cast, deal, as_):
    as_(cast.cleo).get(deal.get_absolute_url())
    as_(cast.dan).get(deal.get_absolute_url())
    assert kinds() == []


def test_exports_programs_and_changes_count(cast, deal, as_):
    as_(cast.ada).get(reverse("deals:list"), {"export": "csv"})
    assert kinds() == [LookKind.EXPORTED]
    _token, secret = create_token(user=cast.ada, name="crm", scopes=["deals:read"])
    for path in ("deals", f"deals/{deal.ref}"):
        Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {secret}"})
    assert kinds() == [LookKind.EXPORTED, LookKind.READ]
    services.add_note(cast.ben, deal, "Only for us", vendor_only=True)
    assert LookKind.CHANGED not in kinds(), "what the vendor keeps to itself is not told"
    services.update_deal(cast.ben, deal, {"next_step": "Call them"})
    assert kinds()[-1] == LookKind.CHANGED


def test_a_rejection_in_the_making_is_not_told(cast, world):
    services.start_rejection(
        cast.ben, world[Registration], ["not_qualified"], "We called the customer.", "A budget and a date."
    )
    assert kinds() == []


def test_a_page_is_never_lost_because_of_it(cast, deal, as_, monkeypatch):
    def broken(*_args, **_kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(type(Look.objects.all()), "bulk_create", broken)
    assert as_(cast.ben).get(deal.get_absolute_url()).status_code == 200


def test_it_is_one_insert_for_any_number_of_rows(cast, world, as_, django_assert_num_queries):
    from prm.core import looks

    deals = list(Opportunity.objects.all())
    looks.note(cast.ben, deals, LookKind.READ)
    with django_assert_num_queries(3):  # the insert between the two marks of a savepoint
        looks.note(cast.ben, deals * 30, LookKind.EXPORTED)


def test_the_list_is_each_partners_own(cast, deal, as_):
    as_(cast.ben).get(deal.get_absolute_url())
    url = reverse("reports:looks")
    assert deal.name in as_(cast.cleo).get(url).content.decode()
    assert deal.name in as_(cast.ada).get(url).content.decode()
    assert deal.name not in as_(cast.dan).get(url).content.decode()
    assert deal.name in as_(cast.cleo).get(url, {"q": deal.ref, "export": "csv"}).content.decode()
    assert deal.name not in as_(cast.dan).get(url, {"export": "csv"}).content.decode()


@pytest.mark.parametrize("person", ["cleo", "ada"])
def test_the_list_asks_as_often_for_many_rows_and_sorts_both_ways(cast, deal, as_, person):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, url = as_(getattr(cast, person)), reverse("reports:looks")

    def queries() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        return len(asked)

    services.update_deal(cast.ben, deal, {"next_step": "One"})
    few = queries()
    for number in range(5):
        with time_machine.travel(timezone.now() + timedelta(hours=number + 1), tick=False):
            services.update_deal(cast.ada, deal, {"next_step": str(number)})
    assert queries() == few == 6
    for column in ("at", "viewer_name", "role", "kind", "label", "partner"):
        for sort in (column, f"-{column}"):
            assert client.get(url, {"sort": sort}).status_code == 200


def test_nothing_masked_stands_in_a_label(cast, world, as_):
    as_(cast.ada).get(world[Lead].get_absolute_url())
    assert "Contact" not in json.dumps(list(Look.objects.values_list("label", flat=True)))


def test_an_acknowledgement_in_somebodys_name_is_no_look_of_theirs(cast):
    entering.submit_inbound(cast.carl, LeadData(company="Brook & Sons", contact_name="Iris Brook", country="NL"))
    assert kinds() == []
