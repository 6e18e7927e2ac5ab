"""Registering, deciding and merging at once for some seconds: nobody waits for another in a circle."""

import threading
import time
from collections import Counter

import pytest
from django.db import OperationalError, connections, transaction

from deals import services
from deals.models import Registration
from leads.models import Customer, CustomerMerge, Lead
from leads.services import customers, merging
from prm.core import locking
from prm.core.errors import DomainError

from .conftest import TOGETHER, facts

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 4
DEADLOCK = "40P01"


class Crowd:
    """Each work is done again and again, in a thread of its own, until the time is over or `until` says so."""

    def __init__(self, seconds, until=lambda crowd: False):
        self.ends, self.until = time.monotonic() + seconds, until
        self.done, self.deadlocks, self.strange = Counter(), [], []

    def run(self, works):
        threads = [threading.Thread(target=self._again, args=one) for one in works.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        return self

    def _again(self, name, work):
        try:
            while time.monotonic() < self.ends and not self.until(self):
                self._once(name, work)
        finally:
            connections.close_all()

    def _once(self, name, work):
        try:
            work()
            self.done[name] += 1
        except DomainError:
            self.done[f"{name} refused"] += 1
        except OperationalError as error:
            code = getattr(error.__cause__, "sqlstate", None) or getattr(error.__cause__, "pgcode", None)
            (self.deadlocks if code == DEADLOCK else self.strange).append(f"{name}: {error}")
        except Exception as error:
            self.strange.append(f"{name}: {error!r}")


@pytest.fixture
def works(cast, register):
    """What people do about one customer at the same time, each on rows of their own."""
    asked = services.request_changes(cast.ben, register(cast.cleo), ["need", "website"], "How many sites?")
    deal = services.approve(
        cast.ben, register(cast.cleo, company="Hofmann Bau", website="hofmann-bau.example")
    ).opportunity
    kept, gone = deal.customer, asked.customer
    third = customers.match_or_create(name="Hofmann Bahn", domain="hofmann-bahn.example", country="NL")

    def complete():
        row = Registration.objects.get(pk=asked.pk)
        if row.state == "action_required":
            services.answer_action_required(cast.cleo, row, {"need": f"Sites: {time.monotonic()}"})
        else:
            services.request_changes(cast.ben, row, ["need", "website"], "How many sites?")

    def merge(into, what):
        done = merging.merge_customers(cast.ada, Customer.objects.get(pk=into), Customer.objects.get(pk=what), "One")
        merging.undo_customers(cast.ada, done, "Two")

    def come_and_go():
        row = services.register(cast.dan, None, facts(cast.product, website="hofmann-bahn.example"))
        if row.state == "in_review":
            services.approve(cast.ben, row)
        services.withdraw(cast.dan, row)

    def share():
        row = services.register(cast.dan, None, facts(cast.product))
        try:
            services.share(cast.ada, row, **TOGETHER)
        finally:
            services.withdraw(cast.dan, row)

    return {
        "complete": complete,
        "merge": lambda: merge(kept.pk, gone.pk),
        "merge the third": lambda: merge(gone.pk, third.pk),
        "come and go": come_and_go,
        "share": share,
        "contact": lambda: services.add_contact(cast.cleo, deal, {"name": "Ida"}, "uses"),
    }


def test_nobody_waits_in_a_circle(works) -> None:
    crowd = Crowd(SECONDS).run(works)
    assert crowd.deadlocks == [] and crowd.strange == []
    assert all(crowd.done[name] + crowd.done[f"{name} refused"] for name in works), crowd.done
    assert crowd.done["complete"] and crowd.done["merge the third"] + crowd.done["merge"], crowd.done
    assert not CustomerMerge.objects.in_force().exists()


def test_with_the_order_turned_round_they_do(works, monkeypatch) -> None:
    """What the test above is worth: the merge takes the same rows in another order, and meets the others halfway."""
    monkeypatch.setattr(locking, "ORDER", locking.ORDER[::-1])
    crowd = Crowd(60, until=lambda crowd: bool(crowd.deadlocks)).run(works)
    assert crowd.deadlocks


def test_whatever_belongs_to_a_customer_has_its_place() -> None:
    for relation in merging._relations():
        assert relation.related_model._meta.label_lower in locking.ORDER
    assert locking.place_of(Registration) < locking.place_of(Lead) < locking.place_of(Customer)


def test_others_that_come_meanwhile_are_held_too(cast, register) -> None:
    """Whoever looks for rows to lock finds another each time: it lets go and looks again, and gives up in the end."""
    row = register(cast.cleo)
    found = [{Registration: set()}, {Registration: {row.pk}}, {Registration: {row.pk}}, {Registration: {row.pk}}]
    with transaction.atomic():
        locking.together(lambda: found.pop(0))
        assert found == []
        numbers = iter(range(100))
        with pytest.raises(locking.Busy, match="try again"):
            locking.together(lambda: {Registration: {next(numbers)}})


def test_a_customer_is_found_through_its_merges(cast) -> None:
    names = ("a", "b", "c")
    one, two, three = (customers.match_or_create(name=name, domain=f"{name}.example") for name in names)
    first = merging.merge_customers(cast.ada, two, one, "One")
    merging.merge_customers(cast.ada, three, two, "One")
    stale = Customer.objects.get(pk=one.pk)
    assert customers.current(stale) == three == customers.match_or_create(name="a", domain="a.example")
    assert stale.merged_into == first.kept or stale.merged_into == three
