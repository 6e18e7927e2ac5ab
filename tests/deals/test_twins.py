"""Whoever is on the other side, another partner or the vendor: who asks is shown the same, to the letter."""

import difflib
from datetime import timedelta

import pytest
import time_machine

from deals import services
from deals.models import Opportunity, Registration

from . import twins
from .conftest import LETTER, TOGETHER, taken_back
from .test_api import BODY
from .test_registering import typed
from .twins import Eyes

ASKED = {name: BODY[name] for name in ("company", "website", "country", "city", "product")}
# Another customer, and one like that which the others have.
ALIKE = {"website": "shop.hofmann.example", "contact_email": "ida@shop.hofmann.example"}


@pytest.fixture
def still():
    """A Tuesday before noon, at which the clock stands: what differs is never the time."""
    with time_machine.travel("2026-03-03 10:00:00+00:00", tick=False) as clock:
        yield clock


def the_same(walk, worlds, cast):
    """Walks each world, takes it back, and compares what was seen with what was seen in the first."""
    seen = {}
    for world in worlds:
        with taken_back():
            eyes = Eyes(cast.dan)
            walk(eyes, cast, world(cast))
            seen[world.__name__] = eyes.seen
    first, *others = seen
    for other in others:
        assert seen[other].keys() == seen[first].keys(), f"{first} and {other} show different things"
        for where, text in seen[first].items():
            assert seen[other][where] == text, f"{where}\n{_difference(text, seen[other][where], first, other)}"
    return seen[first]


def _difference(one, other, first, second):
    lines = difflib.unified_diff(one.splitlines(), other.splitlines(), first, second, lineterm="", n=0)
    return "\n".join(line[:400] for line in lines)


def ask(eyes, **changes):
    """By typing, by the button, and by a program."""
    told = {**ASKED, **changes}
    eyes.post("/deals/check/", told)
    eyes.post("/deals/register/", {**told, "intent": "check"})
    return eyes.api("registrations/check", {name: value for name, value in told.items() if value}).json()


def register(eyes, **changes):
    """By the form; then again, by form and program, which is refused."""
    eyes.post("/deals/register/", typed(**changes), follow=True)
    row = Registration.objects.filter(partner=eyes.person.member.partner).latest("pk")
    eyes.post("/deals/register/", typed(**changes))
    eyes.api("registrations", {**BODY, **{name: value for name, value in changes.items() if value}})
    return row


def try_everything(eyes, row):
    """What a member may do and may not do in this state: refused in the same words."""
    for action in ("answer", "appeal", "edit", "extend"):
        eyes.page(f"{row.get_absolute_url()}{action}/")
        eyes.post(f"{row.get_absolute_url()}{action}/", {"reason": "Why?", "evidence": "x", "need": "x"})
    for action, body in (("answer", {"need": "x"}), ("appeal", {"reason": "Why?"}), ("approve", {})):
        eyes.api(f"registrations/{row.ref}/{action}", body)
    eyes.page("/deals/registrations/R-000000/")
    eyes.api("registrations/R-000000")


def ask_and_register(eyes, cast, other):
    found = ask(eyes)
    row = register(eyes)
    eyes.look_around(f"registered after {found['colour']}", row, into_corners=True)
    try_everything(eyes, row)
    return row


@pytest.mark.parametrize(("colour", "worlds"), [("red", twins.RED), ("yellow", twins.YELLOW), ("green", twins.GREEN)])
def test_asking_and_registering(colour, worlds, still, cast) -> None:
    seen = the_same(ask_and_register, worlds, cast)
    assert any(where.startswith(f"registered after {colour}") for where in seen)
    for where, text in seen.items():
        for word in (twins.THEIRS, twins.OURS, "Partner One", "Cleo"):
            assert word in where or word not in text, f"{word} in {where}"


def test_a_name_that_is_only_alike(still, cast) -> None:
    def walk(eyes, cast, other):
        assert ask(eyes, **ALIKE)["colour"] == "yellow"
        row = register(eyes, **ALIKE)
        eyes.look_around("registered", row)

    the_same(walk, (*twins.RED, *twins.YELLOW), cast)


def test_decided_against_and_appealed(still, cast) -> None:
    def walk(eyes, cast, other):
        row = register(eyes)
        still.shift(timedelta(days=2))
        services.decline_contested(cast.ada, row, **LETTER)
        eyes.look_around("declined", row)
        eyes.post(f"{row.get_absolute_url()}appeal/", {"reason": "We met them twice."}, follow=True)
        eyes.look_around("appealed", row)
        services.answer_appeal(cast.ada, row, "We look again.", reopen=True)
        eyes.look_around("looked at again", row)
        try_everything(eyes, row)
        still.shift(timedelta(days=-2))

    the_same(walk, twins.RED, cast)


