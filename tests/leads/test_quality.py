"""What partners say of the leads they got, and how fresh these were."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from leads import quality
from leads.models import Lead
from leads.services import working
from leads.services.policies import change_policy
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused

from .conftest import fresh, page

pytestmark = pytest.mark.django_db


def test_a_rating_is_read_on_the_lead_and_in_one_line_beside_the_rules(cast, as_, accepted):
    Lead.objects.filter(pk=accepted.pk).update(arrived_at=timezone.now() - timedelta(hours=3))
    ada = as_(cast.ada)
    assert "No partner has rated one yet." in page(ada, "lead_settings:scoring")
    working.close_lead(accepted.person, accepted, "no_need", quality=2)
    found = quality.of_sent_leads(timezone.now())
    assert (found.count, found.rated, found.quality) == (1, 1, 2.0)
    assert found.hours == pytest.approx(3, abs=0.1)
    assert "2 of 5" in page(ada, "leads:detail", accepted.ref)
    assert "rated 1 of them: 2.0 of 5" in page(ada, "lead_settings:scoring")
    assert quality.of_sent_leads(timezone.now() + timedelta(days=181)).count == 0


def test_a_lead_that_became_a_deal_is_rated_and_counted(cast, as_, accepted):
    lead = working.mark_converted(accepted.person, accepted)
    client, address = as_(accepted.person), reverse("leads:rate", args=[lead.ref])
    assert address in page(client, "leads:detail", lead.ref)
    poor = client.post(address, {"quality": "2", "note": " "})
    assert poor.status_code == 422 and "note" in poor.context["form"].errors
    assert client.post(address, {"quality": "6", "note": ""}).status_code == 422
    assert client.post(address, {"quality": "5", "note": ""}).status_code == 302
    assert quality.of_sent_leads(timezone.now()).quality == 5.0
    text = page(as_(cast.ada), "leads:detail", lead.ref)
    assert "5 of 5" in text and "Rated the lead: 5 of 5" in text


def test_a_rating_can_be_changed_for_the_policys_days(cast, accepted):
    change_policy(cast.ada, {"rating_days": 10})
    lead = working.close_lead(accepted.person, accepted, "no_need", quality=4)
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert working.rate_lead(accepted.person, lead, 2, "They never had money").quality == 2
    with time_machine.travel(timezone.now() + timedelta(days=11)), pytest.raises(TransitionRefused):
        working.rate_lead(accepted.person, lead, 5)
    assert quality.of_sent_leads(timezone.now()).quality == 2.0


def test_without_an_opinion_at_the_end_one_can_have_it_later(cast, accepted):
    lead = working.close_lead(accepted.person, accepted, "no_need")
    with time_machine.travel(timezone.now() + timedelta(days=200)):
        assert working.rate_lead(accepted.person, lead, 4).quality == 4
        again = working.rate_lead(accepted.person, lead, 4)
    assert again.last_activity_at == fresh(lead).last_activity_at, "the same again changes nothing"


def test_only_whoever_worked_it_rates_it_and_only_at_its_end(cast, as_, accepted):
    with pytest.raises(TransitionRefused):
        working.rate_lead(accepted.person, accepted, 4)
    lead = working.mark_converted(accepted.person, accepted)
    for person in (cast.ada, cast.ben, cast.dan, cast.fay):
        with pytest.raises(NotAllowed):
            working.rate_lead(person, lead, 1, "Spite")
    assert as_(cast.dan).get(reverse("leads:rate", args=[lead.ref])).status_code == 404
    with pytest.raises(InvalidInput):
        working.rate_lead(accepted.person, lead, 0)
    assert fresh(lead).quality is None


def test_a_poor_rating_says_what_was_wrong(cast, as_, accepted):
    client, address = as_(accepted.person), reverse("leads:close", args=[accepted.ref])
    refused = client.post(address, {"reason": "wrong_data", "note": " ", "quality": "1"})
    assert refused.status_code == 422 and "note" in refused.context["form"].errors
    assert (
        client.post(address, {"reason": "wrong_data", "note": "The number is dead", "quality": "1"}).status_code == 302
    )
    accepted.refresh_from_db()
    assert (accepted.quality, accepted.close_note) == (1, "The number is dead")
