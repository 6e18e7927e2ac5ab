"""What partners say of the leads they got, and how fresh these were."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads import quality
from leads.models import Lead
from leads.services import working

from .conftest import page

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


def test_a_poor_rating_says_what_was_wrong(cast, as_, accepted):
    client, address = as_(accepted.person), reverse("leads:close", args=[accepted.ref])
    refused = client.post(address, {"reason": "wrong_data", "note": " ", "quality": "1"})
    assert refused.status_code == 422 and "note" in refused.context["form"].errors
    assert (
        client.post(address, {"reason": "wrong_data", "note": "The number is dead", "quality": "1"}).status_code == 302
    )
    accepted.refresh_from_db()
    assert (accepted.quality, accepted.close_note) == (1, "The number is dead")