def test_decided_for_once_the_other_side_gave_up(still, cast) -> None:
    def walk(eyes, cast, other):
        row = register(eyes)
        twins.end(cast, other)
        eyes.look_around("free", row)
        row = services.award(cast.ada, row, "Welcome.")
        eyes.look_around("awarded", row, row.opportunity, into_corners=True)
        eyes.post(f"{row.get_absolute_url()}withdraw/", {}, follow=True)
        eyes.look_around("withdrawn", row, row.opportunity)

    the_same(walk, twins.RED, cast)


def test_sold_together(still, cast) -> None:
    """With another partner or with the vendor itself: the same part, and the same end of it."""

    def walk(eyes, cast, other):
        row = services.share(cast.ada, register(eyes), **TOGETHER)
        eyes.look_around("sold together", row, into_corners=True)
        try_everything(eyes, row)
        deal = other if isinstance(other, Opportunity) else services.approve(cast.ben, other).opportunity
        services.lose(cast.ben, deal, "price")
        eyes.look_around("lost", row)

    the_same(walk, (twins.partner_registers, twins.vendor_sells, twins.vendor_sells_anything), cast)


def test_refused_because_somebody_is_there(still, cast) -> None:
    """The staff's own reason says who it is; the letter does not."""

    def walk(eyes, cast, other):
        is_ours = isinstance(other, Opportunity)
        row = register(eyes)
        still.shift(timedelta(days=2))
        reason = "existing_customer" if is_ours else "already_taken"
        services.decline_contested(cast.ada, row, **{**LETTER, "reasons": [reason]})
        eyes.look_around("declined", row)
        still.shift(timedelta(days=-2))

    the_same(walk, (twins.partner_registers, twins.vendor_sells), cast)


def test_approved_and_worked(still, cast) -> None:
    def walk(eyes, cast, other):
        row = services.approve(cast.ben, register(eyes))
        eyes.look_around("approved", row, row.opportunity)
        services.lose(cast.dan, row.opportunity, "price")
        eyes.look_around("lost", row, row.opportunity)

    the_same(walk, (*twins.YELLOW, *twins.GREEN), cast)


def test_asked_to_complete_with_another_company(still, cast) -> None:
    """Free at first, then completed into a customer that somebody has."""

    def walk(eyes, cast, other):
        row = register(eyes, company="Zuidema", website="zuidema.example", contact_email="jo@zuidema.example")
        services.request_changes(cast.ben, row, ["company", "website", "contact_email"], "Which company is it?")
        eyes.look_around("asked to complete", row)
        names = ("company", "website", "contact_email")
        eyes.api(f"registrations/{row.ref}/answer", {name: BODY[name] for name in names})
        eyes.look_around("completed", row)

    the_same(walk, twins.RED, cast)


def test_a_lead_for_the_customer(still, cast) -> None:
    names = ("company", "website", "country", "contact_name", "contact_email", "need", "product")

    def walk(eyes, cast, other):
        sent = eyes.api("leads", {name: BODY[name] for name in names}).json()
        eyes.look_around("sent a lead")
        eyes.page(f"/leads/{sent['ref']}/")
        eyes.api(f"leads/{sent['ref']}")
        eyes.page(f"/deals/register/?lead={sent['ref']}")

    some = (twins.partner_registers, twins.vendor_sells, twins.partner_works_a_lead, twins.vendor_has_a_lead)
    the_same(walk, (*some, twins.nobody), cast)


@pytest.mark.parametrize("world", [*twins.RED, *twins.YELLOW])
def test_what_is_the_other_sides_is_not_there(world, still, cast) -> None:
    """Its reference answers as one that does not exist."""
    eyes, other = Eyes(cast.dan), world(cast)
    prefix = other.ref.partition("-")[0]
    kind = {"R": "registrations", "D": "deals", "L": "leads"}[prefix]
    page = "deals/registrations" if prefix == "R" else kind
    for ref in (other.ref, f"{prefix}-000000"):
        eyes.step = "theirs" if ref == other.ref else "nobody's"
        assert eyes.page(f"/{page}/{ref}/").status_code == 404
        assert eyes.api(f"{kind}/{ref}").status_code == 404
        eyes.page(f"/search/?q={ref}")
    theirs, nobodys = ([text for where, text in eyes.seen.items() if where.startswith(step)] for step in ("t", "n"))
    assert len(theirs) == 3 and theirs == nobodys
