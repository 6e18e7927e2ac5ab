"""Two that are one: found, merged with both histories, refused where somebody would lose, and undone."""

import re

import pytest
from django.urls import reverse

from leads.enums import LeadState, OfferState
from leads.models import Contact, Customer, CustomerMerge, Lead, LeadMerge
from leads.selectors import double_customers, double_leads
from leads.services import answering, customers, entering, merging, routing
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.promises.models import Promise

from .conftest import SECRET_EMAIL, SECRET_PHONE, fresh, lead_data, page

pytestmark = pytest.mark.django_db
WHY = "One company, two spellings"


@pytest.fixture
def pair(outbound):
    """Two waiting leads of one person at one customer, for different products or none."""
    first = outbound()
    second = outbound(contact_name="Z. Quist", contact_email="z.quist@canary-mill.example")
    return first, second


@pytest.fixture
def two_customers(outbound):
    """Two leads at what the portal takes for two companies."""
    kept = outbound(region="", postcode="")
    gone = outbound(company="Canary Mil", website="", contact_email="", contact_name="Ann Oe", postcode="3511 AB")
    return kept, gone


def found(doubles):
    return {double.row.pk: double.reasons for double in doubles}


def doubles_of(lead):
    lead = Lead.objects.select_related("customer", "contact").get(pk=lead.pk)
    alike = double_customers(lead)
    return found(double_leads(lead, alike)), found(alike)


def test_a_lead_finds_its_doubles_by_mail_phone_domain_and_name(cast, outbound):
    lead = outbound()
    by_mail = outbound(company="Mill Trading", website="", country="BE")
    by_phone = outbound(
        company="Quay", website="quay.example", contact_email="a@quay.example", contact_phone="06 98765432"
    )
    by_name = outbound(
        company="Canary-Mil NV", website="other.example", contact_email="b@other.example", contact_phone=""
    )
    far = outbound(
        company="Canary Mill", website="far.example", country="BR", contact_email="c@far.example", contact_phone=""
    )
    leads, alike = doubles_of(lead)
    assert "the same e-mail address" in leads[by_mail.pk]
    assert "the same phone number" in leads[by_phone.pk]
    assert leads[by_name.pk] == ["a name spelled alike in the same place"]
    assert far.pk not in leads and far.customer_id not in alike
    assert {by_phone.customer_id, by_name.customer_id} <= set(alike)


def test_a_free_mail_domain_makes_nobody_one(outbound):
    one = outbound(company="Alpha", website="", contact_email="x@gmail.com", contact_phone="")
    outbound(company="Omega", website="", contact_email="y@gmail.com", contact_phone="")
    assert doubles_of(one) == ({}, {})


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"company": "Canary Mill B.V."}, {"company": "Mill Canary"}),
        ({"company": "Hofmann Logistik GmbH"}, {"company": "Hoffmann Logistik"}),
        ({"company": "Hofmann Logistik GmbH", "city": ""}, {"company": "Hoffmann Logistik"}),
        ({"company": "Hofmann Logistik GmbH"}, {"company": "Hoffmann Logistik", "city": ""}),
        ({"company": "Hofmann Logistik GmbH", "country": "", "city": ""}, {"company": "Hoffmann Logistik"}),
        ({"company": "Hofmann Logistik GmbH"}, {"company": "Hoffmann Logistik", "country": "", "city": ""}),
    ],
)
def test_names_a_letter_or_an_order_apart_are_found_where_they_may_be_one(outbound, known, asked):
    told = {"website": "", "contact_email": "", "contact_phone": ""}
    other = outbound(**{**told, "contact_name": "Ann Oe", **known})
    assert list(doubles_of(outbound(**{**told, **asked}))[1]) == [other.customer_id]


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"company": "Canary Wharf"}, {"company": "Canary Mill"}),
        ({"company": "Hofmann Logistik", "city": "Zwolle"}, {"company": "Hoffmann Logistik"}),
        ({"company": "Hofmann Logistik", "country": "BE", "city": ""}, {"company": "Hoffmann Logistik"}),
    ],
)
def test_names_of_two_are_not(outbound, known, asked):
    told = {"website": "", "contact_email": "", "contact_phone": ""}
    outbound(**{**told, "contact_name": "Ann Oe", **known})
    assert doubles_of(outbound(**{**told, **asked})) == ({}, {})


