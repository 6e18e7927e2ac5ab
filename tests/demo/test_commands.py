"""The commands of the demo: load it once, say who can sign in, refuse where it is none."""

import json
import re
import stat

import pytest
from django.core.management import CommandError, call_command

from partners.models import Partner
from prm.accounts.models import User
from reports.demo.loading import ORDER, model_of
from reports.demo.sign_in import PEOPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path, monkeypatch):
    """An installation that says it is a demo, with a state folder of its own."""
    settings.PRM_DEMO = True
    monkeypatch.setenv("PRM_STATE", str(tmp_path))
    return tmp_path


def test_the_command_loads_says_so_and_does_it_once(demo, capsys, client) -> None:
    call_command("load_demo")
    assert "The demo programme is loaded" in capsys.readouterr().out
    path = demo / "demo-people.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    people = json.loads(path.read_text())
    assert [set(person) for person in people] == [{"email", "name", "role", "company", "note", "password"}] * len(
        PEOPLE
    )
    able = [user for user in User.objects.order_by("pk") if user.has_usable_password()]
    assert {user.email for user in able} == {person["email"] for person in people}
    assert client.login(email=people[0]["email"], password=people[0]["password"])
    call_command("demo_people")
    out = capsys.readouterr().out
    assert all(re.search(rf"{re.escape(person['email'])}\s+{person['password']}", out) for person in people)

    before = {table: model_of(table)._base_manager.count() for table in ORDER}
    call_command("load_demo")
    assert "already" in capsys.readouterr().out
    assert before == {table: model_of(table)._base_manager.count() for table in ORDER}
    assert json.loads(path.read_text()) == people

    call_command("demo_people", "--new-passwords")
    renewed = json.loads(path.read_text())
    assert renewed[0]["password"] != people[0]["password"]
    assert not client.login(email=people[0]["email"], password=people[0]["password"])
    assert client.login(email=renewed[0]["email"], password=renewed[0]["password"])


def test_where_it_is_no_demo_nothing_is_loaded(settings, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PRM_STATE", str(tmp_path))
    settings.PRM_DEMO = False
    with pytest.raises(CommandError, match="PRM_DEMO"):
        call_command("load_demo")
    with pytest.raises(CommandError, match="PRM_DEMO"):
        call_command("demo_people", "--new-passwords")
    settings.DEV_MAIL_PAGE = False
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", "--force")
    call_command("demo_people")
    assert "no demo people" in capsys.readouterr().out
    assert not Partner.objects.exists()
