"""Registrations and deals in every state, made by the services that people use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from djmoney.money import Money

from deals import services
from deals.models import Registration

LETTER = {
    "reasons": ["not_qualified"],
    "checked": "We called the customer and read the notes.",
    "what_would_change": "A named budget and a date.",
}

TOGETHER = {"involvement": "influencing", "credit_share": 30, "reason": "You know their IT team."}


def facts(product, **changes):
    """What a member types."""
    return {
        "company": "Hofmann Logistik GmbH",
        "website": "hofmann.example",
        "country": "NL",
        "city": "Utrecht",
        "contact_name": "Ida Visser",
        "contact_title": "Head of IT",
        "contact_email": "ida@hofmann.example",
        "contact_phone": "+31 30 555 0111",
        "product": product,
        "amount": Money("84000", "EUR"),
        "close_on": timezone.localdate() + timedelta(days=60),
        "need": "Two sites to equip; met them twice.",
        **changes,
    }


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside is undone: many trials start from one scene, which costs more than each of them."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def register(cast):
    """`register(cleo, company=…)`: a member registers a deal."""

    def made(member, **changes):
        return services.submit(
            member, services.save_draft(member, None, facts(changes.pop("product", cast.product), **changes))
        )

    return made


@pytest.fixture
def draft(cast, cleo):
    return services.save_draft(cleo, None, facts(cast.product))


@pytest.fixture
def in_review(register, cleo):
    return register(cleo)


@pytest.fixture
def approved(in_review, ben):
    return services.approve(ben, in_review)


@pytest.fixture
def contested(in_review, register, dan):
    return register(dan, company="HOFMANN Logistik")


@pytest.fixture
def co_selling(contested, ada):
    return services.share(ada, contested, **TOGETHER)


@pytest.fixture
def rejecting(in_review, ben):
    return services.start_rejection(ben, in_review, **LETTER)


@pytest.fixture
def rejected(rejecting, ada):
    return services.confirm_rejection(ada, rejecting)


@pytest.fixture
def deal(approved):
    return approved.opportunity


@pytest.fixture
def plan(db):
    from deals.incentives.models import CompensationPlan

    return CompensationPlan.objects.create(name="Standard", number=1, in_force_from=date(2020, 1, 1))


STATES = (
    "draft", "in_review", "action_required", "contested", "rejecting", "approved", "co_selling", "rejected",
    "withdrawn", "lapsed", "completed",
)  # fmt: skip


@pytest.fixture
def in_state(cast, register, ben, ada, cleo, carl, dan):
    """`in_state("lapsed")`: a registration of partner one that has come to this state on a legal path."""

    def make(state):
        return globals()[f"_{state}"](cast, register)

    return make


def _draft(cast, register):
    return services.save_draft(cast.cleo, None, facts(cast.product))


def _in_review(cast, register):
    return register(cast.cleo)


def _action_required(cast, register):
    return services.request_changes(cast.ben, register(cast.cleo), ["need", "amount"], "How many sites?")


def _contested(cast, register):
    register(cast.dan)
    return register(cast.cleo)


def _co_selling(cast, register):
    return services.share(cast.ada, _contested(cast, register), **TOGETHER)


def _rejecting(cast, register):
    return services.start_rejection(cast.ben, register(cast.cleo), **LETTER)


def _approved(cast, register):
    return services.approve(cast.ben, register(cast.cleo))


def _rejected(cast, register):
    return services.confirm_rejection(cast.ada, _rejecting(cast, register))


def _withdrawn(cast, register):
    return services.withdraw(cast.cleo, register(cast.cleo))


def _lapsed(cast, register):
    row = _approved(cast, register)
    services.sweep_protection(today=timezone.localdate() + timedelta(days=100))
    return Registration.objects.get(pk=row.pk)


def _completed(cast, register):
    row = _approved(cast, register)
    services.lose(cast.cleo, row.opportunity, "price")
    return Registration.objects.get(pk=row.pk)
