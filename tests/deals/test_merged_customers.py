"""A customer merged while it is protected: the protection follows the one that is kept."""

import threading

import pytest
from django.db import connections

from deals import services
from deals.enums import RegistrationState
from deals.models import Protection
from deals.selectors import holders_of
from leads.models import Customer, CustomerMerge
from leads.services import customers, merging
from prm.core.errors import DomainError, TransitionRefused

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "Their new name"


@pytest.fixture
def kept(cast):
    return customers.match_or_create(name="Hofmann Group", domain="hofmann-group.example", country="NL")


def test_the_protection_follows_and_holds(cast, approved, kept, register, dan):
    gone = approved.customer
    merging.merge_customers(cast.ada, kept, gone, WHY)
    protection = Protection.objects.active().get()
    assert (protection.customer, protection.partner) == (kept, cast.one)
    assert holders_of({1: (kept.pk, cast.product.family)}) == {1: cast.one.ref}
    theirs = register(dan, company="Hofmann Group", website="hofmann-group.example")
    assert theirs.state == RegistrationState.CONTESTED


def test_the_old_name_is_held_too(cast, approved, kept, register, dan):
    merging.merge_customers(cast.ada, kept, approved.customer, WHY)
    assert register(dan).state == RegistrationState.CONTESTED


def test_two_protected_customers_stay_two(cast, approved, register, dan, ben):
    other = services.approve(ben, register(dan, company="Hofmann Group", website="hofmann-group.example"))
    with pytest.raises(TransitionRefused, match="Only one"):
        merging.merge_customers(cast.ada, other.customer, approved.customer, WHY)
    assert Protection.objects.active().count() == 2 and not CustomerMerge.objects.exists()
    approved.customer.refresh_from_db()
    assert approved.customer.merged_into is None


def test_the_protection_goes_back_when_the_merge_is_undone(cast, approved, kept):
    gone = approved.customer
    merge = merging.merge_customers(cast.ada, kept, gone, WHY)
    merging.undo_customers(cast.ada, merge, "Two after all")
    assert Protection.objects.active().get().customer == gone


def test_no_merge_is_undone_after_its_protection_has_changed(cast, approved, kept):
    merge = merging.merge_customers(cast.ada, kept, approved.customer, WHY)
    Protection.objects.update(warned_days=7)
    with pytest.raises(TransitionRefused, match="can no longer be undone"):
        merging.undo_customers(cast.ada, merge, "Two after all")
    assert Protection.objects.active().get().customer == kept


def merged_at_once(*pairs):
    """Every pair of customers merged in a thread of its own; the refusals."""
    gate, refusals = threading.Barrier(len(pairs)), []

    def run(actor, kept, gone):
        try:
            gate.wait()
            merging.merge_customers(actor, kept, gone, WHY)
        except DomainError as refusal:
            refusals.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return refusals


def crossed(cast, rounds):
    """Each round merges A into B while B is merged into A; how many ended as both, which is neither."""
    rings = 0
    for number in range(rounds):
        pair = [customers.match_or_create(name=f"{side} {number}", domain=f"{side}{number}.example") for side in "ab"]
        merged_at_once((cast.ada, *pair), (cast.ada, *reversed(pair)))
        into = Customer.objects.filter(pk__in=[one.pk for one in pair], merged_into__isnull=False).count()
        assert into > 0
        rings += into == 2
    return rings


def test_two_merges_at_once_make_no_ring(cast):
    assert crossed(cast, 15) == 0
    assert CustomerMerge.objects.count() == 15


def test_one_customer_is_merged_into_one(cast, approved, kept):
    other = customers.match_or_create(name="Hofmann Holding", domain="hofmann-holding.example")
    refusals = merged_at_once((cast.ada, kept, approved.customer), (cast.ada, other, approved.customer))
    assert len(refusals) == 1 and CustomerMerge.objects.count() == 1
    assert Protection.objects.get().customer == CustomerMerge.objects.get().kept


def test_without_the_locks_they_do(cast, monkeypatch):
    """The race above is real: read without locks, both merges go through."""
    meet = threading.Barrier(2)

    def read(*pair):
        rows = [Customer.objects.get(pk=one.pk) for one in pair]
        meet.wait(10)
        return rows

    monkeypatch.setattr(merging, "_both_customers", read)
    assert crossed(cast, 1) == 1
