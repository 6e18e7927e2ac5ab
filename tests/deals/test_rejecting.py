"""No is never instant and never bare, and until it is confirmed the partner knows nothing of it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from deals import selectors, services
from deals.models import DealPolicy, Registration
from deals.services.rejecting import cooled_at
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.outbox.models import Message
from prm.promises.models import Promise

from .conftest import LETTER


@pytest.mark.parametrize(
    "part", [{"reasons": []}, {"reasons": ["nonsense"]}, {"checked": " "}, {"what_would_change": ""}]
)
def test_a_bare_rejection_is_refused(part, ben, in_review) -> None:
    with pytest.raises(InvalidInput):
        services.start_rejection(ben, in_review, **{**LETTER, **part})
    in_review.refresh_from_db()
    assert in_review.state == "in_review"


def test_whoever_started_it_cannot_send_it_at_once(ben, rejecting) -> None:
    with pytest.raises(NotAllowed, match="Somebody else reads"):
        services.confirm_rejection(ben, rejecting)
    with time_machine.travel(cooled_at(rejecting) - timedelta(seconds=1)), pytest.raises(NotAllowed):
        services.confirm_rejection(ben, rejecting)
    with time_machine.travel(cooled_at(rejecting) + timedelta(seconds=1)):
        assert services.confirm_rejection(ben, rejecting).state == "rejected"


def test_a_second_reader_can(ada, rejecting) -> None:
    assert services.confirm_rejection(ada, rejecting).state == "rejected"
    assert Promise.objects.get(kind="decide_rejection_review").state == "kept"
    assert Promise.objects.get(kind="decide_registration").state == "kept"


def test_lists_name_who_reads_it_also_when_the_reviewers_time_ends_first(ada, ben, cleo, rejecting) -> None:
    Promise.objects.filter(kind="decide_registration").update(due_at=timezone.now())
    assert selectors.registrations_for(ada).get(pk=rejecting.pk).clock_owner == str(ada)
    assert selectors.registrations_for(cleo).get(pk=rejecting.pk).clock_owner == str(ben)


def test_the_partners_manager_reads_it_and_for_her_own_somebody_else(ada, gus, ben, in_review, register, cleo) -> None:
    services.start_rejection(ben, in_review, **LETTER)
    assert Promise.objects.get(kind="decide_rejection_review").owed_by == ada
    other = register(cleo, company="Zuidema", website="zuidema.example")
    services.start_rejection(ada, other, **LETTER)
    assert Promise.objects.get(kind="decide_rejection_review", object_id=other.pk).owed_by == gus


def test_returned_to_review_the_letter_is_gone(ada, ben, rejecting) -> None:
    row = services.return_to_review(ada, rejecting, "I know them well.")
    assert (row.state, row.rejection_reasons, row.rejection_checked, row.rejection_by) == ("in_review", [], "", None)
    mail = Message.objects.get(channel="mail", recipient=ben, key__contains="/returned/")
    assert "I know them well." in mail.text
    assert services.approve(ben, row).state == "approved"


def test_a_letter_keeps_the_day_it_named_whatever_the_policy_says_later(rejected, cleo) -> None:
    DealPolicy.objects.create(number=1, is_current=True, appeal_days=1)
    with time_machine.travel(rejected.decided_at + timedelta(days=14)):
        assert services.appeal(cleo, rejected, "They have signed.").has_open_appeal


@pytest.mark.usefixtures("at_noon")
def test_the_letter_says_everything(rejected, cleo, ben) -> None:
    mail = Message.objects.get(channel="mail", recipient=cleo, key__contains="/rejected/")
    until = timezone.localtime(rejected.decided_at + timedelta(days=15))
    for text in (
        "We called the customer and read the notes.",
        "The opportunity does not meet the qualification criteria",
        "A named budget and a date.",
        f"Appeal on the page of the registration until {until.day} {until:%B %Y}",
        "Ben Alder",
        ben.phone,
        ben.email,
        rejected.get_absolute_url(),
    ):
        assert text in mail.text, text
    assert mail.reply_to == ben.email


# -- what the partner knows before


@pytest.fixture
def without_a_word(rejecting, as_, cleo):
    """Pages of the partner, and a check that they hold nothing of the rejection."""
    client = as_(cleo)

    def check(url):
        answer = client.get(url)
        text = answer.content.decode().lower()
        for word in ("rejecti", "second reader", "we called the customer", "named budget"):
            assert word not in text, f"{word} in {url}"
        return text

    return check


def test_a_rejection_in_the_making_is_hidden(without_a_word, rejecting) -> None:
    page = without_a_word(rejecting.get_absolute_url())
    assert "in review" in page and "ben decides by" in page
    without_a_word("/deals/registrations/?export=csv")
    without_a_word("/deals/registrations/?sort=shown_state")
    assert rejecting.ref.lower() in without_a_word("/deals/registrations/?q=hofmann")


def test_it_cannot_be_filtered_out(as_, cleo, rejecting, register) -> None:
    client = as_(cleo)
    register(cleo, company="Zuidema", website="zuidema.example")
    both = client.get("/deals/registrations/?state=in_review").content.decode()
    assert "Hofmann" in both and "Zuidema" in both
    for query in ("state=rejecting", "shown_state=rejecting", "state=REJECTING"):
        assert "Rejection being checked" not in client.get(f"/deals/registrations/?{query}").content.decode()
    assert "Hofmann" not in client.get("/deals/registrations/?state=rejecting").content.decode()


def test_sorting_by_state_does_not_tell_them_apart(as_, cleo, rejecting, register) -> None:
    """In the order of the list, the one that is about to be rejected stands as any other in review."""
    for number in range(3):
        register(cleo, company=f"Zuidema {number}", website=f"zuidema{number}.example")
    client = as_(cleo)
    up = client.get("/deals/registrations/?sort=shown_state&export=csv").content.decode()
    assert {line.split(",")[1] for line in up.strip().splitlines()[1:]} == {"In review"}


def test_no_mail_no_notice_no_promise_tells_it(rejecting, cleo) -> None:
    said = Message.objects.filter(recipient=cleo).values_list("subject", "text", "html")
    assert "reject" not in str(list(said)).lower()
    assert not Promise.objects.visible_to(cleo).filter(kind="decide_rejection_review").exists()


def test_refusals_call_it_in_review(cleo, rejecting) -> None:
    with pytest.raises(TransitionRefused, match="“In review”"):
        services.answer_action_required(cleo, rejecting, {})


def test_withdrawn_while_being_rejected(cleo, ada, rejecting) -> None:
    services.withdraw(cleo, rejecting)
    with pytest.raises(TransitionRefused):
        services.confirm_rejection(ada, rejecting)


# -- appeal


def test_an_appeal_once_within_its_time(cleo, ada, rejected) -> None:
    row = services.appeal(cleo, rejected, "The budget is signed now.")
    promise = Promise.objects.get(kind="answer_appeal")
    assert (promise.owed_by, promise.partner_id) == (ada, row.partner_id)
    with pytest.raises(TransitionRefused):
        services.appeal(cleo, row, "Again.")


def test_an_appeal_too_late(cleo, rejected) -> None:
    later = time_machine.travel(timezone.now() + timedelta(days=15, minutes=1))
    with later, pytest.raises(TransitionRefused, match="Ada Lind"):
        services.appeal(cleo, rejected, "The budget is signed now.")


def test_an_appeal_that_is_upheld(cleo, ada, rejected) -> None:
    services.appeal(cleo, rejected, "The budget is signed now.")
    row = services.answer_appeal(ada, rejected, "It was signed for something else.", reopen=False)
    assert row.state == "rejected"
    mail = Message.objects.get(channel="mail", recipient=cleo, key__contains="/appeal-answered/")
    assert "It was signed for something else." in mail.text and "stands" in mail.text
    with pytest.raises(TransitionRefused):
        services.answer_appeal(ada, rejected, "Again.", reopen=True)


def test_an_appeal_that_reopens(cleo, ada, ben, rejected) -> None:
    services.appeal(cleo, rejected, "The budget is signed now.")
    row = services.answer_appeal(ada, rejected, "You are right.", reopen=True)
    assert (row.state, row.rejection_reasons, row.decided_at) == ("in_review", [], None)
    assert Promise.objects.filter(kind="decide_registration", state="open").count() == 1
    assert services.approve(ben, row).state == "approved"


def test_reopened_when_the_customer_went_to_somebody_else(cleo, ada, dan, rejected, register) -> None:
    services.appeal(cleo, rejected, "The budget is signed now.")
    register(dan)
    row = services.answer_appeal(ada, rejected, "You are right.", reopen=True)
    assert row.state == "contested"


def test_answering_without_an_appeal(ada, rejected) -> None:
    with pytest.raises(TransitionRefused):
        services.answer_appeal(ada, rejected, "What?", reopen=True)


# -- arbitration


def test_a_contested_one_is_declined_only_after_the_first_hours(ada, contested) -> None:
    with pytest.raises(TransitionRefused, match="first hours"):
        services.decline_contested(ada, contested, **LETTER)
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert services.decline_contested(ada, contested, **LETTER).state == "rejected"


def test_a_contested_one_is_awarded_only_when_free(ada, ben, cleo, contested, in_review) -> None:
    with pytest.raises(TransitionRefused, match="still holds"):
        services.award(ada, contested)
    assert Registration.objects.get(pk=contested.pk).state == "contested"
    services.withdraw(cleo, in_review)
    row = services.award(ada, contested)
    assert (row.state, row.reviewer, row.opportunity.sales_rep) == ("approved", ben, ben)
    assert Promise.objects.get(kind="arbitrate").state == "kept"


@pytest.mark.parametrize("name", ["Partner One", "partner one", "Cleo Maes"])
def test_no_letter_names_the_other_side(name, ada, contested, ben, in_review) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=7)), pytest.raises(InvalidInput) as refusal:
        services.decline_contested(ada, contested, **{**LETTER, "checked": f"{name} was earlier."})
    assert set(refusal.value.fields) == {"checked"}
    with pytest.raises(InvalidInput):
        services.request_changes(ben, in_review, ["need"], "Dan Vogel of Partner Two asks too.")
    with pytest.raises(InvalidInput):
        services.approve(ben, in_review, "Partner Two did not get it.")
