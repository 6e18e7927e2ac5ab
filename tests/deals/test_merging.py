"""Two people edit one deal at once: both values of every field stand side by side, and nothing typed is lost."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from djmoney.money import Money

from deals import services
from deals.models import Opportunity
from prm.core import merging
from prm.core.errors import StaleVersion

from .test_races import at_once

FAR = date(2099, 5, 4)


@pytest.fixture
def tab(as_, deal, cleo):
    """What Cleo's open form would send, and how it is sent."""
    deal.refresh_from_db()
    url = f"{deal.get_absolute_url()}update/"
    client = as_(cleo)
    form = client.get(url).context["form"]
    opened = {name: form[name].value() for name in form.fields}
    typed = {name: "" if value is None else str(value) for name, value in opened.items()}

    def send(**changes):
        return client.post(url, {**typed, **changes})

    return send


def lines(answer):
    return {line["name"]: line for line in answer.context["lines"]}


def test_both_values_and_what_it_was_stand_side_by_side(tab, deal, cleo, ben) -> None:
    services.update_deal(cleo, deal, {"next_step": "Before"})
    deal.refresh_from_db()
    services.update_deal(ben, deal, {"next_step": "Theirs: send papers", "amount": Money("99000", "EUR")})
    answer = tab(version=deal.version, next_step="Mine: call Ida", close_on=str(FAR))
    text = answer.content.decode()
    assert answer.status_code == 412 and "Ben Alder changed this deal" in text
    found = lines(answer)
    assert set(found) == {"next_step", "amount", "close_on"}
    words = found["next_step"]
    assert (words["was"], words["theirs"], words["mine"]) == ("Before", "Theirs: send papers", "Mine: call Ida")
    assert {name: line["pick"] for name, line in found.items()} == {
        "next_step": "", "amount": "theirs", "close_on": "mine",
    }  # fmt: skip
    assert "€99,000" in text and "€84,000" in text and "It was: Before" in text


def test_what_is_chosen_is_saved_and_the_rest_stays_theirs(tab, deal, ben) -> None:
    services.update_deal(ben, deal, {"next_step": "Theirs", "amount": Money("99000", "USD")})
    first = tab(next_step="Mine", amount="85000", close_on=str(FAR))
    chosen = {"pick-next_step": "mine", "pick-amount": "theirs", "pick-close_on": "mine"}
    answer = tab(next_step="Mine", amount="85000", close_on=str(FAR), seen=first.context["seen"], **chosen)
    assert answer.status_code == 302
    row = Opportunity.objects.get(pk=deal.pk)
    assert (row.next_step, row.amount, row.close_on) == ("Mine", Money("99000", "USD"), FAR)


def test_every_line_asks_for_a_choice(tab, deal, ben) -> None:
    services.update_deal(ben, deal, {"next_step": "Theirs", "amount": Money("99000", "EUR")})
    first = tab(next_step="Mine", amount="85000")
    answer = tab(next_step="Mine", amount="85000", seen=first.context["seen"], **{"pick-amount": "mine"})
    assert answer.status_code == 422 and lines(answer)["next_step"]["mine"] == "Mine"
    assert Opportunity.objects.get(pk=deal.pk).next_step == "Theirs"


def test_a_third_change_in_between_is_shown_too(tab, deal, ben) -> None:
    services.update_deal(ben, deal, {"next_step": "Theirs"})
    seen = tab(next_step="Mine").context["seen"]
    services.update_deal(ben, deal, {"next_step": "Theirs again"})
    again = tab(next_step="Mine", seen=seen, **{"pick-next_step": "mine"})
    assert again.status_code == 412
    assert (lines(again)["next_step"]["theirs"], lines(again)["next_step"]["mine"]) == ("Theirs again", "Mine")
    assert tab(next_step="Mine", seen=again.context["seen"], **{"pick-next_step": "mine"}).status_code == 302


def test_a_refusal_after_the_choice_keeps_what_was_chosen(tab, deal, ben) -> None:
    services.update_deal(ben, deal, {"next_step": "Theirs"})
    typed = {"next_step": "Mine", "close_on": "2020-01-01"}
    first = tab(**typed)
    answer = tab(**typed, seen=first.context["seen"], **{"pick-next_step": "theirs", "pick-close_on": "mine"})
    form = answer.context["form"]
    assert answer.status_code == 422 and form["close_on"].errors
    assert (form["next_step"].value(), form["version"].value()) == ("Theirs", str(first.context["seen"]))


def test_a_note_or_a_change_elsewhere_is_no_conflict(tab, deal, ben, cast) -> None:
    services.add_note(ben, deal, "Met them.")
    services.update_deal(ben, deal, {"product": None})
    assert tab(next_step="Mine").status_code == 302


def test_a_version_that_nobody_knows_asks_about_everything(deal, cleo) -> None:
    deal.refresh_from_db()
    with pytest.raises(StaleVersion):
        services.update_deal(cleo, deal, {"next_step": "Mine"}, version=deal.version + 1000)
    unknown = merging.differences(deal, -1, {"next_step": "Mine", "name": deal.name})
    assert [(one.name, one.suggestion) for one in unknown] == [("next_step", "")]


@pytest.mark.parametrize("forged", ["x", "-1", "", "9" * 30])
def test_a_forged_version_changes_nothing(forged, tab, deal, ben) -> None:
    services.update_deal(ben, deal, {"next_step": "Theirs"})
    assert tab(next_step="Mine", seen=forged, **{"pick-next_step": "mine"}).status_code in (412, 422)
    assert Opportunity.objects.get(pk=deal.pk).next_step == "Theirs"


def test_what_was_typed_is_shown_as_text(tab, deal, ben) -> None:
    services.update_deal(ben, deal, {"next_step": "<b>theirs</b>"})
    text = tab(next_step="<script>mine</script>").content.decode()
    assert "<script>mine" not in text and "<b>theirs" not in text and "&lt;script&gt;mine" in text


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_lose_no_edit(deal, cleo, carl) -> None:
    deal.refresh_from_db()
    url = f"{deal.get_absolute_url()}update/"
    base = {"stage": deal.stage, "amount": "84000", "currency": "EUR", "close_on": str(deal.close_on),
            "name": deal.name, "version": deal.version}  # fmt: skip

    def tab_of(person):
        client = Client()
        client.force_login(person)

        def save():
            answer = client.post(url, {**base, "next_step": f"By {person.name}"})
            connection.close()
            return answer.status_code, answer.content.decode()

        return save

    answers = at_once(tab_of(cleo), tab_of(carl))
    assert sorted(status for status, _text in answers) == [302, 412]
    page = next(text for status, text in answers if status == 412)
    assert "By Cleo" in page and "By Carl" in page
