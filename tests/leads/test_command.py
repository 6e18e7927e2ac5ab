"""`route_leads` from a shell, and the worker's task."""

import pytest
from django.core.management import CommandError, call_command

from leads import tasks
from leads.enums import LeadState
from leads.models import Offer
from tests.unchanged import unchanged

from .conftest import fresh

pytestmark = pytest.mark.django_db


def run(capsys, *options):
    call_command("route_leads", *options)
    return capsys.readouterr().out


def test_it_routes_what_waits(outbound, capsys):
    lead = outbound()
    text = run(capsys)
    assert f"{lead.ref}  " in text and "1 waiting, 1 decided." in text
    assert fresh(lead).state == LeadState.OFFERED


def test_a_dry_run_explains_and_changes_nothing(outbound, capsys):
    lead = outbound()
    with unchanged("dry run"):
        text = run(capsys, "--dry-run", "--explain")
    assert "Dan Vogel (Partner Two): Outside the territory." in text
    assert "→" in text and "Benelux" in text
    assert fresh(lead).state == LeadState.QUALIFIED


def test_one_lead_by_reference_in_any_spelling(outbound, capsys):
    first, second = outbound(), outbound(company="Other", website="other.example", contact_email="a@other.example")
    run(capsys, "--ref", f" {second.ref.lower()} ", "--explain")
    assert (fresh(first).state, fresh(second).state) == (LeadState.QUALIFIED, LeadState.OFFERED)


@pytest.mark.parametrize("ref", ["L-000000", "nonsense"])
def test_an_unknown_reference_is_said_so(cast, ref):
    with pytest.raises(CommandError, match="no lead"):
        call_command("route_leads", "--ref", ref)


def test_a_lead_that_does_not_wait_is_said_so(offered):
    with pytest.raises(CommandError, match="does not wait"):
        call_command("route_leads", "--ref", offered().lead.ref)


def test_the_task_routes_until_nothing_waits(outbound, monkeypatch):
    monkeypatch.setattr("leads.services.routing.BATCH", 1)
    for number in range(3):
        outbound(company=f"Firm {number}", website=f"f{number}.example", contact_email=f"a@f{number}.example")
    tasks.route_waiting()
    assert Offer.objects.count() == 3
    tasks.route_waiting()
    assert Offer.objects.count() == 3
