"""How leads are scored and offered, set by the channel's managers."""

from decimal import Decimal

import pytest
from django.urls import reverse

from leads.models import LeadPolicy, ScoringRule

from .conftest import fresh, page

pytestmark = pytest.mark.django_db


def agree(client, address, data):
    """Sends the form, and once more as it was shown."""
    shown = client.post(address, data)
    assert client.post(address, data | {"seen": shown.context["seen"]}).status_code == 302


def test_the_rules_can_be_read_added_and_changed(cast, as_):
    client = as_(cast.ada)
    assert "An e-mail address at the company" in page(client, "lead_settings:scoring")
    data = {
        "label": "From Utrecht",
        "field": "country",
        "operator": "is",
        "value": "NL",
        "points": "7",
        "is_active": "on",
    }
    agree(client, reverse("lead_settings:scoring_new"), data)
    rule = ScoringRule.objects.get(label="From Utrecht")
    bad = client.post(reverse("lead_settings:scoring_rule", args=[rule.ref]), data | {"operator": "at_least"})
    assert bad.status_code == 422
    agree(client, reverse("lead_settings:scoring_rule", args=[rule.ref]), data | {"points": "9"})
    assert fresh(rule).points == 9


def test_a_new_policy_is_a_new_version(cast, as_):
    client = as_(cast.ada)
    page(client, "lead_settings:policy")
    current = LeadPolicy.objects.get(is_current=True)
    fields = {name: getattr(current, name) for name in POLICY_FIELDS}
    bad = client.post(reverse("lead_settings:policy"), fields | {"hot_from": "30"})
    assert bad.status_code == 422
    agree(client, reverse("lead_settings:policy"), fields | {"hot_from": "80"})
    assert LeadPolicy.objects.get(is_current=True).hot_from == 80
    assert LeadPolicy.objects.count() == 2
    assert fresh(current).hot_from == 70


def test_the_times_of_a_refusal_are_part_of_the_policy_and_leave_some(cast, as_):
    client, url = as_(cast.ada), reverse("lead_settings:policy")
    text = page(client, "lead_settings:policy")
    assert "starting points" in text and 'name="appeal_days" value="15"' in text
    current = LeadPolicy.objects.get(is_current=True)
    fields = {name: getattr(current, name) for name in POLICY_FIELDS}
    for name in ("second_reading_days", "appeal_days", "appeal_answer_days"):
        refused = client.post(url, fields | {name: "0"})
        assert refused.status_code == 422 and name in refused.context["form"].errors
    agree(client, url, fields | {"appeal_days": "20", "appeal_answer_days": "2.5"})
    changed = LeadPolicy.objects.get(is_current=True)
    assert (changed.appeal_days, changed.appeal_answer_days, fresh(current).appeal_days) == (20, Decimal("2.5"), 15)


POLICY_FIELDS = (
    "hot_from", "warm_from", "minimum_score", "required", "answer_days_hot", "answer_days_warm", "answer_days_cold",
    "contact_days_hot", "contact_days_warm", "contact_days_cold", "hops", "idle_nudge_days", "conclude_days",
    "rating_days", "cooling_hours", "second_reading_days", "appeal_days", "appeal_answer_days", "best_from",
    "trial_share", "emphasis", "model_from", "fades_days",
)  # fmt: skip
