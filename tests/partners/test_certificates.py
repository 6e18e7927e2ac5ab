"""Certificates and languages: entered, confirmed, running out, and what routing makes of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads.services import entering, routing, seats
from partners import services
from partners.models import Certificate, Member, Product
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.outbox.models import Message
from prm.promises import services as promises
from prm.promises.enums import Kind
from prm.promises.models import Promise
from reports.selectors import badges_of
from tests.leads.conftest import fresh, lead_data

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 1)


@pytest.fixture
def certified(cast):
    """`certified(member=…, **fields)`: a confirmed certificate of partner one for a product that needs it."""
    Product.objects.filter(pk=cast.product.pk).update(needs_certificate=True)
    cast.product.refresh_from_db()

    def make(**fields):
        given = {"product": cast.product, "valid_from": FIRST, "expires_on": LAST, "partner": cast.one}
        return services.enter_certificate(**{"actor": cast.ada, **given, **fields})

    return make


def chosen_for(cast, **facts):
    lead = entering.receive_outbound(cast.ada, lead_data(product=cast.product, **facts))
    return routing.route([lead])[0]


def seat_of(user):
    return next(seat for seat in seats.member_seats() if seat.key == user.ref)


def subjects(person):
    return " ".join(Message.objects.filter(recipient=person).values_list("subject", flat=True))


def test_only_certified_people_get_leads_for_the_product(cast, certified):
    decision = chosen_for(cast)
    assert decision.chosen is None
    assert {line.refused for line in decision.lines if line.group_name == "Partner One"} == {
        "Not certified for the product."
    }
    certified(member=cast.carl.member, expires_on=date(2099, 1, 1))
    decision = chosen_for(cast, company="Other", website="other.example", contact_email="a@other.example")
    assert decision.chosen == cast.carl
    assert "Certified for the product" in decision.lines[0].reasons


def test_a_certificate_of_the_partner_counts_for_everybody_there_and_nobody_else(cast, certified):
    certified(expires_on=date(2099, 1, 1))
    assert {seat.key for seat in seats.member_seats() if seat.certificates} == {cast.carl.ref, cast.cleo.ref}
    assert seat_of(cast.carl).certificates == {cast.product.code}


@pytest.mark.parametrize(
    ("zone", "now", "counts"),
    [
        ("Pacific/Auckland", datetime(2026, 3, 31, 10, 59, tzinfo=UTC), True),
        ("Pacific/Auckland", datetime(2026, 3, 31, 11, 1, tzinfo=UTC), False),
        ("Europe/Amsterdam", datetime(2026, 3, 31, 21, 59, tzinfo=UTC), True),
        ("Europe/Amsterdam", datetime(2026, 3, 31, 22, 1, tzinfo=UTC), False),
        ("America/Los_Angeles", datetime(2026, 4, 1, 6, 59, tzinfo=UTC), True),
        ("America/Los_Angeles", datetime(2026, 4, 1, 7, 1, tzinfo=UTC), False),
        ("Pacific/Auckland", datetime(2025, 12, 31, 10, 59, tzinfo=UTC), False),
        ("Pacific/Auckland", datetime(2025, 12, 31, 11, 1, tzinfo=UTC), True),
        ("America/Los_Angeles", datetime(2026, 1, 1, 7, 59, tzinfo=UTC), False),
        ("America/Los_Angeles", datetime(2026, 1, 1, 8, 1, tzinfo=UTC), True),
    ],
)
def test_first_and_last_day_are_those_of_the_holders_calendar(cast, certified, zone, now, counts):
    certified(member=cast.carl.member)
    type(cast.carl).objects.filter(pk=cast.carl.pk).update(time_zone=zone)
    with time_machine.travel(now, tick=False):
        assert bool(seat_of(cast.carl).certificates) is counts


def test_what_a_partner_enters_counts_when_a_channel_manager_has_confirmed_it(cast, certified):
    certificate = certified(actor=cast.cleo, member=cast.carl.member, expires_on=date(2099, 1, 1))
    assert not seat_of(cast.carl).certificates
    assert "Please confirm it" in subjects(cast.ada)
    for person in (cast.cleo, cast.carl, cast.ben, cast.dan):
        with pytest.raises(NotAllowed):
            services.confirm_certificate(actor=person, certificate=certificate)
    services.confirm_certificate(actor=cast.ada, certificate=certificate)
    services.confirm_certificate(actor=cast.ada, certificate=certificate)
    assert seat_of(cast.carl).certificates
    assert Message.objects.filter(recipient=cast.cleo, subject__startswith="Confirmed").count() == 1
    services.withdraw_certificate(actor=cast.ada, certificate=certificate, reason="The course was another one.")
    assert not seat_of(cast.carl).certificates
    with pytest.raises(TransitionRefused):
        services.confirm_certificate(actor=cast.ada, certificate=certificate)


def owed(certificate):
    return Promise.objects.about(certificate).get(kind=Kind.CONFIRM_CERTIFICATE)


def test_the_vendor_owes_an_answer_that_the_partner_can_follow(cast, certified, as_, settings):
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False):
        first = certified(actor=cast.cleo, member=cast.carl.member, expires_on=date(2099, 1, 1))
        second = certified(actor=cast.cleo, expires_on=date(2099, 1, 1))
        third = certified(actor=cast.cleo, valid_from=date(2026, 1, 2), expires_on=date(2099, 1, 1))
    assert owed(first).owed_by == cast.ada and owed(first).due_at == datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert Promise.objects.visible_to(cast.cleo).filter(pk=owed(first).pk).exists()
    assert not Promise.objects.visible_to(cast.dan).filter(pk=owed(first).pk).exists()
    with time_machine.travel(datetime(2026, 3, 3, 9, tzinfo=UTC), tick=False):
        assert "Ada confirms" in as_(cast.cleo).get(first.get_absolute_url()).content.decode()
        services.confirm_certificate(actor=cast.ada, certificate=first)
        services.withdraw_certificate(actor=cast.ada, certificate=second, reason="Not on the list of the academy.")
        services.withdraw_certificate(actor=cast.cleo, certificate=third, reason="Entered twice.")
    assert [owed(one).state for one in (first, second, third)] == ["kept", "kept", "released"]


def test_reminded_until_answered_and_owed_by_whoever_looks_after_the_partner(cast, certified):
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False):
        certificate = certified(actor=cast.cleo, expires_on=date(2099, 1, 1))
    gus = cast.gus
    services.update_partner(actor=cast.ada, partner=cast.one, changes={"owner": gus})
    assert owed(certificate).owed_by == gus
    with time_machine.travel(datetime(2026, 3, 20, 9, tzinfo=UTC), tick=False):
        promises.sweep()
        promises.sweep()
    assert "Still to confirm" in subjects(gus) and "Still to confirm" not in subjects(cast.ada)


def test_nonsense_and_strangers_are_refused(cast, certified):
    certified()
    with pytest.raises(InvalidInput) as refusal:
        certified()
    assert set(refusal.value.fields) == {"valid_from"}
    with pytest.raises(InvalidInput) as refusal:
        certified(expires_on=FIRST)
    assert set(refusal.value.fields) == {"expires_on"}
    with pytest.raises(InvalidInput) as refusal:
        certified(member=cast.dan.member)
    assert set(refusal.value.fields) == {"member"}
    for person in (cast.carl, cast.dan, cast.fay, cast.ben):
        with pytest.raises(NotAllowed):
            certified(actor=person, valid_from=date(2026, 2, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.update(expires_on=FIRST)


def test_people_hear_once_thirty_days_before(cast, certified):
    certificate = certified(member=cast.carl.member)
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False):
        assert services.remind_of_expiry() == 0
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False):
        assert services.remind_of_expiry() == 1
        assert services.remind_of_expiry() == 0
    for person in (cast.carl, cast.cleo):
        assert "expires on" in subjects(person)
    assert "expires on" not in subjects(cast.dan)
    assert Message.objects.filter(url=certificate.get_absolute_url()).count() == 2


def test_nobody_hears_of_one_that_is_followed_by_another(cast, certified):
    certified(member=cast.carl.member)
    certified(valid_from=LAST, expires_on=LAST + timedelta(days=365))
    with time_machine.travel(datetime(2026, 3, 20, 9, tzinfo=UTC), tick=False):
        services.remind_of_expiry()
    assert "expires on" not in subjects(cast.carl)


def test_the_pages_from_entering_to_withdrawing(cast, certified, as_):
    admin, manager = as_(cast.cleo), as_(cast.ada)
    form = {"product": cast.product.ref, "member": cast.carl.member.ref, "valid_from": "2026-01-01", "number": "N-1"}
    url = reverse("partners:certificate_new", args=[cast.one.ref])
    assert admin.post(url, {**form, "expires_on": "2025-12-31"}).status_code == 422
    assert admin.post(url, {**form, "expires_on": "2099-01-01"}).status_code == 302
    certificate = Certificate.objects.get()
    assert badges_of(cast.ada)["certificates"] == 1 and badges_of(cast.cleo)["certificates"] == 0
    page = manager.get(certificate.get_absolute_url()).content.decode()
    assert "Waits to be confirmed" in page and "Confirm" in page
    assert manager.post(reverse("partners:certificate_confirm", args=[certificate.ref])).status_code == 302
    member = as_(cast.carl).get(cast.carl.member.get_absolute_url()).content.decode()
    assert "GTX Pro" in member and "In force" in member
    withdraw = reverse("partners:certificate_withdraw", args=[certificate.ref])
    assert admin.post(withdraw, {"reason": "He left the team."}).status_code == 302
    assert "He left the team." in as_(cast.carl).get(certificate.get_absolute_url()).content.decode()


def test_the_form_offers_ones_own_people_only(cast, certified, as_):
    url = reverse("partners:certificate_new", args=[cast.one.ref])
    assert as_(cast.dan).get(url).status_code == 404
    assert "Dan Vogel" not in as_(cast.cleo).get(url).content.decode()
    form = {"product": cast.product.ref, "member": cast.dan.member.ref, "valid_from": FIRST, "expires_on": LAST}
    assert as_(cast.cleo).post(url, form).status_code == 422


def test_another_partner_sees_nothing_of_it(cast, certified, as_):
    certificate = certified(member=cast.carl.member)
    assert as_(cast.dan).get(certificate.get_absolute_url()).status_code == 404
    assert "Carl" not in as_(cast.dan).get(reverse("partners:certificates")).content.decode()
    assert not Certificate.objects.visible_to(cast.dan).exists()


# -- languages


def test_a_lead_in_a_language_goes_to_who_speaks_it(cast):
    services.speak(actor=cast.carl, member=cast.carl.member, spoken=["nl", "fr"])
    services.speak(actor=cast.cleo, member=cast.cleo.member, spoken=["nl"])
    decision = chosen_for(cast, language="fr")
    assert decision.chosen == cast.carl
    assert "Speaks French" in decision.lines[0].reasons
    [refused] = [line.refused for line in decision.lines if line.name == "Cleo Maes"]
    assert refused == "Does not speak the customer's language."


def test_who_says_nothing_is_asked_in_any_language_but_not_said_to_speak_it(cast):
    services.speak(actor=cast.cleo, member=cast.cleo.member, spoken=["nl"])
    decision = chosen_for(cast, language="fr")
    assert decision.chosen == cast.carl
    assert not any("Speaks" in reason for reason in decision.lines[0].reasons)


def test_languages_are_said_by_oneself_and_who_runs_the_team(cast, as_):
    url = reverse("partners:member_languages", args=[cast.carl.member.ref])
    assert as_(cast.carl).post(url, {"languages": ["nl", "de"]}).status_code == 302
    assert fresh(cast.carl.member).languages == ["de", "nl"]
    assert as_(cast.cleo).post(url, {"languages": []}).status_code == 302
    assert as_(cast.carl).post(url, {"languages": ["xx"]}).status_code == 422
    assert as_(cast.dan).get(url).status_code == 404
    of_admin = reverse("partners:member_languages", args=[cast.cleo.member.ref])
    assert as_(cast.carl).get(of_admin).status_code == 403
    assert as_(cast.carl).post(of_admin, {"languages": ["fr"]}).status_code == 403
    assert Member.objects.get(pk=cast.cleo.member.pk).languages == []
    with pytest.raises(NotAllowed):
        services.speak(actor=cast.dan, member=cast.carl.member, spoken=["fr"])
    with pytest.raises(InvalidInput):
        services.speak(actor=cast.carl, member=cast.carl.member, spoken=["xx"])


def test_an_unknown_language_is_no_language_of_a_lead(cast):
    with pytest.raises(InvalidInput) as refusal:
        entering.receive_outbound(cast.ada, lead_data(language="xx"))
    assert set(refusal.value.fields) == {"language"}


def test_who_would_get_it_asks_about_language_and_product(cast, certified, as_):
    url = reverse("leads:who_would_get")
    query = {"country": "NL", "rank": "warm", "product": cast.product.code, "language": "fr"}
    assert "Not certified for the product." in as_(cast.ada).get(url, query).content.decode()
    certified(expires_on=date(2099, 1, 1))
    services.speak(actor=cast.carl, member=cast.carl.member, spoken=["nl"])
    services.speak(actor=cast.cleo, member=cast.cleo.member, spoken=["fr"])
    page = as_(cast.ada).get(url, query).content.decode()
    assert "Cleo Maes (Partner One)" in page and "Speaks French" in page and "Certified for the product" in page
    assert "Does not speak the customer" in page


def test_seats_ask_as_often_for_many_certificates_as_for_one(cast, certified):
    counts = []
    certified()
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            seats.member_seats()
        counts.append(len(queries))
        for day in range(5):
            certified(member=cast.carl.member, valid_from=FIRST + timedelta(days=1 + day + 10 * number))
    with CaptureQueriesContext(connection) as queries:
        seats.member_seats()
    assert counts[1] == len(queries)