def test_the_double_ends_and_its_promises_with_it(cast, pair):
    kept, gone = pair
    merge = merging.merge_leads(cast.ada, kept, gone, WHY)
    gone = fresh(gone)
    assert (gone.state, gone.merged_into, gone.close_reason) == (LeadState.WITHDRAWN, kept, "duplicate")
    assert fresh(kept).state == LeadState.QUALIFIED
    assert not Promise.objects.about(gone).open().exists()
    assert (merge.decided_by, merge.reason) == (cast.ada, WHY)
    assert routing.route([gone]) == []


def test_whoever_had_the_double_is_never_offered_the_one_that_is_kept(cast, outbound):
    gone = outbound()
    routing.route([gone])
    offer = gone.offers.get()
    answering.decline_offer(offer.recipient, offer, "no_capacity")
    kept = outbound(contact_name="Z. Quist", contact_email="z.quist@canary-mill.example")
    merging.merge_leads(cast.ada, kept, gone, WHY)
    assert fresh(offer).lead == kept and fresh(kept).hops == 1
    routing.route([kept])
    assert offer.partner_id not in kept.offers.filter(state=OfferState.OPEN).values_list("partner", flat=True)


def test_a_lead_that_is_with_somebody_is_not_merged_away(cast, offered, outbound):
    offer = offered()
    other = outbound(contact_name="Z. Quist", contact_email="z.quist@canary-mill.example")
    routing.route([other])
    with pytest.raises(TransitionRefused, match="is with somebody already"):
        merging.merge_leads(cast.ada, other, offer.lead, WHY)
    with pytest.raises(TransitionRefused, match="is with somebody already"):
        merging.merge_leads(cast.ada, offer.lead, other, WHY)
    assert fresh(offer).state == OfferState.OPEN and not LeadMerge.objects.exists()


def test_a_merge_needs_a_reason_a_manager_and_two(cast, pair, two_customers):
    kept, gone = pair
    with pytest.raises(InvalidInput):
        merging.merge_leads(cast.ada, kept, gone, "  ")
    with pytest.raises(InvalidInput):
        merging.merge_leads(cast.ada, kept, kept, WHY)
    for person in (cast.ben, cast.cleo):
        with pytest.raises(NotAllowed):
            merging.merge_leads(person, kept, gone, WHY)
    with pytest.raises(TransitionRefused, match="two customers"):
        merging.merge_leads(cast.ada, *two_customers, WHY)


def test_a_merged_lead_comes_back_held(cast, pair):
    kept, gone = pair
    merge = merging.merge_leads(cast.ada, kept, gone, WHY)
    merging.undo_leads(cast.ada, merge, "Two people after all")
    gone = fresh(gone)
    assert (gone.state, gone.merged_into, gone.close_reason) == (LeadState.HELD, None, "")
    assert Promise.objects.about(gone).open().count() == 1
    with pytest.raises(TransitionRefused, match="undone before"):
        merging.undo_leads(cast.ada, merge, WHY)


def test_a_customer_keeps_everything_of_both(cast, two_customers):
    kept, gone = (lead.customer for lead in two_customers)
    merging.merge_customers(cast.ada, kept, gone, WHY)
    assert set(Lead.objects.filter(customer=kept)) == set(two_customers)
    assert Contact.objects.filter(customer=kept).count() == 2 and not gone.contacts.exists()
    assert fresh(gone).merged_into == kept and fresh(kept).postcode == "3511 AB"


def test_whoever_names_the_merged_customer_finds_the_one_kept(cast, two_customers, outbound):
    kept, gone = (lead.customer for lead in two_customers)
    merging.merge_customers(cast.ada, kept, gone, WHY)
    later = outbound(company="Canary Mil", website="", contact_email="", contact_name="Bo Ek")
    assert later.customer == kept
    assert customers.match_or_create(name="CANARY MIL", country="NL") == kept


