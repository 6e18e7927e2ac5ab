"""Every page and every call that does something to a registration or a deal, tried in every state there is.

It does what the table of `deals.rules` says, or it is refused with a sentence and nothing has changed.
"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from deals import rules, services
from deals.enums import CLOSED_STAGES, OPEN_STAGES, Stage
from deals.models import DealContact, DealFile, DealFileRemoval, Opportunity, Protection, Registration
from prm.accounts.enums import MEMBERS
from prm.core.models import TimelineEntry
from prm.outbox.models import Message
from prm.promises.models import Promise
from tests.refusals import STATUSES, is_in_words

from .conftest import STATES, TOGETHER, taken_back
from .test_api import call  # noqa: F401
from .test_registering import typed
from .test_states import HAS_A_CONDITION, REPEATED

WRITTEN = (
    Registration,
    Protection,
    Opportunity,
    DealContact,
    DealFile,
    DealFileRemoval,
    Promise,
    Message,
    TimelineEntry,
)
FORM = {"reasons": ["not_qualified"], "checked": "We called them.", "what_would_change": "A named budget."}

# Page below the registration: action of the table, who tries it, and what the form sends.
DOORS = {
    "edit/": ("submit", "cleo", typed()),
    "withdraw/": ("withdraw", "cleo", {}),
    "answer/": ("answer", "cleo", {"need": "Three sites.", "amount": "84000", "currency": "EUR"}),
    "approve/": ("approve", "ben", {"note": "Welcome."}),
    "award/": ("award", "ada", {"note": "Welcome."}),
    "conflict/": ("share", "ada", TOGETHER),
    "decline/": ("decline_contested", "ada", FORM),
    "request-changes/": ("request_changes", "ben", {"fields_wanted": ["need"], "note": "How many sites?"}),
    "reject/": ("reject", "ben", FORM),
    "confirm-rejection/": ("confirm_rejection", "ada", {}),
    "return/": ("return", "ada", {"note": "I know them."}),
    "appeal/": ("appeal", "cleo", {"reason": "The budget is signed."}),
    "answer-appeal/": ("answer_appeal", "ada", {"answer": "It stands.", "decision": "uphold"}),
    "extend/": ("extend", "ben", {"evidence": "A proposal is out."}),
    "reassign/": ("reassign", "ada", {}),
}
CALLS = {
    "withdraw": ("withdraw", "cleo", {}),
    "answer": ("answer", "cleo", {"need": "Three sites."}),
    "approve": ("approve", "ben", {}),
    "appeal": ("appeal", "cleo", {"reason": "The budget is signed."}),
    "request-changes": ("request_changes", "ben", {"open_fields": ["need"], "note": "How many sites?"}),
}


def addresses(below):
    """What follows this beginning in the addresses of the app."""
    from deals.urls import urlpatterns

    found = [str(one.pattern) for one in urlpatterns]
    return {path.removeprefix(below) for path in found if path.startswith(below)}


def everything():
    """All rows that an action on a registration or a deal may write."""
    return [list(model._base_manager.order_by("pk").values()) for model in WRITTEN]


def expect(action, state, answer, row, before, good) -> None:
    """What the table says of this action in this state is what happened."""
    transition, where = rules.REGISTRATION[action], f"{action} in {state}"
    after = Registration.objects.get(pk=row.pk)
    if answer.status_code in good:
        assert state in transition.sources or state in REPEATED.get(action, ()), f"{where} was possible"
        if state in transition.sources:
            assert after.state == (transition.target or state), where
        else:
            assert everything() == before, where
        return
    assert state not in transition.sources or (state, action) in HAS_A_CONDITION, f"{where}: {answer.status_code}"
    assert everything() == before, where
    assert answer.status_code in STATUSES, where
    assert is_in_words(answer), f"{where}: {answer.content.decode()[:500]}"


@pytest.mark.parametrize("state", STATES)
def test_every_page_in_every_state(state, in_state, as_, cast, gus) -> None:
    row = in_state(state)
    clients = {name: as_(getattr(cast, name)) for name in ("cleo", "ben", "ada")}
    for door, (action, who, data) in DOORS.items():
        if door == "reassign/":
            data = {"reviewer": gus.ref}
        with taken_back():
            before = everything()
            client, url = clients[who], f"{row.get_absolute_url()}{door}"
            assert client.get(url).status_code in (200, 302, 404)
            answer = client.post(url, data)
            if state == "draft" and getattr(cast, who).role not in MEMBERS:
                assert answer.status_code == 404 and everything() == before
            else:
                expect(action, state, answer, row, before, good=(302,))


@pytest.mark.parametrize("state", STATES)
def test_every_call_in_every_state(state, in_state, call, cast) -> None:  # noqa: F811
    row = in_state(state)
    for person in (cast.cleo, cast.ben):
        call(person, "get", "registrations")  # makes the token outside of what is taken back
    for path, (action, who, body) in CALLS.items():
        with taken_back():
            before = everything()
            answer = call(getattr(cast, who), "post", f"registrations/{row.ref}/{path}", body)
            if state == "draft" and who == "ben":
                assert answer.status_code == 404 and everything() == before
            else:
                expect(action, state, answer, row, before, good=(200,))


def test_no_page_is_left_out() -> None:
    assert addresses("registrations/<ref:ref>/") - {"", "alike/"} == set(DOORS)
    actions = {action for action, _who, _data in DOORS.values()}
    by_other_doors = {"edit", "reopen"}  # saving a draft is a button of the same page; so is reviewing it again
    assert actions | by_other_doors == {name for name, row in rules.REGISTRATION.items() if row.who}


# -- protection


def _untouched(protection):
    return protection


def _extended(protection):
    protection.extended_at = timezone.now()
    return protection


def _ended(protection):
    protection.ended_at = timezone.now()
    return protection


def _run_out(protection):
    protection.starts_on -= timedelta(days=200)
    protection.ends_on = timezone.localdate() - timedelta(days=1)
    return protection


@pytest.mark.parametrize(
    ("prepare", "stage", "who", "code"),
    [
        (_untouched, "proposal", "cleo", 302),
        (_untouched, "prospecting", "cleo", 409),
        (_untouched, "prospecting", "ben", 302),
        (_extended, "proposal", "cleo", 409),
        (_extended, "proposal", "ben", 409),
        (_ended, "proposal", "ben", 409),
        (_run_out, "proposal", "ben", 409),
        (_run_out, "proposal", "cleo", 409),
    ],
)
def test_a_protection_is_extended_once_while_it_runs(prepare, stage, who, code, approved, as_, cast) -> None:
    prepare(Protection.objects.get()).save()
    Opportunity.objects.update(stage=stage)
    before = everything()
    answer = as_(getattr(cast, who)).post(f"{approved.get_absolute_url()}extend/", {"evidence": "A proposal is out."})
    assert answer.status_code == code
    if code != 302:
        assert is_in_words(answer) and everything() == before


def test_an_appeal_is_made_once_and_answered_once(rejected, as_, cleo, ada) -> None:
    url = rejected.get_absolute_url()
    steps = (
        (ada, "answer-appeal/", {"answer": "It stands.", "decision": "uphold"}, 409),
        (cleo, "appeal/", {"reason": "The budget is signed."}, 302),
        (cleo, "appeal/", {"reason": "Again."}, 409),
        (ada, "answer-appeal/", {"answer": "It stands.", "decision": "uphold"}, 302),
        (ada, "answer-appeal/", {"answer": "No, we look again.", "decision": "reopen"}, 409),
        (cleo, "appeal/", {"reason": "Again."}, 409),
    )
    for person, door, data, code in steps:
        before = everything()
        answer = as_(person).post(f"{url}{door}", data)
        assert answer.status_code == code, (door, data, answer.content.decode()[:800])
        assert code == 302 or (is_in_words(answer) and everything() == before)


# -- deals


def _upload():
    return {"file": SimpleUploadedFile("plan.txt", b"The plan.")}


def _as_it_stands(deal):
    stage = deal.stage if deal.stage in OPEN_STAGES else "engaging"
    values = {"stage": stage, "name": deal.name, "version": deal.version, "close_on": deal.close_on.isoformat()}
    return {**values, "amount": str(deal.amount.amount), "currency": str(deal.amount.currency)}


DEAL_DOORS = {
    "update/": ("update", lambda deal: {**_as_it_stands(deal), "next_step": "Call on Monday"}),
    "win/": ("win", lambda deal: {"amount": "1000", "currency": "EUR"}),
    "lose/": ("lose", lambda deal: {"reason": "price"}),
    "note/": ("note", lambda deal: {"note": "They like it."}),
    "contact/": ("contact", lambda deal: {"name": "Ida", "role": "uses"}),
    "files/": ("file", lambda deal: _upload()),
}
# Pages with a second thing in their address: what was named or added first.
FIRST = {
    "contact/{contact}/remove/": "remove_contact",
    "files/{file}/remove/": "remove_file",
}
DEAL_CALLS = {
    "/people": ("contact", "post", {"name": "Jan", "role": "uses"}),
    "/files": ("file", "post", {"files": [{"name": "plan.txt", "text": "The plan."}]}),
    "": ("update", "patch", {"next_step": "Call on Monday"}),
    "/win": ("win", "post", {}),
    "/lose": ("lose", "post", {"reason": "price"}),
}


def expect_deal(action, stage, answer, deal, before, good) -> None:
    transition, where = rules.DEAL[action], f"{action} in {stage}"
    if stage in transition.sources:
        assert answer.status_code in good, f"{where}: {answer.status_code}"
        assert everything() != before, where
        return
    assert answer.status_code in STATUSES, f"{where}: {answer.status_code}"
    assert everything() == before and is_in_words(answer), where


@pytest.mark.parametrize("stage", Stage.values)
def test_every_page_and_call_of_a_deal_in_every_stage(stage, deal, as_, call, cleo) -> None:  # noqa: F811
    client = as_(cleo)
    call(cleo, "get", "deals")
    services.add_files(cleo, deal, [SimpleUploadedFile("notes.txt", b"Notes.")])
    file = DealFile.objects.get()
    closed_at = timezone.now() if stage in CLOSED_STAGES else None
    Opportunity.objects.filter(pk=deal.pk).update(stage=stage, closed_at=closed_at)
    deal = Opportunity.objects.get(pk=deal.pk)
    for door, (action, data) in DEAL_DOORS.items():
        with taken_back():
            before = everything()
            assert client.get(f"{deal.get_absolute_url()}{door}").status_code in (200, 302, 405)
            answer = client.post(f"{deal.get_absolute_url()}{door}", data(deal))
            expect_deal(action, stage, answer, deal, before, good=(302,))
    for path, action in FIRST.items():
        with taken_back():
            before, base = everything(), "/deals/" if path.startswith("files") else deal.get_absolute_url()
            answer = client.post(base + path.format(contact=deal.contact.ref, file=file.ref))
            expect_deal(action, stage, answer, deal, before, good=(302,))
    for path, (action, method, body) in DEAL_CALLS.items():
        with taken_back():
            before = everything()
            expect_deal(action, stage, call(cleo, method, f"deals/{deal.ref}{path}", body), deal, before, good=(200,))


@pytest.mark.parametrize("stage", sorted(CLOSED_STAGES))
def test_a_card_of_a_closed_deal_does_not_move(stage, deal, as_, cleo) -> None:
    """The board leads on to the form, which says why."""
    Opportunity.objects.filter(pk=deal.pk).update(stage=stage, closed_at=timezone.now())
    before = everything()
    answer = as_(cleo).post(f"{deal.get_absolute_url()}move/", {"stage": "engaging", "version": 1}, follow=True)
    assert answer.status_code == 200 and everything() == before
    assert "not possible now" in answer.content.decode() or "is closed" in answer.content.decode()


def test_no_page_of_a_deal_is_left_out() -> None:
    removing = {"contact/<str:contact>/remove/"}
    assert addresses("<ref:ref>/") - {"", "credit/", "shares/", "move/"} - removing == set(DEAL_DOORS)
    assert {*FIRST.values(), *(action for action, _data in DEAL_DOORS.values())} == set(rules.DEAL)
