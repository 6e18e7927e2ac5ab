"""Each race once more with what protects it taken away: it must go wrong, or the race proves nothing."""

import threading
from contextlib import contextmanager, suppress

import pytest
from django.db import connection

from leads.models import Customer, Lead
from leads.services import answering, customers, doubles, entering, merging, rejecting, routing, working
from leads.services.moving import RELATED

from . import test_races as races
from .conftest import lead_data

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 5


def meeting(function, parties, *, before=False):
    """The function, but nobody goes on until so many have come as far: all have read before anybody writes."""
    gate = threading.Barrier(parties)

    def wait():
        with suppress(threading.BrokenBarrierError):
            gate.wait(PATIENCE)

    def met(*args, **kwargs):
        if before:
            wait()
        found = function(*args, **kwargs)
        if not before:
            wait()
        return found

    return met


def nothing(*_args):
    """A lock that locks nothing."""


def unlocked(lead):
    return Lead.objects.select_related(*RELATED).get(pk=getattr(lead, "pk", lead))


@contextmanager
def without(model, name, kind):
    """The table without this index or constraint; what the race left there goes before it comes back."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(to_regclass(%s)::oid)", [name])
        definition = cursor.fetchone()[0]
        cursor.execute(f"DROP INDEX {name}" if kind == "index" else f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute(
                definition if kind == "index" else f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (identity)"
            )


def goes_wrong(race, *cast):
    with pytest.raises(AssertionError):
        race(*cast)


def test_without_locked_seats_a_member_takes_more_than_their_places(cast, monkeypatch):
    monkeypatch.setattr(answering, "lock_seats", nothing)
    monkeypatch.setattr(answering, "places_taken", meeting(answering.places_taken, 8))
    goes_wrong(races.test_a_member_never_takes_more_than_their_places, cast)


def test_without_locks_a_seat_is_assigned_by_hand_more_than_once(cast, monkeypatch):
    monkeypatch.setattr(working, "lock_seats", nothing)
    monkeypatch.setattr(working, "lock_routing", nothing)
    monkeypatch.setattr(working, "places_taken", meeting(working.places_taken, 3))
    goes_wrong(races.test_hand_assigned_and_routed_at_once_never_overfill_a_seat, cast)


def test_without_locks_routers_overfill_a_seat(cast, monkeypatch):
    monkeypatch.setattr(routing, "lock_seats", nothing)
    monkeypatch.setattr(routing, "lock_routing", nothing)
    monkeypatch.setattr(routing, "_free_places", meeting(routing._free_places, 4))
    goes_wrong(races.test_routers_on_different_leads_never_overfill_a_seat, cast)


def test_without_a_locked_customer_a_double_click_is_several_leads(cast, monkeypatch):
    data = lead_data()
    customers.match_or_create(name=data.company, domain=data.website, country=data.country, email=data.contact_email)
    monkeypatch.setattr(entering, "_customer", lambda data: Customer.objects.get())
    monkeypatch.setattr(entering, "_open_lead", meeting(entering._open_lead, 4))
    goes_wrong(races.test_a_double_click_is_one_lead, cast)


def test_without_held_customers_files_at_once_make_doubles(cast, monkeypatch):
    kept = customers._held
    monkeypatch.setattr(customers, "_held", lambda numbers, hold: kept(numbers, customers.AGAINST_MERGING))
    monkeypatch.setattr(doubles.OpenLeads, "__init__", meeting(doubles.OpenLeads.__init__, 3))
    customers.match_or_create(name="Canary Mill", domain="canary-mill.example")
    goes_wrong(races.test_two_files_about_one_person_at_once_make_one_lead_that_is_no_double, cast)


def test_without_the_index_an_external_id_is_taken_more_than_once(cast, monkeypatch):
    monkeypatch.setattr(entering, "_known", meeting(entering._known, 6))
    with without(Lead, "one_lead_per_source_id", "index"):
        goes_wrong(races.test_the_same_external_id_at_once_is_one_lead, cast)


def test_without_the_constraint_one_customer_is_several(cast, monkeypatch):
    monkeypatch.setattr(customers, "_make", meeting(customers._make, 2, before=True))
    with without(Customer, _unique_on_identity(), "constraint"):
        goes_wrong(races.test_one_customer_however_it_is_spelt, cast)


def _unique_on_identity():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Customer._meta.db_table)
    return next(name for name, one in found.items() if one["unique"] and one["columns"] == ["identity"])


def test_without_locked_leads_two_are_merged_into_each_other(cast, monkeypatch):
    monkeypatch.setattr(merging, "locked", unlocked)
    monkeypatch.setattr(merging, "_both_leads", meeting(merging._both_leads, 2))
    goes_wrong(races.test_a_lead_is_merged_or_offered_and_two_never_into_each_other, cast)


def test_without_a_locked_lead_one_appeal_is_several(cast, monkeypatch):
    monkeypatch.setattr(rejecting, "locked", unlocked)
    monkeypatch.setattr(rejecting, "_who_looks_again", meeting(rejecting._who_looks_again, 6))
    goes_wrong(races.test_two_appeals_at_once_are_one, cast)
