"""The chain of approvals: who is asked, one after the other, and what can go wrong on the way."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from deals import selectors, services
from deals.approvals import Link, Standing, Step, standing, step_from, steps_for
from deals.enums import Because
from deals.models import Approval, ApprovalPolicy, Registration
from leads.models import Customer
from partners.models import StaffProfile
from prm.accounts.models import User
from prm.core.errors import InvalidInput, NotAllowed
from prm.outbox.models import Message
from prm.promises.models import Promise
from tests.cast import _user

from .conftest import LETTER
from .test_api import call  # noqa: F401
from .test_races import at_once

LARGE = Step("channel_manager", Decimal(1), {"EUR": Decimal(50000)})
OF_PRODUCT = Step("specialist", Decimal(2), {}, frozenset({"gtx-pro"}))
LAST_WORD = Step("administrator", Decimal(1), {"EUR": Decimal(80000)})

# -- pure: which steps apply

CURRENCIES = ("EUR", "USD", "JPY")
money = st.decimals(Decimal("0.01"), Decimal(999999), places=2)
steps = st.builds(
    Step,
    who=st.sampled_from(["specialist", "channel_manager", "administrator"]),
    days=st.decimals(Decimal("0.5"), 30, places=1),
    over=st.dictionaries(st.sampled_from(CURRENCIES), money, max_size=2),
    products=st.frozensets(st.sampled_from(["a", "b"]), max_size=2),
)
policies = st.lists(steps, max_size=4)
facts_of_deals = st.fixed_dictionaries(
    {"amount": money, "currency": st.sampled_from(CURRENCIES), "product": st.sampled_from(["a", "b", "c"])}
)


def asked(policy, **deal):
    return [one.step.who for one in steps_for(policy, **deal)]


@given(policy=policies, deal=facts_of_deals)
def test_nobody_is_asked_twice_and_the_order_is_the_policys(policy, deal) -> None:
    found = [one.step for one in steps_for(policy, **deal)]
    assert len({step.who for step in found}) == len(found)
    places = [policy.index(step) for step in found]
    assert places == sorted(places)


@given(policy=policies, deal=facts_of_deals, more=money)
def test_a_larger_amount_never_asks_fewer(policy, deal, more) -> None:
    larger = {**deal, "amount": deal["amount"] + more}
    assert set(asked(policy, **deal)) <= set(asked(policy, **larger))


@given(policy=policies, deal=facts_of_deals)
def test_a_currency_without_a_limit_asks_everybody_an_amount_could_ask(policy, deal) -> None:
    unlimited = {**deal, "currency": "CHF"}
    assert set(asked(policy, **deal)) <= set(asked(policy, **unlimited))
    unknown = {**deal, "amount": None}
    assert set(asked(policy, **unknown)) <= set(asked(policy, **deal))


@given(step=steps)
def test_a_step_is_kept_as_it_is(step) -> None:
    assert step_from(step.as_json()) == step


@pytest.mark.parametrize(
    ("amount", "currency", "product", "because"),
    [
        (50000, "EUR", "x", None),
        ("50000.01", "EUR", "x", Because.AMOUNT),
        (1, "USD", "x", Because.CURRENCY),
        (None, "", "x", None),
    ],
)
def test_the_limit_itself_is_not_above_it(amount, currency, product, because) -> None:
    value = None if amount is None else Decimal(amount)
    found = steps_for([LARGE], amount=value, currency=currency, product=product)
    assert [one.because for one in found] == ([because] if because else [])


# -- pure: whose turn it is

chains = st.lists(st.integers(1, 6), min_size=1, max_size=4, unique=True)


@given(people=chains, tries=st.lists(st.integers(1, 8), max_size=30), channel=st.frozensets(st.integers(1, 8)))
def test_whoever_tries_steps_are_given_in_order_and_nobody_gives_two(people, tries, channel) -> None:
    chain = [Link(person) for person in people]
    for person in tries:
        open_at = next((place for place, link in enumerate(chain) if link.approved_by is None), None)
        if standing(person, chain, steps_in=person in channel) == Standing.TURN:
            assert open_at is not None
            assert chain[open_at].person == person or person in channel
            chain[open_at] = Link(chain[open_at].person, person)
    given_by = [link.approved_by for link in chain if link.approved_by is not None]
    assert len(set(given_by)) == len(given_by)
    assert [link.approved_by is None for link in chain] == sorted(link.approved_by is None for link in chain)


@given(people=chains)
def test_without_anybody_stepping_in_it_is_one_persons_turn(people) -> None:
    chain = [Link(people[0], people[0]), *(Link(person) for person in people[1:])]
    turns = [person for person in range(1, 9) if standing(person, chain, steps_in=False) == Standing.TURN]
    assert turns == people[1:2]


# -- with rows


@pytest.fixture
def policy(db):
    """`policy(LARGE)`: these further steps are in force."""

    def made(*further):
        ApprovalPolicy.objects.filter(is_current=True).update(is_current=False)
        kept = [step.as_json() for step in further]
        return ApprovalPolicy.objects.create(number=ApprovalPolicy.objects.count() + 1, is_current=True, steps=kept)

    return made


@pytest.fixture
def large(policy, register, cleo):
    """84,000 EUR, above the limit: Ben, then Ada."""
    policy(LARGE)
    return register(cleo)


def fresh(row):
    return Registration.objects.get(pk=row.pk)


def chain(row):
    return [(one.person.name, one.approved_by and one.approved_by.name) for one in fresh(row).approvals.all()]


def decisions(row):
    rows = Promise.objects.about(row).filter(kind="decide_registration").order_by("pk")
    return [(one.owed_by.name, one.state) for one in rows]


def test_two_people_approve_a_large_deal(large, ben, ada) -> None:
    assert chain(large) == [("Ben Alder", None), ("Ada Lind", None)]
    row = services.approve(ben, large, "They are serious.")
    assert (row.state, row.decider, fresh(row).opportunity) == ("in_review", ada, None)
    assert not hasattr(fresh(row), "protection")
    assert decisions(row) == [("Ben Alder", "kept"), ("Ada Lind", "open")]
    row = services.approve(ada, row)
    assert (row.state, row.decider) == ("approved", ben)
    assert fresh(row).protection.is_active and row.opportunity.sales_rep == ben
    assert decisions(row) == [("Ben Alder", "kept"), ("Ada Lind", "kept")]
    assert chain(row) == [("Ben Alder", "Ben Alder"), ("Ada Lind", "Ada Lind")]


def test_a_small_deal_needs_the_reviewer_alone(policy, register, cleo, ben) -> None:
    policy(LARGE)
    row = register(cleo, amount=Money("50000", "EUR"))
    assert chain(row) == [("Ben Alder", None)]
    assert services.approve(ben, row).state == "approved"


def test_each_next_person_has_a_clock_of_their_own(large, ben, ada) -> None:
    services.approve(ben, large)
    promise = Promise.objects.about(large).get(state="open", kind="decide_registration")
    assert promise.owed_by == ada and promise.allowed_hours == pytest.approx(8)
    assert {"remind", "owner", "channel"} <= set(promise.nudges.values_list("step", flat=True))


def test_the_next_person_cannot_be_quicker(large, ben, ada, cast) -> None:
    with pytest.raises(NotAllowed, match="Ben Alder decides first"):
        services.approve(ada, large)
    services.approve(ben, large)
    assert fresh(large).state == "in_review"


def test_whoever_approved_once_changes_nothing_by_doing_it_again(large, ben) -> None:
    services.approve(ben, large)
    mails, promises = Message.objects.count(), Promise.objects.count()
    assert services.approve(ben, large).state == "in_review"
    assert (Message.objects.count(), Promise.objects.count()) == (mails, promises)
    assert chain(large)[1] == ("Ada Lind", None)


def test_one_who_steps_in_gives_one_step_only(large, cast, ada) -> None:
    services.approve(cast.gus, large)
    assert services.approve(cast.gus, large).state == "in_review"
    assert chain(large) == [("Ben Alder", "Gus Weber"), ("Ada Lind", None)]
    assert services.approve(ada, large).state == "approved"


@pytest.mark.django_db(transaction=True)
def test_two_tabs_approve_one_step_once(large, ben, ada) -> None:
    """And the colleague who presses at the same moment gives their own step, or is told that it is not yet open."""
    results = at_once(*[lambda: services.approve(ben, large)] * 3, lambda: services.approve(ada, large))
    assert all(isinstance(one, Registration | NotAllowed) for one in results)
    row = fresh(large)
    assert row.approvals.exclude(approved_at=None).count() == (2 if row.state == "approved" else 1)
    assert Promise.objects.about(row).filter(kind="decide_registration", owed_by=ben).count() == 1
    assert Message.objects.filter(channel="mail", recipient=ada, key__contains="your-step").count() == 1


def test_an_amount_in_a_currency_without_a_limit_counts_as_large(policy, register, cleo) -> None:
    policy(LARGE)
    row = register(cleo, amount=Money("10", "CHF"))
    assert [one.because for one in row.approvals.all()] == ["routed", "currency"]


def test_a_specialist_of_the_product_is_asked_unless_they_review_it(policy, register, cast, cleo, dan) -> None:
    policy(OF_PRODUCT)
    hal = _user("Hal Meyer", "sales_rep")
    StaffProfile.objects.create(user=hal).products.add(cast.product)
    row = register(cleo)
    assert chain(row) == [("Ben Alder", None), ("Hal Meyer", None)]
    services.approve(cast.ben, row)
    assert [one.ref for one in selectors.registrations_to_decide(hal)] == [row.ref]
    assert not selectors.registrations_to_decide(cast.ben).exists()
    cast.ben.staff_profile.products.add(cast.product)
    assert chain(register(dan, company="Other", website="other.example", country="DE")) == [("Ben Alder", None)]


def test_a_second_pair_of_eyes_is_somebody_else(policy, register, cast, cleo) -> None:
    """Ada reviews what nobody else can; above the limit an administrator approves too, not Ada again."""
    policy(LARGE)
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert chain(register(cleo)) == [("Ada Lind", None), ("Gus Weber", None)]


def test_somebody_who_has_left_is_replaced_when_the_step_opens(large, cast, ben, ada) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    row = services.approve(ben, large)
    assert row.decider == cast.gus
    assert decisions(row)[-1] == ("Gus Weber", "open")
    assert services.approve(cast.gus, row).state == "approved"


def test_somebody_who_leaves_while_it_is_their_turn_is_stood_in_for(large, cast, ben, ada) -> None:
    services.approve(ben, large)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    ada.refresh_from_db()
    with pytest.raises(NotAllowed):
        services.approve(ada, large)
    assert services.approve(cast.gus, large).state == "approved"


def test_a_later_version_changes_nothing_of_what_was_sent(large, policy, ben, ada) -> None:
    policy()
    assert services.approve(ben, large).state == "in_review"
    assert services.approve(ada, large).state == "approved"


def test_any_step_may_ask_for_more(large, ben, ada, cleo) -> None:
    services.approve(ben, large)
    with pytest.raises(NotAllowed, match="Ada Lind"):
        services.request_changes(ben, large, ["need"], "How many?")
    services.request_changes(ada, large, ["need"], "How many?")
    assert Promise.objects.about(large).get(owed_by=ada, kind="decide_registration").paused_at is not None
    row = services.answer_action_required(cleo, large, {"need": "Four."})
    assert (row.state, row.decider) == ("in_review", ada)
    assert Promise.objects.about(large).get(owed_by=ada, kind="decide_registration").paused_at is None
    mail = Message.objects.filter(channel="mail", key__contains="answered").get()
    assert mail.recipient == ada


def test_another_amount_asks_everybody_again(policy, register, cleo, ben, ada, cast) -> None:
    policy(LARGE, LAST_WORD)
    row = register(cleo, amount=Money("60000", "EUR"))
    services.approve(ben, row)
    services.request_changes(ada, row, ["amount"], "Is this all?")
    row = services.answer_action_required(cleo, row, {"amount": Money("90000", "EUR")})
    assert row.decider == ben
    assert chain(row) == [("Ben Alder", None), ("Ada Lind", None), ("Gus Weber", None)]
    assert decisions(row) == [("Ben Alder", "kept"), ("Ada Lind", "released"), ("Ben Alder", "open")]
    for person in (ben, ada, cast.gus):
        row = services.approve(person, row)
    assert row.state == "approved"


def test_any_step_may_start_a_rejection(large, cast, ben, ada) -> None:
    services.approve(ben, large)
    row = services.start_rejection(ada, large, **LETTER)
    row = services.confirm_rejection(cast.gus, row)
    assert row.state == "rejected"
    assert decisions(row) == [("Ben Alder", "kept"), ("Ada Lind", "kept")]


def test_reopened_after_an_appeal_it_begins_with_the_reviewer(large, cast, cleo, ben, ada) -> None:
    services.approve(ben, large)
    services.confirm_rejection(cast.gus, services.start_rejection(ada, large, **LETTER))
    services.appeal(cleo, large, "The budget is signed.")
    row = services.answer_appeal(ada, large, "You are right.", reopen=True)
    assert row.decider == ben
    assert chain(row) == [("Ben Alder", None), ("Ada Lind", None)]


def test_the_open_step_is_handed_on_but_not_to_somebody_who_has_another(large, cast, ben, ada) -> None:
    services.approve(ben, large)
    with pytest.raises(InvalidInput, match="another step"):
        services.reassign_reviewer(ada, large, ben)
    row = services.reassign_reviewer(ada, large, cast.gus)
    assert (row.reviewer, row.decider) == (ben, cast.gus)
    assert decisions(row)[-1] == ("Gus Weber", "open")
    assert services.approve(cast.gus, row).opportunity.sales_rep == ben


def test_a_conflict_decided_for_it_still_asks_the_steps_above_the_manager(policy, register, cast) -> None:
    policy(LARGE, LAST_WORD)
    holder = register(cast.dan)
    row = register(cast.cleo)
    assert row.state == "contested" and not row.approvals.exists()
    services.withdraw(cast.dan, holder)
    row = services.award(cast.ada, row, "First contact was yours.")
    assert (row.state, row.decider) == ("in_review", cast.gus)
    assert chain(row)[:2] == [("Ben Alder", "Ada Lind"), ("Ada Lind", "Ada Lind")]
    assert register(cast.dan).state == "contested"
    assert services.approve(cast.gus, row).state == "approved"


def test_a_registration_from_before_the_chains_is_approved_by_its_reviewer(in_review, ben) -> None:
    Approval.objects.all().delete()
    assert services.approve(ben, in_review).state == "approved"


# -- pages, mails, API


def test_both_sides_see_the_chain_and_no_limit(large, as_, ben, cleo, ada) -> None:
    services.approve(ben, large)
    for person in (cleo, ada):
        page = as_(person).get(large.get_absolute_url()).content.decode()
        for words in ("Who decides", "Ben Alder", "approved", "Ada Lind", "because of the amount"):
            assert words in page, (person, words)
    page = as_(cleo).get(large.get_absolute_url()).content.decode()
    assert "50,000" not in page and "50000" not in page


def test_the_page_offers_to_approve_only_to_whose_turn_it_is(large, as_, ben, ada) -> None:
    url = large.get_absolute_url()
    assert f"{url}approve/" in as_(ben).get(url).content.decode()
    assert f"{url}approve/" not in as_(ada).get(url).content.decode()
    page = as_(ben).get(f"{url}approve/").content.decode()
    assert "After you Ada Lind decides" in page
    done = as_(ben).post(f"{url}approve/", {"note": ""}, follow=True).content.decode()
    assert "Ada Lind decides next" in done
    assert f"{url}approve/" in as_(ada).get(url).content.decode()
    assert f"{url}approve/" not in as_(ben).get(url).content.decode()


def test_the_partner_learns_nothing_of_a_rejection_from_the_chain(large, as_, ben, ada, cleo) -> None:
    services.approve(ben, large)
    before = as_(cleo).get(large.get_absolute_url()).content.decode()
    services.start_rejection(ada, large, **LETTER)
    after = as_(cleo).get(large.get_absolute_url()).content.decode()
    assert after.count("step-current") == before.count("step-current")
    assert "step-stopped" not in after


ASKED = {"company": "Hofmann", "product": "gtx-pro", "country": "NL", "amount": "84000", "currency": "EUR"}


def test_before_sending_a_member_reads_who_will_decide(policy, as_, cleo) -> None:
    policy(LARGE, LAST_WORD)
    page = as_(cleo).post("/deals/deciders/", ASKED).content.decode()
    assert [page.index(name) for name in ("Ben Alder", "Ada Lind", "Gus Weber")] == sorted(
        page.index(name) for name in ("Ben Alder", "Ada Lind", "Gus Weber")
    )
    assert "because of the amount" in page and "80,000" not in page
    small = as_(cleo).post("/deals/deciders/", {**ASKED, "amount": "5"}).content.decode()
    assert "Ben Alder" in small and "Ada Lind" not in small


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"product": "no-such"},
        {**ASKED, "amount": "NaN"},
        {**ASKED, "amount": "1e999999"},
        {**ASKED, "amount": "-1"},
        {**ASKED, "currency": "???"},
        {**ASKED, "country": "<b>", "postcode": "x" * 5000, "company": "y" * 5000},
    ],
)
def test_whatever_is_typed_the_outlook_answers(typed, policy, as_, cleo) -> None:
    policy(LARGE)
    assert as_(cleo).post("/deals/deciders/", typed).status_code == 200


def test_the_outlook_is_what_then_happens(policy, register, as_, cleo) -> None:
    policy(LARGE)
    page = as_(cleo).post("/deals/deciders/", {**ASKED, "company": "Hofmann Logistik GmbH"}).content.decode()
    row = register(cleo)
    assert all(one.person.name in page for one in row.approvals.select_related("person"))
    assert page.count("(to come)") == row.approvals.count() and "stopped" not in page


def test_the_outlook_says_nothing_of_what_we_know_of_the_customer(policy, as_, cleo, register, dan) -> None:
    policy(LARGE)
    before = as_(cleo).post("/deals/deciders/", ASKED).content
    register(dan, company="Hofmann", website="")
    Customer.objects.update(industry="bank", size="xl", region="North")
    assert as_(cleo).post("/deals/deciders/", ASKED).content == before


def test_the_form_shows_it_without_scripts(policy, as_, cleo) -> None:
    policy(LARGE)
    page = as_(cleo).post("/deals/register/", {**ASKED, "intent": "check"}).content.decode()
    assert "Who will decide" in page and "Ada Lind" in page


def test_the_api_tells_the_chain(call, large, cleo, ben) -> None:  # noqa: F811
    services.approve(ben, large)
    found = call(cleo, "get", f"registrations/{large.ref}").json()["approvals"]
    assert [(one["approver"], one["because"], one["person"]["name"]) for one in found] == [
        ("reviewer", "routed", "Ben Alder"),
        ("channel_manager", "amount", "Ada Lind"),
    ]
    assert found[0]["approved_at"] and found[1]["approved_at"] is None
    answer = call(ben, "post", f"registrations/{large.ref}/approve")
    assert (answer.status_code, answer.json()["state"]) == (200, "in_review")


def test_the_partner_and_the_next_person_are_told(large, ben, ada, cleo) -> None:
    services.approve(ben, large)
    mails = Message.objects.filter(channel="mail")
    theirs = mails.get(recipient=ada, key__contains="your-step")
    ours = mails.get(recipient=cleo, key__contains="step-approved")
    assert "because of the amount" in theirs.text and "Ada Lind decides next" in ours.text
    assert "50,000" not in ours.text and (theirs.reply_to, ours.reply_to) == (ben.email, ben.email)


# -- the policy


def test_a_change_is_a_new_version(as_, ada, ben) -> None:
    url = "/settings/approvals/"
    assert as_(ben).get(url).status_code == 403
    assert as_(ada).get(url).status_code == 200
    typed = {"who_1": "channel_manager", "days_1": "1", "over_1_EUR": "50000"}
    assert as_(ada).post(url, typed).status_code == 302
    assert as_(ada).post(url, typed).status_code == 302  # nothing changes
    found = selectors.current_approvals()
    assert (found.number, found.made_by, found.further) == (2, ada, [LARGE])
    assert as_(ada).post(url, {"who_1": "channel_manager", "days_1": "0"}).status_code == 422
    assert as_(ada).post(url, {"who_1": "reviewer"}).status_code == 422
    assert selectors.current_approvals() == found


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (Step("reviewer"), "who_1"),
        (Step("boss"), "who_1"),
        (Step("administrator", Decimal(0)), "days_1"),
        (Step("administrator", Decimal(31)), "days_1"),
        (Step("administrator", over={"EUR": Decimal(0)}), "over_1_EUR"),
        (Step("administrator", over={"EUR": Decimal("NaN")}), "over_1_EUR"),
        (Step("administrator", over={"ZZZ": Decimal(1)}), "over_1_ZZZ"),
        (Step("administrator", products=frozenset({"no-such"})), "products_1"),
    ],
)
def test_steps_that_make_no_sense_are_refused(step, field, ada) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.change_approvals(ada, [step])
    assert field in refused.value.fields


def test_only_the_channel_sets_it(ben, cleo) -> None:
    for person in (ben, cleo):
        with pytest.raises(NotAllowed):
            services.change_approvals(person, [LARGE])


def test_no_approval_falls_due_at_once(policy, register, cleo, ben, ada) -> None:
    """The second clock starts when the first ends, whenever that is."""
    policy(LARGE)
    row = register(cleo)
    promise = Promise.objects.about(row).get(kind="decide_registration")
    services.approve(ben, row)
    second = Promise.objects.about(row).get(kind="decide_registration", owed_by=ada)
    assert second.started_at >= promise.started_at
    assert timezone.now() < second.due_at < timezone.now() + timedelta(days=12)