def test_a_merge_of_customers_is_undone_until_something_has_changed(cast, two_customers):
    first, second = two_customers
    kept, gone = first.customer, second.customer
    merge = merging.merge_customers(cast.ada, kept, gone, WHY)
    merging.undo_customers(cast.ada, merge, "They are two")
    assert fresh(second).customer == gone and fresh(gone).merged_into is None and fresh(kept).postcode == ""
    assert gone.contacts.count() == 1 and fresh(first).customer == kept
    again = merging.merge_customers(cast.ada, kept, gone, WHY)
    routing.route([fresh(second)])
    with pytest.raises(TransitionRefused, match="can no longer be undone"):
        merging.undo_customers(cast.ada, again, "They are two")
    assert fresh(second).customer == kept and fresh(again).undone_at is None


def test_every_relation_to_a_customer_follows():
    """A model that points at customers and hides it from the relations would be left behind."""
    pointing = {
        relation.related_model
        for relation in Customer._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and not re.search(r"Event$", relation.related_model.__name__)
    }
    followed = {relation.related_model for relation in merging._relations()}
    assert pointing - followed == {CustomerMerge}
    assert {"Lead", "Contact", "Opportunity", "Registration", "Protection"} <= {model.__name__ for model in followed}


def test_pages_merge_and_undo(cast, as_, pair, two_customers):
    kept, gone = pair
    ada = as_(cast.ada)
    text = page(ada, "leads:doubles", kept.ref)
    assert gone.ref in text and "the same phone number" in text
    assert ada.post(reverse("leads:merge", args=[kept.ref]), {"ref": gone.ref, "reason": ""}).status_code == 422
    strange = {"ref": "L-000000", "reason": "<script>alert(1)</script>"}
    assert ada.post(reverse("leads:merge", args=[kept.ref]), strange).status_code == 422
    script = {"ref": gone.ref, "reason": "<script>alert(1)</script>"}
    assert ada.post(reverse("leads:merge", args=[kept.ref]), script).status_code == 302
    assert (
        "<script>alert" not in page(ada, "leads:doubles", kept.ref)
        and "undo" in page(ada, "leads:doubles", kept.ref).lower()
    )
    assert kept.ref in page(ada, "leads:detail", gone.ref)
    double = two_customers[1].customer
    address = reverse("leads:merge_customer", args=[kept.ref])
    assert ada.post(address, {"ref": double.ref, "reason": WHY}).status_code == 302
    assert fresh(double).merged_into == kept.customer
    for merge in (LeadMerge.objects.get(), CustomerMerge.objects.get()):
        answer = ada.post(reverse("leads:unmerge", args=[kept.ref]), {"ref": merge.ref, "reason": WHY})
        assert answer.status_code == 302 and fresh(merge).undone_by == cast.ada


def test_a_partner_reads_nothing_of_it(cast, as_, accepted, outbound):
    double = outbound(contact_name="Other Name", contact_email="o@canary-mill.example")
    merging.merge_leads(cast.ada, accepted, double, "Canaries know")
    member = as_(accepted.person)
    assert member.get(reverse("leads:doubles", args=[accepted.ref])).status_code == 403
    text = page(member, "leads:detail", accepted.ref)
    assert "Canaries know" not in text and double.ref not in text


def test_the_number_of_queries_does_not_grow(cast, as_, outbound, django_assert_max_num_queries):
    lead = outbound()
    for number in range(12):
        entering.receive_outbound(
            cast.ada,
            lead_data(
                company=f"Mill {number}",
                website=f"m{number}.example",
                contact_email=SECRET_EMAIL,
                contact_phone=SECRET_PHONE,
            ),
        )
    client = as_(cast.ada)
    client.get(reverse("leads:doubles", args=[lead.ref]))
    with django_assert_max_num_queries(15):
        assert page(client, "leads:doubles", lead.ref).count("the same phone number") == 12
