"""Every page of leads and offers in every state: it renders, offers the right next step, and does what it says."""

import pytest
from django.urls import reverse
from django.utils import timezone

from leads import selectors
from leads.enums import Direction, LeadState, OfferState, Step
from leads.models import Lead, Offer
from leads.services import answering, entering, reviewing, routing, working
from leads.views.detail import steps_of
from partners.library.models import Document, DocumentVersion

from .conftest import fresh, lead_data, page, reject

pytestmark = pytest.mark.django_db


# -- entering


OUTBOUND = {
    "company": "Brook & Sons", "country": "NL", "contact_name": "Iris Brook", "contact_email": "iris@brook.example",
    "need": "Twenty screens", "lead_source": "event", "contact_title": "Director", "website": "brook.example",
}  # fmt: skip
INBOUND = {name: value for name, value in OUTBOUND.items() if name != "lead_source"}


def test_staff_enter_a_lead_that_finds_its_way(cast, as_):
    response = as_(cast.ben).post(reverse("leads:new"), OUTBOUND)
    lead = Lead.objects.get()
    assert response.status_code == 302 and response.url == lead.get_absolute_url()
    assert (lead.direction, lead.state) == ("outbound", LeadState.QUALIFIED)


def test_a_member_brings_a_lead_and_is_told_who_has_it(cast, as_):
    response = as_(cast.carl).post(reverse("leads:new"), INBOUND, follow=True)
    lead = Lead.objects.get()
    assert (lead.direction, lead.referrer.user, lead.receiver) == ("inbound", cast.carl, cast.ben)
    assert "Ben Alder" in response.content.decode()


def test_the_rules_are_linked_in_the_form_and_their_version_is_kept(cast, as_):
    document = Document.objects.create(title="Who sells to whom", kind="rules_of_engagement")
    version = DocumentVersion.objects.create(
        document=document, number=3, body="Fair", published_at=timezone.now(), published_by=cast.ada
    )
    text = page(as_(cast.carl), "leads:new")
    assert document.get_absolute_url() in text and "version 3" in text
    as_(cast.carl).post(reverse("leads:new"), INBOUND)
    lead = Lead.objects.get()
    assert lead.rules_accepted == version
    assert "Who sells to whom v3" in page(as_(cast.ben), "leads:detail", lead.ref)


def test_a_member_cannot_smuggle_in_what_is_not_theirs_to_say(cast, as_):
    extra = {
        "direction": "outbound",
        "partner": cast.two.pk,
        "score": 100,
        "state": "accepted",
        "rank": "hot",
        "keep": "on",
        "lead_source": "event",
    }
    as_(cast.carl).post(reverse("leads:new"), INBOUND | extra)
    lead = Lead.objects.get()
    assert (lead.direction, lead.partner, lead.state, lead.lead_source) == ("inbound", cast.one, "offered", "partner")
    assert lead.score != 100


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company": ""}, "company"), ({"contact_email": "no", "contact_phone": ""}, "contact_email"),
        ({"contact_email": ""}, "contact_email"), ({"country": "XX"}, "country"), ({"value": "-5"}, "value"),
        ({"value": "1e99"}, "value"), ({"need": "x" * 5000}, "need"), ({"product": "999999"}, "product"),
        ({"website": "not a site"}, "website"), ({"company": "x" * 300}, "company"), ({"company": "???"}, "company"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["ben", "carl"])
