"""What other rules would have made of past leads: counted, shown before anything changes, and only then in force."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from leads import rehearsal, scoring
from leads.enums import Fact, LeadState, Operator, Rank, Step
from leads.models import Lead, LeadPolicy, Passage, ScoringRule
from leads.services import rehearsing

from .conftest import fresh

RULE = {
    "label": "From Utrecht",
    "field": "country",
    "operator": "is",
    "value": "NL",
    "points": "40",
    "is_active": "on",
}


def standard(*rules, minimum=15, required=()):
    return rehearsal.Standard(rules, 70, 40, minimum, frozenset(required))


def past(ref, value="", **marks):
    facts = scoring.facts(value=value or None)
    return rehearsal.Past(ref, ref, facts, **({"gated": True, "ended": False, "won": False} | marks))


def worth(points):
    return scoring.Rule("Worth it", Fact.VALUE, Operator.KNOWN, "", points)


def test_both_standards_are_counted_over_the_same_leads():
    leads = [past("a", "5", ended=True, won=True), past("b", "5", ended=True), past("c"), past("d", gated=False)]
    result = rehearsal.rehearse(leads, standard(worth(20)), standard(worth(80), minimum=0))
    assert (result.leads, result.moved) == (4, 2)
    assert [(rank, was.leads, then.leads) for rank, was, then in result.lines] == [
        (Rank.HOT, 0, 2),
        (Rank.WARM, 0, 0),
        (Rank.COLD, 4, 2),
    ]
    assert (result.after[Rank.HOT].ended, result.after[Rank.HOT].won) == (2, 1)
    assert [lead.ref for lead in result.let_through] == ["c"]
    assert result.held == []


def test_what_is_asked_for_newly_would_hold_leads():
    result = rehearsal.rehearse(
        [past("a", "5"), past("b")], standard(minimum=0), standard(minimum=0, required=["value"])
    )
    assert [lead.ref for lead in result.held] == ["b"]


@pytest.mark.django_db
def test_a_rule_is_shown_on_past_leads_before_it_is_in_force(cast, as_, outbound, inbound):
    lead = outbound(contact_title="", contact_phone="", value=None, size="", lead_source="cold", need="Few")
    Passage.objects.create(lead=inbound(), step=Step.WON, at=timezone.now())
    client, address = as_(cast.ada), reverse("lead_settings:scoring_new")
    shown = client.post(address, RULE)
    text = shown.content.decode()
    assert shown.status_code == 200 and "What it would have meant" in text and "1 of 1" in text
    assert not ScoringRule.objects.filter(label="From Utrecht").exists()
    changed = client.post(address, RULE | {"points": "1", "seen": shown.context["seen"]})
    assert "What it would have meant" in changed.content.decode()
    assert not ScoringRule.objects.filter(label="From Utrecht").exists()
    assert client.post(address, RULE | {"seen": shown.context["seen"]}).status_code == 302
    assert ScoringRule.objects.get(label="From Utrecht").points == 40
    assert fresh(lead).score == lead.score


@pytest.mark.django_db
def test_a_changed_rule_is_held_against_the_one_in_force(cast, outbound):
    outbound(need="Few", value=None, product=None, contact_title="", size="", lead_source="cold", contact_phone="")
    rule = ScoringRule.objects.get(field=Fact.COMPANY_EMAIL)
    values = {name: getattr(rule, name) for name in ("label", "field", "operator", "value", "points", "is_active")}
    same = rehearsing.rehearse_rule(rule, values)
    assert (same.moved, same.let_through, same.held) == (0, [], [])
    off = rehearsing.rehearse_rule(rule, values | {"is_active": False})
    assert [lead.name for lead in off.held] == ["Canary Mill B.V."]
    assert rehearsing.rehearse_rule(rule, values | {"points": 80}).after[Rank.HOT].leads == 1


@pytest.mark.django_db
def test_a_policy_is_shown_before_it_is_in_force(cast, as_, outbound):
    outbound(contact_title="", size="")
    client, address = as_(cast.ada), reverse("lead_settings:policy")
    data = client.get(address).context["form"].initial | {"hot_from": "99"}
    shown = client.post(address, data)
    assert shown.context["rehearsal"].moved == 1
    assert LeadPolicy.objects.get().hot_from == 70
    client.post(address, data | {"seen": shown.context["seen"]})
    assert LeadPolicy.objects.get(is_current=True).hot_from == 99


@pytest.mark.django_db
def test_the_preview_asks_as_often_for_thirty_leads_as_for_one(cast, as_, outbound):
    client, address = as_(cast.ada), reverse("lead_settings:scoring_new")

    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.post(address, RULE)
        return len(asked)

    outbound()
    client.post(address, RULE)
    few = cost()
    for number in range(30):
        outbound(company=f"More {number}", website=f"more{number}.example")
    assert cost() == few <= 15


@pytest.mark.django_db
def test_only_what_ended_counts_as_won_or_not(cast, outbound):
    lead = outbound()
    Lead.objects.filter(pk=lead.pk).update(state=LeadState.CLOSED)
    outbound(company="Open", website="open.example")
    tally = rehearsing.rehearse_policy({}).before[Rank(lead.rank)]
    assert (tally.leads, tally.ended, tally.won) == (2, 1, 0)
