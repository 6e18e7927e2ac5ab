"""The same request again: one answer and one row, also when both arrive at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from prm.accounts import services
from prm.accounts.models import ApiRequest, ApiToken
from prm.accounts.tasks import tidy
from tests.core import api_routes
from tests.core.api_caller import THINGS, Caller, problem

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.api_routes")]


@pytest.fixture(autouse=True)
def nothing_special():
    api_routes.during.update(seconds=0.0, **{"raise": None})
    api_routes.made.clear()


@pytest.fixture
def cleos(cleo):
    return Caller(cleo)


@pytest.fixture
def dans(dan):
    return Caller(dan)


def test_the_same_key_and_body_give_the_same_answer_and_one_row(cleos):
    first = cleos("POST", THINGS, {"name": "once", "note": "n"}, idempotency_key="k1")
    again = cleos("POST", THINGS, {"note": "n", "name": "once"}, idempotency_key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert len(api_routes.made) == 1
    assert cleos("POST", THINGS, {"name": "once"}, idempotency_key="k2").status_code == 201
    assert len(api_routes.made) == 2


def test_the_same_key_for_something_else_is_refused(cleos):
    cleos("POST", THINGS, {"name": "once"}, idempotency_key="k1")
    problem(cleos("POST", THINGS, {"name": "other"}, idempotency_key="k1"), 409, "idempotency-key-reused")
    problem(cleos("POST", f"{cleos.own()}/leave", {}, idempotency_key="k1"), 409)
    assert len(api_routes.made) == 1


def test_anothers_key_is_no_key_of_mine(cleos, dans):
    cleos("POST", THINGS, {"name": "x"}, idempotency_key="k1")
    answer = dans("POST", THINGS, {"name": "y"}, idempotency_key="k1")
    assert (answer.status_code, answer.json()["name"]) == (201, "y")


def test_an_action_is_replayed_after_the_row_left_ones_sight(cleos, ben):
    first = cleos("POST", f"{cleos.own()}/leave", {}, idempotency_key="k1")
    again = cleos("POST", f"{cleos.own()}/leave", {}, idempotency_key="k1")
    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)


def test_a_refused_request_may_be_sent_again_corrected(cleos):
    problem(cleos("POST", THINGS, {"name": ""}, idempotency_key="k1"), 422)
    assert cleos("POST", THINGS, {"name": "right"}, idempotency_key="k1").status_code == 201


def test_after_a_crash_the_key_is_free_and_nothing_half_done_is_there(cleos):
    api_routes.during["raise"] = RuntimeError("the process died")
    problem(cleos("POST", THINGS, {"name": "x"}, idempotency_key="k1"), 500)
    assert not ApiRequest.objects.exists()
    assert not ApiToken.objects.filter(name="x").exists()
    api_routes.during["raise"] = None
    assert cleos("POST", THINGS, {"name": "x"}, idempotency_key="k1").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "naïve"])
def test_a_key_we_cannot_keep_is_refused(cleos, key):
    problem(cleos("POST", THINGS, {"name": "x"}, idempotency_key=key), 400, "invalid-idempotency-key")
    assert not api_routes.made


def test_old_answers_are_forgotten(cleos):
    cleos("POST", THINGS, {"name": "x"}, idempotency_key="k1")
    assert services.forget_old_api_requests() == 0
    ApiRequest.objects.update(created_at=timezone.now() - timedelta(hours=49))
    tidy()
    assert not ApiRequest.objects.exists()


def at_once(calls):
    """Run the calls in threads that start together; their answers in order."""
    answers, gate = [None] * len(calls), threading.Barrier(len(calls))

    def run(position, call):
        try:
            gate.wait()
            answers[position] = call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_makes_one_row(cleos):
    api_routes.during["seconds"] = 0.3
    answers = at_once([lambda: cleos("POST", THINGS, {"name": "once"}, idempotency_key="k1")] * 6)
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.content for answer in answers}) == 1
    assert ApiToken.objects.filter(name="once").count() == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 5


@pytest.mark.django_db(transaction=True)
def test_without_a_key_the_same_makes_as_many_rows(cleos):
    """The protection off: the test above would be red."""
    at_once([lambda: cleos("POST", THINGS, {"name": "many"})] * 6)
    assert ApiToken.objects.filter(name="many").count() == 6


@pytest.mark.django_db(transaction=True)
def test_while_the_first_fails_the_second_does_the_work(cleos):
    api_routes.during.update(seconds=0.3, **{"raise": RuntimeError("first")})
    timer = threading.Timer(0.2, lambda: api_routes.during.update(**{"raise": None}))
    original = api_routes.Things.perform_create
    calls = []

    def first_fails(self, data):
        calls.append(1)
        api_routes.during["raise"] = RuntimeError("first") if len(calls) == 1 else None
        return original(self, data)

    timer.cancel()
    api_routes.Things.perform_create = first_fails
    try:
        answers = at_once([lambda: cleos("POST", THINGS, {"name": "x"}, idempotency_key="k1")] * 2)
    finally:
        api_routes.Things.perform_create = original
    assert sorted(answer.status_code for answer in answers) == [201, 500]
    assert ApiToken.objects.filter(name="x").count() == 1
