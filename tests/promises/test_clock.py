"""One promise, one clock: made, kept, late, broken, released, paused, passed on."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from prm.accounts.models import User
from prm.promises import selectors, services
from prm.promises.enums import VERBS, Kind, Side, State
from prm.promises.models import Promise

pytestmark = pytest.mark.django_db
TWO_STEPS = (("remind", 0.5), ("escalate", 1.5))


def amsterdam(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))


def decide(cast, **kwargs):
    wanted = {
        "kind": Kind.DECIDE_REGISTRATION,
        "subject": cast.one,
        "owed_by": cast.ben,
        "partner": cast.one,
        "label": "Registration of Hofmann",
        "url": "/deals/R-000001/",
        "days": 2,
    }
    return services.make(**(wanted | kwargs))


def test_the_due_time_is_business_time_of_who_owes(cast, clock):
    promise = decide(cast, nudges=TWO_STEPS)
    assert promise.started_at == amsterdam("2026-11-02 10:00")
    assert promise.due_at == amsterdam("2026-11-04 10:00")
    assert promise.allowed_hours == 16
    assert [(nudge.step, nudge.level, nudge.at) for nudge in promise.nudges.order_by("at")] == [
        ("remind", 0, amsterdam("2026-11-03 10:00")),
        ("due", 2, amsterdam("2026-11-04 10:00")),
        ("escalate", 1, amsterdam("2026-11-05 10:00")),
    ]


def test_another_country_has_another_clock(cast, clock):
    cast.ben.time_zone, cast.ben.country = "America/New_York", "US"
    # It is four in the morning there, and voting day is not a holiday.
    assert decide(cast, hours=1, days=None).due_at == amsterdam("2026-11-02 16:00")


def test_the_side_is_that_of_who_owes(cast):
    assert decide(cast).side == Side.VENDOR
    assert decide(cast, kind=Kind.ANSWER_OFFER, owed_by=cast.carl).side == Side.PARTNER


def test_a_promise_that_is_open_is_not_made_twice(cast, clock, later):
    first = decide(cast)
    later(hours=3)
    again = decide(cast, days=5)
    assert (again.pk, again.due_at) == (first.pk, first.due_at)
    assert first.nudges.count() == 2


def test_the_database_refuses_a_second_open_promise(cast):
    promise = decide(cast)
    promise.pk, promise.ref = None, "X-000000"
    with pytest.raises(IntegrityError, match="one_open_promise_per_subject"), transaction.atomic():
        promise.save(force_insert=True)


def test_after_the_end_a_new_one_may_begin(cast):
    first = decide(cast)
    services.keep(Kind.DECIDE_REGISTRATION, cast.one)
    assert decide(cast).pk != first.pk


@pytest.mark.parametrize("times", [{"days": 1, "hours": 1}, {"days": None}, {"due_at": timezone.now()}])
def test_exactly_one_way_to_say_when(cast, times):
    with pytest.raises(ValueError, match="exactly one"):
        decide(cast, **times)


@pytest.mark.parametrize("nudges", [(("due", 0.5),), (("remind", 0.5), ("remind", 0.7))])
def test_steps_have_names_of_their_own(cast, nudges):
    with pytest.raises(ValueError, match="different names"):
        decide(cast, nudges=nudges)
    assert not Promise.objects.exists()


def test_an_unknown_kind_is_refused(cast):
    with pytest.raises(ValueError, match="bring_flowers"):
        decide(cast, kind="bring_flowers")


@pytest.mark.parametrize(
    ("moment", "state", "hours"),
    [
        ("2026-11-02 15:00", State.KEPT, 5),
        ("2026-11-04 10:00", State.KEPT, 16),
        ("2026-11-04 10:01", State.LATE, 16 + 1 / 60),
        ("2026-11-09 12:00", State.LATE, 42),
    ],
)
def test_kept_in_time_or_late(cast, to, moment, state, hours):
    decide(cast)
    to(moment)
    promise = services.keep(Kind.DECIDE_REGISTRATION, cast.one)
    promise.refresh_from_db()
    assert promise.state == state
    assert promise.closed_at == amsterdam(moment)
    assert promise.business_hours == pytest.approx(hours, abs=0.001)


def test_a_promise_ends_once(cast, to):
    decide(cast)
    services.keep(Kind.DECIDE_REGISTRATION, cast.one)
    to("2026-12-01 12:00")
    assert services.keep(Kind.DECIDE_REGISTRATION, cast.one) is None
    assert services.break_(Kind.DECIDE_REGISTRATION, cast.one) is None
    assert Promise.objects.get().state == State.KEPT


def test_broken_and_released(cast):
    decide(cast)
    assert services.break_(Kind.DECIDE_REGISTRATION, cast.one).state == State.BROKEN
    decide(cast)
    decide(cast, kind=Kind.ACKNOWLEDGE)
    decide(cast, subject=cast.two, partner=cast.two)
    assert services.release(None, cast.one) == 2
    assert sorted(Promise.objects.values_list("state", flat=True)) == ["broken", "open", "released", "released"]


def test_only_the_kind_that_was_named_is_released(cast):
    decide(cast)
    decide(cast, kind=Kind.ACKNOWLEDGE)
    assert services.release(Kind.ACKNOWLEDGE, cast.one) == 1
    assert selectors.promise_of(Kind.DECIDE_REGISTRATION, cast.one) is not None


def test_objects_of_different_models_with_one_number_are_different(cast):
    decide(cast)
    assert services.keep(Kind.DECIDE_REGISTRATION, User(pk=cast.one.pk)) is None


class TestPause:
    def test_the_clock_stands_while_paused(self, cast, to):
        decide(cast, nudges=TWO_STEPS)
        to("2026-11-02 12:00")
        services.pause(Kind.DECIDE_REGISTRATION, cast.one)
        to("2026-11-06 12:00")  # four business days later
        promise = services.resume(Kind.DECIDE_REGISTRATION, cast.one)
        assert promise.due_at == amsterdam("2026-11-10 10:00")
        assert {nudge.step: nudge.at for nudge in promise.nudges.all()} == {
            "remind": amsterdam("2026-11-09 10:00"),
            "due": amsterdam("2026-11-10 10:00"),
            "escalate": amsterdam("2026-11-11 10:00"),
        }

    def test_pauses_do_not_count_as_time_it_took(self, cast, to):
        decide(cast)
        to("2026-11-02 12:00")
        services.pause(Kind.DECIDE_REGISTRATION, cast.one)
        to("2026-11-06 12:00")
        services.resume(Kind.DECIDE_REGISTRATION, cast.one)
        to("2026-11-06 13:00")
        promise = services.keep(Kind.DECIDE_REGISTRATION, cast.one)
        assert (promise.state, promise.business_hours) == (State.KEPT, 3)

    def test_nothing_becomes_late_while_paused(self, cast, to):
        decide(cast)
        services.pause(Kind.DECIDE_REGISTRATION, cast.one)
        to("2026-12-01 12:00")
        promise = Promise.objects.get()
        assert not promise.is_late()
        assert not selectors.late(cast.ada).exists()
        assert services.keep(Kind.DECIDE_REGISTRATION, cast.one).state == State.KEPT

    def test_what_was_late_stays_late(self, cast, to):
        decide(cast, days=None, hours=1)
        to("2026-11-02 12:00")
        services.pause(Kind.DECIDE_REGISTRATION, cast.one)
        to("2026-11-03 12:00")
        promise = services.resume(Kind.DECIDE_REGISTRATION, cast.one)
        assert promise.due_at == amsterdam("2026-11-02 11:00")
        assert services.keep(Kind.DECIDE_REGISTRATION, cast.one).state == State.LATE

    def test_twice_is_once(self, cast, to):
        decide(cast)
        services.pause(Kind.DECIDE_REGISTRATION, cast.one)
        to("2026-11-02 12:00")
        services.pause(Kind.DECIDE_REGISTRATION, cast.one)
        services.resume(Kind.DECIDE_REGISTRATION, cast.one)
        assert services.resume(Kind.DECIDE_REGISTRATION, cast.one).due_at == amsterdam("2026-11-04 12:00")


class TestReassign:
    def test_the_new_person_has_the_same_time(self, cast, later):
        due = decide(cast).due_at
        later(hours=3)
        promise = services.reassign(Kind.DECIDE_REGISTRATION, cast.one, cast.ada)
        assert (promise.owed_by, promise.due_at) == (cast.ada, due)

    def test_or_all_of_it_in_their_own_calendar(self, cast, to):
        decide(cast, nudges=TWO_STEPS)
        to("2026-11-03 12:00")
        cast.ada.time_zone = "America/New_York"
        promise = services.reassign(Kind.DECIDE_REGISTRATION, cast.one, cast.ada, restart=True)
        assert promise.started_at == amsterdam("2026-11-03 12:00")
        assert promise.due_at == amsterdam("2026-11-04 23:00")  # two days from nine o'clock there
        assert promise.nudges.get(step="remind").at == amsterdam("2026-11-03 23:00")

    def test_the_side_follows(self, cast):
        decide(cast, kind=Kind.ANSWER_OFFER, owed_by=cast.carl)
        assert services.reassign(Kind.ANSWER_OFFER, cast.one, cast.ben).side == Side.VENDOR


class TestWhoSeesWhat:
    @pytest.fixture
    def promises(self, cast):
        decide(cast)
        decide(cast, kind=Kind.ARBITRATE)
        decide(cast, subject=cast.two, partner=cast.two)
        decide(cast, kind=Kind.REVIEW_HELD_LEAD, subject=cast.two, partner=None)

    @pytest.mark.parametrize(
        ("person", "seen"), [("ada", 4), ("ben", 4), ("fay", 4), ("cleo", 1), ("carl", 1), ("dan", 1)]
    )
    def test_members_see_their_partner_but_nothing_internal(self, cast, promises, person, seen):
        rows = Promise.objects.visible_to(getattr(cast, person))
        assert rows.count() == seen
        if person in ("cleo", "carl"):
            assert [(row.kind, row.partner) for row in rows] == [(Kind.DECIDE_REGISTRATION, cast.one)]

    def test_nobody_else_sees_any(self, cast, promises):
        cast.cleo.is_active = False
        assert not Promise.objects.visible_to(cast.cleo).exists()
        assert not Promise.objects.visible_to(AnonymousUser()).exists()

    def test_a_worklist_holds_ones_own(self, cast, promises):
        decide(cast, kind=Kind.ANSWER_OFFER, owed_by=cast.carl)
        assert [promise.kind for promise in selectors.open_for(cast.carl)] == [Kind.ANSWER_OFFER]
        assert selectors.open_for(cast.ben).count() == 4
        assert not selectors.open_for(cast.cleo).exists()

    def test_what_is_late(self, cast, promises, to):
        to("2027-01-01 12:00")
        assert selectors.late(cast.ada).count() == 4
        assert selectors.late(cast.dan).count() == 1

    def test_the_history_of_an_object(self, cast, promises):
        services.keep(Kind.DECIDE_REGISTRATION, cast.one)
        assert {promise.state for promise in selectors.promises_of(cast.one)} == {State.KEPT, State.OPEN}


def test_the_sentence(cast):
    promise = decide(cast)
    assert promise.phrase() == "Ben decides"
    assert f"You {promise.your_verb}" == "You decide"


def test_every_kind_has_its_sentence():
    assert set(VERBS) == set(Kind)


def test_is_late_is_a_matter_of_the_moment(cast, clock):
    promise = decide(cast)
    assert not promise.is_late(promise.due_at)
    assert promise.is_late(promise.due_at + timedelta(seconds=1))