def test_bad_input_names_the_field_and_loses_nothing(cast, as_, changes, field, who):
    response = as_(getattr(cast, who)).post(reverse("leads:new"), OUTBOUND | changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Iris Brook" in response.content.decode()
    assert not Lead.objects.exists()


# -- one lead


STATES = ["new_held", "qualified", "offered", "unplaced", "accepted", "contacted", "converted", "closed"]


@pytest.fixture
def in_state(cast, outbound):
    def make(state):
        changes = {"new_held": {"country": ""}, "unplaced": {"country": "BR"}}.get(state, {})
        lead = outbound(**changes)
        if state in ("new_held", "qualified"):
            return lead
        routing.route([lead])
        if state in ("offered", "unplaced"):
            return fresh(lead)
        offer = Offer.objects.get(lead=lead)
        answering.accept_offer(offer.recipient, offer)
        if state == "contacted":
            working.mark_contacted(offer.recipient, lead)
        if state == "converted":
            working.mark_converted(offer.recipient, lead)
        if state == "closed":
            working.close_lead(offer.recipient, lead, "no_need", "Maybe later", 2)
        return fresh(lead)

    return make


@pytest.mark.parametrize("state", STATES)
def test_an_outbound_lead_shows_itself_in_every_state(cast, as_, in_state, state):
    lead = in_state(state)
    for who in ("ada", "ben", "gus"):
        assert lead.ref in page(as_(getattr(cast, who)), "leads:detail", lead.ref)
    if lead.partner:
        for who in ("cleo", "carl"):
            text = page(as_(getattr(cast, who)), "leads:detail", lead.ref)
            assert "Why it went there" not in text and "Dan Vogel" not in text


@pytest.mark.parametrize("state", ["in_review", "asked", "taken", "rejected", "withdrawn"])
def test_an_inbound_lead_shows_itself_in_every_state(cast, as_, inbound, state):
    lead = inbound()
    if state in ("asked", "rejected"):
        reviewing.request_changes(cast.ben, lead, ["need"], "How many exactly?")
    if state == "rejected":
        reviewing.answer_request(cast.carl, lead, {"need": "None"})
        reject(cast.ben, lead, checked="All of it", what_would_change="A need")
    if state == "taken":
        answering.accept_in_review(cast.ben, lead)
    if state == "withdrawn":
        working.withdraw_lead(cast.carl, lead)
    for who in ("ada", "ben", "cleo", "carl"):
        text = page(as_(getattr(cast, who)), "leads:detail", lead.ref)
        if state == "asked":
            assert "How many exactly?" in text
        if state == "rejected":
            assert "All of it" in text and "A need" in text and "Ada Lind" in text


def test_an_offer_shows_itself_in_every_state(cast, as_, offered):
    for number, end in enumerate((None, "accept", "decline", "recall", "expire")):
        offer = offered(company=f"Firm {number}", website=f"firm{number}.example")
        if end == "accept":
            answering.accept_offer(offer.recipient, offer)
        if end == "decline":
            answering.decline_offer(offer.recipient, offer, "quality", "Not for us")
        if end == "recall":
            answering.recall_offer(cast.ada, offer)
        if end == "expire":
            answering.expire_offer(offer)
        for person in (offer.recipient, cast.ada):
            assert offer.ref in page(as_(person), "offers:detail", offer.ref)


def test_a_partners_lead_in_review_is_no_offer_page(cast, as_, inbound):
    offer = Offer.objects.get(lead=inbound())
    assert as_(cast.ben).get(reverse("offers:detail", args=[offer.ref])).status_code == 404
    assert offer.ref not in page(as_(cast.ben), "offers:list")


def test_only_staff_read_who_else_is_at_the_customer(cast, as_, outbound, inbound):
    other, mine = outbound(contact_email="x@canary-mill.example"), inbound()
    theirs = entering.submit_inbound(cast.dan, lead_data())
    for ref in (other.ref, theirs.ref):
        assert ref in page(as_(cast.ben), "leads:detail", mine.ref)
        assert ref not in page(as_(cast.carl), "leads:detail", mine.ref)


def test_whose_turn_it_is_decides_what_is_offered_first(cast, as_, offered, outbound):
    waiting = offered().lead
    assert "Choose who gets it" in page(as_(cast.ada), "leads:detail", waiting.ref)
    assert 'class="btn btn-primary"' not in page(as_(cast.ada), "leads:detail", waiting.ref).split("<main")[1]
    lost = outbound(company="Far", website="far.example", country="BR")
    routing.route([lost])
    assert 'class="btn btn-primary"' in page(as_(cast.ada), "leads:detail", lost.ref).split("<main")[1]


def test_accepting_and_working_through_the_pages(cast, as_, offered):
    offer = offered()
    client = as_(offer.recipient)
    response = client.post(reverse("offers:accept", args=[offer.ref]), follow=True)
    lead = fresh(offer.lead)
    assert lead.state == LeadState.ACCEPTED
    assert "Zebulon Quist" in response.content.decode()
    client.post(reverse("leads:contacted", args=[lead.ref]), {"note": "Spoke for an hour"})
    assert fresh(lead).state == LeadState.CONTACTED
    client.post(reverse("leads:note", args=[lead.ref]), {"text": "Wants a quote"})
    text = page(client, "leads:detail", lead.ref)
    assert "Spoke for an hour" in text and "Wants a quote" in text
    client.post(reverse("leads:close", args=[lead.ref]), {"reason": "no_budget", "note": "", "quality": "4"})
    assert (fresh(lead).state, fresh(lead).quality) == (LeadState.CLOSED, 4)


def test_declining_through_the_page(as_, offered):
    offer = offered()
    client = as_(offer.recipient)
    assert client.post(reverse("offers:decline", args=[offer.ref]), {}).status_code == 422
    client.post(reverse("offers:decline", args=[offer.ref]), {"reason": "wrong_fit", "note": "x"})
    assert fresh(offer).state == OfferState.DECLINED
    assert client.get(reverse("offers:accept", args=[offer.ref])).status_code == 302


def test_the_manager_places_recalls_and_withdraws_through_the_pages(cast, as_, outbound):
    lead, client = outbound(country="BR"), as_(cast.ada)
    routing.route([lead])
    assert "Dan Vogel (Partner Two)" in page(client, "leads:assign", lead.ref)
    client.post(reverse("leads:assign", args=[lead.ref]), {"recipient": cast.dan.ref, "note": "Knows them"})
    offer = Offer.objects.get(lead=lead)
    assert offer.recipient == cast.dan
    client.post(reverse("offers:recall", args=[offer.ref]), {"note": ""})
    assert fresh(offer).state == OfferState.RECALLED
    client.post(reverse("leads:withdraw", args=[lead.ref]), {"note": "A test"})
    assert fresh(lead).state == LeadState.WITHDRAWN


def test_the_admin_hands_over_through_the_page(cast, as_, accepted):
    other = cast.carl if accepted.member.user == cast.cleo else cast.cleo
    client = as_(cast.cleo)
    assert cast.dan.member.ref not in page(client, "leads:reassign", accepted.ref)
    foreign = client.post(reverse("leads:reassign", args=[accepted.ref]), {"member": cast.dan.member.ref})
    assert foreign.status_code == 422
    client.post(reverse("leads:reassign", args=[accepted.ref]), {"member": other.member.ref})
    assert fresh(accepted).member == other.member


@pytest.mark.parametrize(
    ("decision", "state"), [("complete", "qualified"), ("let_through", "qualified"), ("disqualify", "disqualified")]
)
def test_a_held_lead_through_the_page(cast, as_, outbound, decision, state):
    lead = outbound(country="")
    assert "the country" in page(as_(cast.ben), "leads:qualify", lead.ref)
    data = {"decision": decision, "note": "Why", "country": "NL", "need": lead.need}
    assert as_(cast.ben).post(reverse("leads:qualify", args=[lead.ref]), data).status_code == 302
    assert fresh(lead).state == state


def test_a_review_through_the_pages(cast, as_, inbound):
    lead = inbound()
    ben, carl = as_(cast.ben), as_(cast.carl)
    page(ben, "leads:take_on", lead.ref)
    page(ben, "leads:request_changes", lead.ref)
    data = {"fields_wanted": ["need", "value", "product"], "note": "How many, and what does it cost?"}
    ben.post(reverse("leads:request_changes", args=[lead.ref]), data)
    assert "How many" in page(carl, "leads:answer", lead.ref)
    bad = carl.post(reverse("leads:answer", args=[lead.ref]), {"need": "Forty"})
    assert bad.status_code == 422
    answer = {"need": "Forty", "value": "1200.50", "currency": "USD", "product": cast.product.pk, "note": ""}
    carl.post(reverse("leads:answer", args=[lead.ref]), answer)
    lead = fresh(lead)
    assert (lead.state, str(lead.value), lead.product) == (LeadState.OFFERED, "$1,200.50", cast.product)
    page(ben, "leads:reject", lead.ref)
    ben.post(reverse("leads:take_on", args=[lead.ref]))
    assert fresh(lead).state == LeadState.ACCEPTED


@pytest.mark.parametrize("name", ["contacted", "close", "reassign", "withdraw", "answer", "note"])
def test_a_page_that_is_not_possible_now_leads_back(cast, as_, inbound, name):
    lead = inbound()
    working.withdraw_lead(cast.carl, lead)
    response = as_(cast.cleo).get(reverse(f"leads:{name}", args=[lead.ref]), follow=True)
    assert response.redirect_chain[-1][0] == lead.get_absolute_url()
    assert "not possible" in response.content.decode()


def test_a_lead_that_came_back_has_its_offer_before_it_again(monkeypatch):
    monkeypatch.setattr(selectors, "passages_of", lambda _lead: {Step.LEAD, Step.QUALIFIED, Step.OFFERED})
    steps = steps_of(Lead(state=LeadState.UNPLACED, direction=Direction.OUTBOUND))
    assert [step["state"] for step in steps] == ["done", "current", "todo", "todo", "todo", "todo"]
