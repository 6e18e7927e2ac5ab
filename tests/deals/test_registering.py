"""A member registers a deal: what it needs, what happens at once, what is refused, and nothing typed is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone
from djmoney.money import Money

from deals import services
from deals.models import Registration
from partners.library.models import Acknowledgement, Document, DocumentVersion
from partners.models import Product
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.core.models import TimelineEntry
from prm.outbox.models import Message
from prm.promises.models import Promise
from prm.promises.services import sweep

from .conftest import facts

URL = "/deals/register/"


def typed(**changes):
    """The form as a browser sends it."""
    values = {name: str(value) for name, value in facts("gtx-pro").items()}
    return {**values, "amount": "84000", "currency": "EUR", **changes}


@pytest.fixture
def rules(cast):
    document = Document.objects.create(title="Rules of engagement", kind="rules_of_engagement")
    return DocumentVersion.objects.create(
        document=document, number=1, body="Be fair.", published_at=timezone.now(), published_by=cast.gus
    )


def test_from_form_to_review(cast, as_, cleo, ben) -> None:
    answer = as_(cleo).post(URL, typed(), follow=True)
    row = Registration.objects.get()
    assert answer.redirect_chain == [(f"/deals/registrations/{row.ref}/", 302)]
    assert "Ben Alder has your registration" in answer.content.decode()
    assert (row.state, row.reviewer, row.scope) == ("in_review", ben, "gtx")
    assert (row.partner, row.referrer.user, row.campaign.partner) == (cast.one, cleo, cast.one)
    assert row.customer.identity == "d:hofmann.example"
    assert row.amount == Money("84000", "EUR")
    assert row.routing_sentence and row.routing_lines


def test_the_acknowledgement_comes_from_the_rep_with_both_cards(in_review, cleo, ben) -> None:
    mail = Message.objects.get(channel="mail", recipient=cleo)
    assert mail.sender_name.startswith("Ben Alder via ")
    assert mail.reply_to == ben.email
    assert in_review.ref in mail.subject
    assert [file["name"] for file in mail.attachments] == ["ben-alder.vcf", "cleo-maes.vcf"]
    for text in ("Ben Alder", ben.email, "Cleo Maes", cleo.email, "+31 20 555 0100", in_review.get_absolute_url()):
        assert text in mail.text, text
    due = Promise.objects.get(kind="decide_registration").due_at.astimezone(timezone.get_current_timezone())
    assert f"{due:%B}" in mail.text


def test_the_promise_to_acknowledge_is_kept_at_once(in_review) -> None:
    promise = Promise.objects.get(kind="acknowledge")
    assert (promise.state, promise.side, promise.partner_id) == ("kept", "vendor", in_review.partner_id)


def test_the_reviewer_hears_of_it_with_the_partners_card(in_review, ben, cleo) -> None:
    mail = Message.objects.get(channel="mail", recipient=ben)
    assert [file["name"] for file in mail.attachments] == ["cleo-maes.vcf"]
    assert cleo.email in mail.text and "Hofmann" in mail.text
    assert Message.objects.filter(channel="notice", recipient=ben, url=in_review.get_absolute_url()).exists()


def test_the_reviewers_clock_is_two_business_days_with_steps_upwards(in_review, ben) -> None:
    promise = Promise.objects.get(kind="decide_registration")
    assert (promise.owed_by, promise.allowed_hours) == (ben, 16)
    assert sorted((nudge.step, nudge.fraction) for nudge in promise.nudges.all()) == [
        ("channel", 1),
        ("due", 1),
        ("owner", 0.5),
        ("remind", 0.5),
    ]


def test_late_decisions_are_told_upwards(in_review, ben, ada, gus) -> None:
    Message.objects.all().delete()
    promise = Promise.objects.get(kind="decide_registration")
    sweep(now=promise.nudges.get(step="remind").at)
    told = set(Message.objects.filter(channel="mail").values_list("recipient", flat=True))
    assert told == {ben.pk, ada.pk}
    Message.objects.all().delete()
    sweep(now=promise.due_at + timedelta(minutes=1))
    assert set(Message.objects.filter(channel="mail").values_list("recipient", flat=True)) == {ada.pk, gus.pk}
    assert sweep(now=promise.due_at + timedelta(minutes=2)) == 0


def test_a_draft_needs_a_name_only_and_nobody_else_sees_it(as_, cleo, ben, ada) -> None:
    answer = as_(cleo).post(URL, {"company": "Half an idea", "intent": "draft"})
    row = Registration.objects.get()
    assert (answer.status_code, row.state, row.product, row.amount) == (302, "draft", None, None)
    assert as_(cleo).get(row.get_absolute_url()).status_code == 200
    for person in (ben, ada):
        assert as_(person).get(row.get_absolute_url()).status_code == 404
        assert "Half an idea" not in as_(person).get("/deals/registrations/").content.decode()
    assert not Message.objects.exists()


def test_a_draft_is_finished_later(as_, cleo) -> None:
    client = as_(cleo)
    client.post(URL, {"company": "Hofmann", "intent": "draft", "need": "Two sites"})
    row = Registration.objects.get()
    page = client.get(f"{row.get_absolute_url()}edit/").content.decode()
    assert "Hofmann" in page and "Two sites" in page
    assert client.post(f"{row.get_absolute_url()}edit/", typed()).status_code == 302
    row.refresh_from_db()
    assert (row.state, Registration.objects.count()) == ("in_review", 1)
    again = client.get(f"{row.get_absolute_url()}edit/")
    assert (again.status_code, again.url) == (302, row.get_absolute_url())


def test_sending_a_draft_without_its_facts_names_them(cleo, draft) -> None:
    draft = services.save_draft(cleo, draft, {"need": "", "product": None, "amount": None})
    with pytest.raises(InvalidInput) as refusal:
        services.submit(cleo, draft)
    assert set(refusal.value.fields) == {"need", "product", "amount"}


def test_the_rules_are_linked_accepted_and_recorded(as_, cast, cleo, rules) -> None:
    client = as_(cleo)
    page = client.get(URL).content.decode()
    assert rules.document.get_absolute_url() in page and "accept_rules" in page
    refused = client.post(URL, typed(rules_read=str(rules.pk)))
    assert refused.status_code == 422 and not Registration.objects.exists()
    assert "Hofmann Logistik GmbH" in refused.content.decode()
    assert client.post(URL, typed(accept_rules="on", rules_read=str(rules.pk))).status_code == 302
    row = Registration.objects.get()
    assert row.rules_accepted == rules and row.rules_accepted_at
    assert Acknowledgement.objects.get().user == cleo
    assert 'name="accept_rules"' not in client.get(URL).content.decode()


def test_a_new_version_is_accepted_anew(as_, cleo, rules) -> None:
    client = as_(cleo)
    newer = DocumentVersion.objects.create(
        document=rules.document, number=2, body="Be fairer.", published_at=timezone.now(),
        published_by=rules.published_by,
    )  # fmt: skip
    refused = client.post(URL, typed(accept_rules="on", rules_read=str(rules.pk)))
    assert refused.status_code == 422 and "newer version" in refused.content.decode()
    with pytest.raises(InvalidInput):
        services.submit(cleo, services.save_draft(cleo, None, facts(None)) and Registration.objects.get(), [rules.pk])
    assert client.post(URL, typed(accept_rules="on", rules_read=str(newer.pk))).status_code == 302


def test_ones_own_customer_is_not_registered_twice(as_, cleo, carl, in_review) -> None:
    answer = as_(carl).post(URL, typed(company="HOFMANN Logistik"))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert in_review.get_absolute_url() in text and "HOFMANN Logistik" in text
    assert Registration.objects.count() == 1


def test_a_partner_that_is_suspended_keeps_its_draft(cast, cleo, draft) -> None:
    cast.one.state = "suspended"
    cast.one.save()
    with pytest.raises(NotAllowed, match="Ada Lind"):
        services.submit(cleo, draft)
    assert Registration.objects.get().state == "draft"


def test_without_anybody_who_sells_there_the_named_rep_reviews(cast, cleo, register) -> None:
    from partners.models import Territory

    Territory.objects.filter(staff__isnull=False).delete()
    assert register(cleo, country="JP", postcode="").reviewer == cast.one.sales_rep


BAD = {
    "nothing": {"amount": "0"},
    "less than nothing": {"amount": "-5"},
    "absurd": {"amount": "9" * 20},
    "no number": {"amount": "a lot"},
    "not a number": {"amount": "NaN"},
    "half a yen": {"amount": "100.50", "currency": "JPY"},
    "no such currency": {"currency": "XXX"},
    "yesterday": {"close_on": str(timezone.localdate() - timedelta(days=1))},
    "no date": {"close_on": "soon"},
    "31 February": {"close_on": "2027-02-31"},
    "year 9999": {"close_on": "9999-01-01"},
    "no country": {"country": ""},
    "unknown country": {"country": "XX"},
    "no e-mail": {"contact_email": "ida"},
    "line break in an address": {"contact_email": "ida@hofmann.example\nBcc: x@y.example"},
    "unknown product": {"product": "nothing"},
    "product by row number": {"product": "1"},
    "too long": {"need": "x" * 4001},
    "a very long name": {"company": "x" * 201},
    "blank name": {"company": "   "},
    "a lead of nobody": {"lead": "L-000000"},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_bad_input_names_its_field_and_loses_nothing(bad, as_, cleo) -> None:
    answer = as_(cleo).post(URL, typed(**bad))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert not Registration.objects.exists() and not Message.objects.exists()
    assert "Ida Visser" in text
    assert "Two sites to equip" in text or "need" in bad


@pytest.mark.parametrize("field", ["company", "need", "website", "contact_name", "rules_read"])
def test_nul_is_refused(field, as_, cleo) -> None:
    assert as_(cleo).post(URL, typed(**{field: "a\x00b"})).status_code == 400
    assert not Registration.objects.exists()


def test_ten_megabytes_are_refused(as_, cleo) -> None:
    assert as_(cleo).post(URL, typed(need="x" * 10_000_000)).status_code == 400
    assert not Registration.objects.exists()


def test_hostile_text_is_shown_as_text(as_, cleo, ben, register) -> None:
    row = register(cleo, company="<script>alert(1)</script>", need="{{ 7|add:7 }} {% now 'Y' %} %(name)s ${x}")
    for person in (cleo, ben):
        page = as_(person).get(row.get_absolute_url()).content.decode()
        assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page
        assert "{{ 7|add:7 }}" in page
    mail = Message.objects.get(channel="mail", recipient=ben)
    assert "<script>alert" not in mail.html and "{{ 7|add:7 }}" in mail.text


def test_another_partners_lead_is_no_choice(as_, cast, cleo, dan) -> None:
    lead = _lead(cast, cast.two, dan)
    assert as_(cleo).post(URL, typed(lead=lead.ref)).status_code == 422
    assert as_(cleo).get(f"{URL}?lead={lead.ref}").status_code == 404


def _lead(cast, partner, member):
    from leads.models import Lead
    from leads.services.customers import match_or_create, match_or_create_contact

    customer = match_or_create(name="Kaas en Co", domain="kaas.example", country="NL", city="Gouda")
    contact = match_or_create_contact(customer, name="Jan Kaas", email="jan@kaas.example")
    now = timezone.now()
    return Lead.objects.create(
        direction="outbound",
        state="contacted",
        customer=customer,
        contact=contact,
        partner=partner,
        member=member.member,
        product=cast.product,
        value=Money(Decimal("500.00"), "EUR"),
        need="Cheese scales",
        lead_source="web",
        arrived_at=now,
        state_since=now,
        last_activity_at=now,
    )


def test_a_lead_fills_the_form_and_ends_in_the_deal(as_, cast, cleo, ben) -> None:
    lead = _lead(cast, cast.one, cleo)
    page = as_(cleo).get(f"{URL}?lead={lead.ref}").content.decode()
    for text in ("Kaas en Co", "Jan Kaas", "jan@kaas.example", "Cheese scales", lead.ref):
        assert text in page, text
    as_(cleo).post(URL, typed(lead=lead.ref))
    row = services.approve(ben, Registration.objects.get())
    lead.refresh_from_db()
    assert (lead.state, lead.opportunity) == ("converted", row.opportunity)


def test_a_lead_registered_for_two_products(as_, cast, cleo, ben, register) -> None:
    """The lead is one deal; the second registration opens another."""
    other = Product.objects.create(code="mg-one", name="MG One", family="mg")
    lead = _lead(cast, cast.one, cleo)
    first = services.approve(ben, register(cleo, lead=lead))
    second = services.approve(ben, register(cleo, lead=lead, product=other))
    assert (first.opportunity.lead, second.opportunity.lead) == (lead, None)
    assert first.opportunity != second.opportunity


def test_a_deal_that_came_from_the_lead_is_registered_and_not_doubled(cast, cleo, ben, register) -> None:
    lead = _lead(cast, cast.one, cleo)
    deal = services.convert_lead(cleo, lead, {})
    assert services.approve(ben, register(cleo, lead=lead)).opportunity == deal


# -- while typing


def test_the_check_answers_while_typing(as_, dan, in_review) -> None:
    client = as_(dan)
    ask = {"company": "hofmann", "website": "hofmann.example", "country": "NL", "product": "gtx-pro"}
    red = client.post("/deals/check/", ask).content.decode()
    assert "Not free" in red and "Partner One" not in red and "Cleo" not in red and in_review.ref not in red
    assert "Free" in client.post("/deals/check/", {**ask, "website": "zuidema.example"}).content.decode()
    assert "Name the customer" in client.post("/deals/check/", {**ask, "product": ""}).content.decode()


def test_the_check_works_without_scripts(as_, dan, in_review) -> None:
    answer = as_(dan).post(URL, {"company": "Hofmann", "website": "hofmann.example", "product": "gtx-pro",
                                 "intent": "check"})  # fmt: skip
    text = answer.content.decode()
    assert answer.status_code == 200 and "Not free" in text and "hofmann.example" in text
    assert Registration.objects.count() == 1


@time_machine.travel("2026-03-02 10:00:10+00:00", tick=False)
def test_the_check_is_limited_per_person(as_, dan, cleo) -> None:
    client, ask = as_(dan), {"company": "Hofmann", "product": "gtx-pro"}
    codes = [client.post("/deals/check/", ask).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
    assert as_(cleo).post("/deals/check/", ask).status_code == 200


def test_the_check_survives_nonsense(as_, dan) -> None:
    for value in ("x" * 5000, "%_\\'\"", "🦄" * 50, "..", "http://[", "a@b@c"):
        ask = {"company": value, "website": value, "country": value, "product": "gtx-pro", "contact_email": value}
        assert as_(dan).post("/deals/check/", ask).status_code == 200


# -- action required


@pytest.fixture
def asked(in_review, ben):
    return services.request_changes(ben, in_review, ["need", "amount"], "How many sites?")


def test_only_the_named_fields_open(as_, cleo, asked) -> None:
    client, url = as_(cleo), f"{asked.get_absolute_url()}answer/"
    page = client.get(url).content.decode()
    assert "How many sites?" in page and 'name="need"' in page and 'name="amount"' in page
    assert 'name="company"' not in page and 'name="contact_email"' not in page
    answer = client.post(url, {"need": "Four sites", "amount": "90000", "currency": "EUR", "company": "Other"})
    asked.refresh_from_db()
    assert answer.status_code == 302
    assert (asked.state, asked.need, asked.amount.amount) == ("in_review", "Four sites", 90000)
    assert (asked.company, asked.open_fields) == ("Hofmann Logistik GmbH", [])
    with pytest.raises(TransitionRefused):
        services.answer_action_required(cleo, asked, {"company": "Other"})


def test_a_closed_field_is_refused_by_the_service(cleo, asked) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.answer_action_required(cleo, asked, {"need": "x", "company": "Other"})
    assert set(refusal.value.fields) == {"company"}


def test_the_vendors_clock_stands_meanwhile(cleo, asked) -> None:
    ours = Promise.objects.get(kind="decide_registration")
    theirs = Promise.objects.get(kind="answer_action_required")
    assert ours.paused_at and (theirs.owed_by, theirs.side) == (cleo, "partner")
    services.answer_action_required(cleo, asked, {"need": "Four sites"})
    ours.refresh_from_db(), theirs.refresh_from_db()
    assert ours.paused_at is None and (ours.state, theirs.state) == ("open", "kept")


def test_another_company_asks_again_who_holds_it(cleo, ben, dan, register) -> None:
    register(dan, company="Zuidema", website="zuidema.example")
    row = services.request_changes(ben, register(cleo), ["company", "website"], "Which company?")
    row = services.answer_action_required(cleo, row, {"company": "Zuidema", "website": "zuidema.example"})
    assert row.state == "contested"
    assert Promise.objects.get(kind="decide_registration", object_id=row.pk).state == "released"
    assert Promise.objects.get(kind="arbitrate", object_id=row.pk).state == "open"


@pytest.mark.parametrize(("fields", "note"), [([], "x"), (["ref"], "x"), (["need", "state"], "x"), (["need"], "  ")])
def test_asking_for_nothing_is_refused(fields, note, ben, in_review) -> None:
    with pytest.raises(InvalidInput):
        services.request_changes(ben, in_review, fields, note)
    in_review.refresh_from_db()
    assert in_review.state == "in_review"


def test_withdrawing_frees_everything(cleo, approved, dan, register, ada) -> None:
    waiting = register(dan)
    services.withdraw(cleo, approved)
    approved.refresh_from_db()
    assert not approved.protection.is_active
    assert not Promise.objects.filter(object_id=approved.pk, state="open", content_type__model="registration").exists()
    assert Message.objects.filter(recipient=ada, key__startswith=f"{waiting.ref}/free/", channel="mail").exists()
    assert services.award(ada, waiting).state == "approved"


def test_the_timeline_tells_the_partner_what_happened_and_no_more(cleo, ben, ada, contested, in_review) -> None:
    theirs = [str(entry) for entry in timeline.of(in_review, cleo)]
    ours = [str(entry) for entry in timeline.of(in_review, ada)]
    assert theirs == ["Ben Alder reviews it", "registered the deal", "saved a draft"]
    assert len(ours) == len(theirs) + 2  # why this reviewer, and who else came
    assert TimelineEntry.objects.filter(sentence__contains="Partner Two", partner__isnull=False).count() == 0
