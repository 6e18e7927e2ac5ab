"""What goes wrong in life: tabs, a partner suspended, a decider gone, customers merged, deals closed, odd money."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone
from djmoney.money import Money

from deals import services
from deals.models import Opportunity, Protection, Registration
from leads.services import customers, merging
from partners.models import Member, Partner
from prm.accounts import services as accounts
from prm.accounts.models import User
from prm.core.errors import TransitionRefused
from prm.core.models import TimelineEntry
from prm.outbox.models import Message
from prm.promises.models import Promise
from tests.refusals import is_in_words

from .conftest import TOGETHER, facts
from .test_doors import everything
from .twins import Eyes


def fresh(row):
    return type(row)._base_manager.get(pk=row.pk)


def mails_to(person):
    return Message.objects.filter(channel="mail", recipient=person)


# -- two browser tabs


def test_the_second_of_two_tabs_is_told_and_keeps_what_was_typed(in_review, as_, ben) -> None:
    one, other, url = as_(ben), as_(ben), in_review.get_absolute_url()
    for tab, door in ((one, "approve/"), (other, "request-changes/")):
        assert tab.get(f"{url}{door}").status_code == 200
    assert one.post(f"{url}approve/", {"note": "Welcome."}).status_code == 302
    before = everything()
    late = other.post(f"{url}request-changes/", {"fields_wanted": ["need"], "note": "How many sites, please?"})
    assert late.status_code == 409 and is_in_words(late) and everything() == before
    assert "How many sites, please?" in late.content.decode() and "Approved" in late.content.decode()


def test_the_same_decision_in_two_tabs_is_one(in_review, as_, ben, ada, cleo) -> None:
    for person in (ben, ben, ada):
        assert as_(person).post(f"{in_review.get_absolute_url()}approve/", {"note": "Welcome."}).status_code == 302
    assert Protection.objects.count() == Opportunity.objects.count() == 1
    assert mails_to(cleo).filter(subject__contains="pproved").count() == 1


def test_a_withdrawal_between_opening_and_approving(in_review, as_, ben, cleo) -> None:
    tab, url = as_(ben), f"{in_review.get_absolute_url()}approve/"
    assert tab.get(url).status_code == 200
    services.withdraw(cleo, in_review)
    late = tab.post(url, {"note": "Welcome."})
    assert late.status_code == 409 and "Withdrawn" in late.content.decode()
    assert not Protection.objects.exists()


# -- a partner suspended while somebody decides


@pytest.fixture
def suspended(cast):
    Partner.objects.filter(pk=cast.one.pk).update(state="suspended")


def test_a_suspended_partner_gets_no_customer(in_review, suspended, as_, ben) -> None:
    before = everything()
    answer = as_(ben).post(f"{in_review.get_absolute_url()}approve/", {"note": "Welcome."})
    assert answer.status_code == 409 and everything() == before
    assert "Partner One" in answer.content.decode() and "is kept" in answer.content.decode()
    assert services.request_changes(ben, fresh(in_review), ["need"], "How many sites?").state == "action_required"


def test_nor_by_arbitration(contested, in_review, cast, cleo, ada) -> None:
    Partner.objects.filter(pk=cast.two.pk).update(state="suspended")
    for decide in (lambda row: services.share(ada, row, **TOGETHER), lambda row: services.award(ada, row)):
        with pytest.raises(TransitionRefused, match="Partner Two"):
            decide(fresh(contested))
        services.withdraw(cleo, fresh(in_review))
    Partner.objects.filter(pk=cast.two.pk).update(state="active")
    assert services.award(ada, fresh(contested)).state == "approved"


def test_what_a_suspended_partner_was_asked_is_not_lost(in_review, ben, cleo, suspended) -> None:
    asked = services.request_changes(ben, in_review, ["need"], "How many sites?")
    assert services.answer_action_required(cleo, asked, {"need": "Two."}).state == "in_review"
    Partner.objects.update(state="active")
    assert services.approve(ben, fresh(in_review)).state == "approved"


# -- whoever decides is gone


@pytest.fixture
def eve(db):
    """Another sales rep who covers the Netherlands."""
    from partners.models import StaffProfile, Territory

    person = User.objects.create_user("eve@example.com", name="Eve Hart", role="sales_rep", country="NL")
    StaffProfile.objects.create(user=person)
    Territory.objects.create(name="Netherlands", staff=person, countries=["NL"])
    return person


def close(person, gus):
    accounts.deactivate(actor=gus, user=person)


@pytest.mark.parametrize("state", ["in_review", "action_required", "rejecting"])
def test_another_reviewer_decides_by_the_same_time(state, in_state, ben, eve, cleo, gus) -> None:
    row = in_state(state)
    Registration.objects.filter(pk=row.pk).update(reviewer=ben)
    Promise.objects.filter(kind="decide_registration").update(owed_by=ben)
    due = Promise.objects.get(kind="decide_registration").due_at
    Message.objects.all().delete()
    close(ben, gus)
    row, promise = fresh(row), Promise.objects.get(kind="decide_registration")
    assert (row.reviewer, row.state) == (eve, state)
    assert (promise.owed_by, promise.due_at, promise.state) == (eve, due, "open")
    assert mails_to(eve).exists()
    told = mails_to(cleo).get()
    assert "Eve Hart" in told.text and told.reply_to == eve.email
    said = TimelineEntry.objects.filter(partner=row.partner).values_list("sentence", flat=True)
    assert any("account was closed" in sentence for sentence in said)
    if state == "in_review":
        assert services.approve(eve, row).state == "approved"


def test_without_another_rep_the_channel_manager_decides(in_review, ben, ada, gus) -> None:
    close(ben, gus)
    assert fresh(in_review).reviewer == ada
    assert Promise.objects.get(kind="decide_registration").owed_by == ada


def test_what_was_late_gets_a_new_time(in_review, ben, eve, gus) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        assert Promise.objects.get(kind="decide_registration").is_late()
        close(ben, gus)
        assert not Promise.objects.get(kind="decide_registration").is_late()


@pytest.mark.parametrize(
    ("state", "kind", "told"),
    [("contested", "arbitrate", True), ("rejecting", "decide_rejection_review", False)],
)
def test_the_channel_managers_decisions_go_to_another(state, kind, told, in_state, ada, gus, cleo) -> None:
    row = in_state(state)
    Message.objects.all().delete()
    close(ada, gus)
    assert Promise.objects.get(kind=kind, state="open", object_id=row.pk).owed_by == gus
    assert mails_to(gus).exists()
    assert mails_to(cleo).exists() == told


def test_an_appeal_goes_to_another(rejected, cleo, ada, gus) -> None:
    services.appeal(cleo, rejected, "The budget is signed.")
    close(ada, gus)
    assert Promise.objects.get(kind="answer_appeal", state="open").owed_by == gus
    assert services.answer_appeal(gus, fresh(rejected), "It stands.", reopen=False).state == "rejected"


def test_what_a_member_was_asked_goes_to_a_colleague(cast, carl, cleo, ben, ada) -> None:
    row = services.register(carl, None, facts(cast.product))
    services.request_changes(ben, row, ["need"], "How many sites?")
    accounts.deactivate(actor=ada, user=carl)
    assert Promise.objects.get(kind="answer_action_required", state="open").owed_by == cleo
    assert services.answer_action_required(cleo, fresh(row), {"need": "Two."}).state == "in_review"


def test_what_is_decided_stays_as_it_is(approved, ben, gus) -> None:
    close(ben, gus)
    assert (fresh(approved).reviewer, fresh(approved).state) == (ben, "approved")


# -- merged customers


@pytest.fixture
def kept(cast):
    return customers.match_or_create(name="Hofmann Group", domain="hofmann-group.example", country="NL")


def test_customers_merged_while_two_sell_together(cast, co_selling, in_review, kept, dan, ada, ben) -> None:
    merge = merging.merge_customers(ada, kept, in_review.customer, "Their new name")
    assert {row.customer for row in Registration.objects.all()} == {kept}
    assert (fresh(co_selling).shares_with, fresh(in_review).credit_share) == (in_review, 70)
    services.approve(ben, fresh(in_review))
    assert Protection.objects.active().get().customer == kept
    assert services.withdraw(dan, fresh(co_selling)).state == "withdrawn"
    assert fresh(in_review).credit_share == 100
    with pytest.raises(TransitionRefused, match="can no longer be undone"):
        merging.undo_customers(ada, merge, "Two after all")


def test_customers_merged_while_one_waits(cast, contested, in_review, kept, ada, cleo) -> None:
    merging.merge_customers(ada, kept, in_review.customer, "Their new name")
    services.withdraw(cleo, fresh(in_review))
    assert services.award(ada, fresh(contested)).customer == kept


# -- the holder's deal closes while another sells along


@pytest.mark.parametrize(("close_deal", "word"), [("win", "won"), ("lose", "not won")])
def test_the_helpers_part_ends_with_the_deal(close_deal, word, co_selling, in_review, ben, cleo, dan, as_) -> None:
    deal = services.approve(ben, fresh(in_review)).opportunity
    services.win(cleo, deal) if close_deal == "win" else services.lose(cleo, deal, "price")
    row = fresh(co_selling)
    assert (row.state, row.credit_share, row.shares_with) == ("completed", 30, in_review)
    mail = mails_to(dan).latest("pk")
    assert word in mail.text and "Partner One" not in mail.text
    page = as_(dan).get(row.get_absolute_url())
    assert page.status_code == 200 and "Deal closed" in page.content.decode()
    assert services.register(dan, None, facts(deal.product)).state == "in_review"


def test_a_helper_stays_while_the_holder_only_goes(co_selling, in_review, cleo) -> None:
    services.withdraw(cleo, in_review)
    assert fresh(co_selling).state == "co_selling"


# -- money


@pytest.mark.parametrize("amount", ["0", "0.00", "-5", "0.001"])
def test_an_amount_of_nothing(amount, as_, cleo, cast) -> None:
    from .test_registering import typed

    page = as_(cleo).post("/deals/register/", typed(amount=amount))
    assert page.status_code == 422 and not Registration.objects.exists()
    eyes = Eyes(cleo)
    answer = eyes.api("registrations", {**_body(), "amount": amount})
    assert answer.status_code == 422
    assert any(error["field"] == "amount" for error in answer.json()["errors"])


def _body(**changes):
    from .test_api import BODY

    return {**BODY, **changes}


def test_currencies_are_never_counted_into_each_other(cast, cleo, ben, as_) -> None:
    """The portal has no rates: an amount stays in its own currency wherever it is shown or added up."""
    dinars = services.register(cleo, None, facts(cast.product, amount=Money("1000", "KWD")))
    euros = services.register(
        cleo, None, facts(cast.product, company="Visser", website="visser.example", amount=Money("500", "EUR"))
    )
    for row in (dinars, euros):
        services.approve(ben, row)
    page = as_(cleo).get("/deals/").content.decode()
    assert "KWD" in page or "KD" in page
    assert not re.search(r"1[.,\s]?500", page)
    won = services.win(cleo, fresh(dinars).opportunity)
    assert won.amount == Money(Decimal("1000"), "KWD")


# -- links from mails


def test_a_link_that_completes_works_once_and_for_its_person_only(client, as_, in_review, ben, cleo, dan, settings):
    services.request_changes(ben, in_review, ["need"], "How many sites?")
    mail = mails_to(cleo).filter(subject__contains="complete your registration").latest("pk")
    link = re.search(r"http\S+/by-mail/\S+", mail.text).group(0).removeprefix(settings.SITE_URL)
    before = everything()
    for page in (as_(dan).get(link), as_(dan).post(link, {"need": "Ours now"})):
        text = page.content.decode()
        assert page.status_code == 410 and everything() == before
        assert not [word for word in ("Hofmann", in_review.ref, cleo.name, "How many sites") if word in text]
    assert client.post(link, {"need": "Two."}).status_code == 200
    assert (fresh(in_review).state, fresh(in_review).need) == ("in_review", "Two.")
    after = everything()
    again = client.post(link, {"need": "Three."})
    assert again.status_code == 410 and "Hofmann" not in again.content.decode() and everything() == after


def test_a_link_dies_with_its_person(client, in_review, ben, cleo, gus, cast, settings) -> None:
    services.request_changes(ben, in_review, ["need"], "How many sites?")
    mail = mails_to(cleo).filter(subject__contains="complete your registration").latest("pk")
    link = re.search(r"http\S+/by-mail/\S+", mail.text).group(0).removeprefix(settings.SITE_URL)
    close(cleo, gus)
    assert client.get(link).status_code == 410
    assert Member.objects.filter(partner=cast.one, user__is_active=True).exists()
