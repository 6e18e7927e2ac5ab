"""One fee, several partners: parts that add up to the last cent, each for its own partner's eyes only."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from deals import services
from deals.incentives import services as fees
from deals.incentives.models import Fee, MdfRequest
from deals.incentives.plans import split
from deals.incentives.selectors import coming_if_won, whole_of
from deals.incentives.services.budgets import budget_for
from deals.models import Opportunity, Registration
from deals.services.crediting import change_credit, change_shares
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.core.models import TimelineEntry
from prm.core.money import smallest_unit
from prm.outbox.models import Message

from .conftest import TOGETHER
from .test_api import call  # noqa: F401
from .test_races import at_once

CURRENCIES = ("EUR", "JPY", "KWD")
weights = st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any)
units = st.integers(-(10**13), 10**13)


@given(count=units, shares=weights, currency=st.sampled_from(CURRENCIES))
def test_the_parts_are_the_whole_to_the_last_unit(count, shares, currency) -> None:
    unit = smallest_unit(currency)
    amount = count * unit
    parts = split(amount, shares, currency)
    assert sum(parts) == amount
    for part, share in zip(parts, shares, strict=True):
        assert part % unit == 0
        assert abs(part - amount * share / sum(shares)) < unit
        assert share or not part
    assert split(-amount, shares, currency) == [-part for part in parts]


@given(count=units, shares=st.permutations([50, 30, 20]))
def test_a_larger_share_is_never_less(count, shares) -> None:
    parts = dict(zip(shares, split(abs(count) * Decimal("0.01"), shares, "EUR"), strict=True))
    assert parts[50] >= parts[30] >= parts[20]


@pytest.mark.parametrize(("amount", "shares"), [("1", []), ("1", [0]), ("1", [-1, 2]), ("0.001", [1])])
def test_what_cannot_be_split_is_refused(amount, shares) -> None:
    with pytest.raises(ValueError):
        split(Decimal(amount), shares, "EUR")


# -- won together


@pytest.fixture
def together(plan, contested, in_review, ben, ada):
    """Partner one's deal, of which partner two has 30 %."""
    services.share(ada, contested, **TOGETHER)
    return services.approve(ben, in_review).opportunity


@pytest.fixture
def won(together, cleo):
    return services.win(cleo, together, Money("1000.01", "EUR"))


def parts(deal):
    found = Fee.objects.filter(opportunity=deal, corrects=None).order_by("pk")
    return {fee.partner.name: fee for fee in found}


def wholes(deal):
    return {name: whole_of(fee) for name, fee in parts(deal).items()}


def test_a_fee_is_divided_by_the_shares(won, dan, carl) -> None:
    """20 % of 1,000.01 are 200.00: 140 for the one, 60 for the other."""
    found = parts(won)
    assert {name: fee.amount.amount for name, fee in found.items()} == {
        "Partner One": Decimal("140.00"),
        "Partner Two": Decimal("60.00"),
    }
    for fee in found.values():
        assert sum(Decimal(line["amount"]) for line in fee.lines) == fee.amount.amount
    two = found["Partner Two"]
    assert (two.referrer, two.campaign.partner) == (dan.member, dan.member.partner)
    assert [fee.lines[-1]["label"] for fee in found.values()] == [
        "Your share of the credit, 70 %",
        "30 % of the fee for the deal, your share of the credit",
    ]


def test_who_shared_keeps_its_share_when_the_deal_is_won(won, contested, dan) -> None:
    row = Registration.objects.get(pk=contested.pk)
    assert (row.state, row.credit_share) == ("completed", 30)
    with pytest.raises(TransitionRefused):
        services.withdraw(dan, row)


def test_who_leaves_before_gives_its_share_back(together, contested, dan, cleo) -> None:
    services.withdraw(dan, contested)
    assert wholes(services.win(cleo, together, Money("1000", "EUR"))) == {"Partner One": Decimal("200.00")}


SECRETS = ("Partner One", "Hofmann Logistik GmbH", "Cleo", "Carl", "Gold", "1,000.01", "1000.01", "140")


def test_each_reads_its_own_part_only(won, as_, dan, call, ada) -> None:  # noqa: F811
    two = parts(won)["Partner Two"]
    texts = {
        "page": as_(dan).get(two.get_absolute_url()).content.decode(),
        "list": as_(dan).get("/fees/").content.decode(),
        "file": as_(dan).get("/fees/?export=csv").content.decode(),
        "statement": as_(dan).get("/fees/statement/").content.decode(),
        "api": call(dan, "get", f"fees/{two.ref}").content.decode(),
        **{mail.key: mail.subject + mail.text for mail in Message.objects.filter(recipient=dan)},
    }
    for where, text in texts.items():
        for secret in (*SECRETS, won.ref, parts(won)["Partner One"].ref):
            assert secret not in text, (secret, where)
    assert "HOFMANN Logistik" in texts["list"] and "HOFMANN Logistik" in texts["page"]
    assert as_(dan).get(parts(won)["Partner One"].get_absolute_url()).status_code == 404


def test_a_search_does_not_tell_how_the_other_writes_it(won, as_, dan) -> None:
    two = parts(won)["Partner Two"].ref
    assert two not in as_(dan).get("/fees/?q=GmbH").content.decode()
    assert two not in as_(dan).get(f"/fees/?q={won.ref}").content.decode()
    assert two in as_(dan).get("/fees/?q=hofmann").content.decode()


def test_the_api_names_the_registration_in_place_of_the_deal(won, call, dan, cleo, contested) -> None:  # noqa: F811
    found = parts(won)
    theirs = call(dan, "get", f"fees/{found['Partner Two'].ref}").json()
    assert (theirs["deal"], theirs["registration"]) == (None, contested.ref)
    ours = call(cleo, "get", f"fees/{found['Partner One'].ref}").json()
    assert (ours["deal"], ours["registration"]) == (won.ref, None)


def test_one_first_fee_per_partner(won) -> None:
    fee = parts(won)["Partner Two"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Fee.objects.create(
            opportunity=won, plan=fee.plan, base=fee.base, amount=fee.amount, due_on=fee.due_on, partner=fee.partner
        )


def test_what_may_come_is_the_own_share(together, cast) -> None:
    assert [one.all for one in coming_if_won(cast.one)] == [Decimal("11760.00")]


def test_a_part_of_less_than_a_cent_is_none(together, cleo) -> None:
    deal = services.win(cleo, together, Money("0.05", "EUR"))
    assert wholes(deal) == {"Partner One": Decimal("0.01")}


# -- another decision afterwards


def decide(ada, deal, contested, percent, reason="Dan did most of it."):
    holder = Registration.objects.get(opportunity=deal)
    return change_shares(ada, deal, {holder.ref: 100 - percent, contested.ref: percent}, reason)


def paid(fay, fee):
    fees.approve_fee(fay, fee)
    return fees.pay_fee(fay, fee, "SEPA 1")


def test_another_share_corrects_what_was_earned(won, contested, ada, fay, dan, cleo) -> None:
    one, two = parts(won).values()
    paid(fay, one)
    before = Fee.objects.filter(pk__in=[one.pk, two.pk]).order_by("pk").values()
    before = list(before)
    decide(ada, won, contested, 45)
    assert list(Fee.objects.filter(pk__in=[one.pk, two.pk]).order_by("pk").values()) == before
    assert wholes(won) == {"Partner One": Decimal("110.00"), "Partner Two": Decimal("90.00")}
    made = list(Fee.objects.filter(opportunity=won).exclude(corrects=None).order_by("pk"))
    assert [(fee.amount.amount, fee.reason) for fee in made] == [
        (Decimal("-30.00"), "Dan did most of it."),
        (Decimal("30.00"), "Dan did most of it."),
    ]
    mails = Message.objects.filter(channel="mail", key__endswith="/mail", subject__contains="your share has changed")
    assert {mail.recipient for mail in mails} == {dan, cleo}
    for mail in mails.filter(recipient=dan):
        assert "Partner One" not in mail.text and "45 %" in mail.text and "55 %" not in mail.text


def test_the_same_decision_twice_changes_nothing(won, contested, ada) -> None:
    decide(ada, won, contested, 45)
    count, lines = Fee.objects.count(), TimelineEntry.objects.count()
    decide(ada, won, contested, 45)
    assert (Fee.objects.count(), TimelineEntry.objects.count()) == (count, lines)


@given(path=st.lists(st.integers(1, 99), max_size=5))
def test_however_often_it_is_decided_the_whole_stays(path) -> None:
    whole = Decimal("200.01")
    at = dict(enumerate(split(whole, [70, 30], "EUR")))
    for percent in path:
        wanted = split(sum(at.values()), [100 - percent, percent], "EUR")
        at = {place: at[place] + (wanted[place] - at[place]) for place in at}
    assert sum(at.values()) == whole and min(at.values()) >= 0


def test_before_it_is_won_only_the_shares_change(together, contested, ada, cleo) -> None:
    decide(ada, together, contested, 50)
    assert not Fee.objects.exists()
    assert wholes(services.win(cleo, together, Money("1000", "EUR"))) == {
        "Partner One": Decimal("100.00"),
        "Partner Two": Decimal("100.00"),
    }


def test_a_cancelled_part_stays_cancelled(won, contested, ada, fay) -> None:
    fees.cancel_fee(fay, parts(won)["Partner Two"], "They did nothing.")
    decide(ada, won, contested, 90)
    assert wholes(won) == {"Partner One": Decimal("140.00"), "Partner Two": Decimal(0)}


@pytest.mark.parametrize("shares", [{}, {"holder": 70}, {"holder": 70, "other": 31}, {"holder": 100, "other": 0}])
def test_shares_that_do_not_add_up_are_refused(shares, won, contested, in_review, ada) -> None:
    refs = {"holder": in_review.ref, "other": contested.ref}
    with pytest.raises(InvalidInput):
        change_shares(ada, won, {refs[name]: share for name, share in shares.items()}, "Because.")
    assert wholes(won)["Partner Two"] == Decimal("60.00")


@pytest.mark.parametrize("reason", ["  ", "Partner Two did it."])
def test_a_reason_is_needed_and_names_nobody(reason, won, contested, ada) -> None:
    with pytest.raises(InvalidInput) as refused:
        decide(ada, won, contested, 45, reason)
    assert "reason" in refused.value.fields


def test_only_the_channel_decides_and_only_where_somebody_shares(won, contested, cast, approved_alone) -> None:
    for person in (cast.ben, cast.fay, cast.cleo, cast.dan):
        with pytest.raises(NotAllowed):
            decide(person, won, contested, 45)
    with pytest.raises(TransitionRefused):
        change_shares(cast.ada, approved_alone.opportunity, {approved_alone.ref: 100}, "Because.")


@pytest.fixture
def approved_alone(register, cleo, ben):
    return services.approve(ben, register(cleo, company="Zuidema", website="z.example"))


def test_the_page_decides(won, contested, in_review, as_, ada, cleo) -> None:
    assert f"/deals/{won.ref}/shares/" in as_(ada).get(f"/deals/{won.ref}/credit/").content.decode()
    typed = {f"share_{in_review.ref}": "55", f"share_{contested.ref}": "45", "reason": "Both did."}
    assert as_(ada).post(f"/deals/{won.ref}/shares/", {**typed, "reason": ""}).status_code == 422
    assert as_(ada).post(f"/deals/{won.ref}/shares/", typed).status_code == 302
    assert wholes(won)["Partner Two"] == Decimal("90.00")
    page = as_(cleo).get(won.get_absolute_url()).content.decode()
    assert "Partner Two" not in page


def test_other_credit_within_a_partner_leaves_the_others_alone(won, ada, dan, carl, cast) -> None:
    change_credit(ada, won, referrer=carl.member, campaign=won.campaign, reason="Carl did it.")
    found = parts(won)
    assert (found["Partner One"].referrer, found["Partner Two"].referrer) == (carl.member, dan.member)


# -- taken back


def test_finance_takes_back_from_all_by_their_shares(won, fay) -> None:
    one = paid(fay, parts(won)["Partner One"])
    made = fees.claw_back_by_shares(fay, one, Decimal("100.01"), "Half of it came back.")
    assert [fee.amount.amount for fee in made] == [Decimal("-70.01"), Decimal("-30.00")]
    assert [fee.state for fee in made] == ["approved", "accrued"]
    assert wholes(won) == {"Partner One": Decimal("69.99"), "Partner Two": Decimal("30.00")}


def test_all_of_it_or_nothing(won, fay) -> None:
    one = paid(fay, parts(won)["Partner One"])
    fees.claw_back(fay, one, Decimal("140"), "All came back.")
    with pytest.raises(InvalidInput):
        fees.claw_back_by_shares(fay, one, Decimal("100"), "Again.")
    assert wholes(won)["Partner Two"] == Decimal("60.00")


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "200.01"])
def test_amounts_that_make_no_sense_are_refused(amount, won, fay) -> None:
    one = paid(fay, parts(won)["Partner One"])
    with pytest.raises(InvalidInput):
        fees.claw_back_by_shares(fay, one, Decimal(amount), "Because.")


def test_a_disputed_part_is_answered_first(won, fay, dan) -> None:
    one, two = parts(won).values()
    paid(fay, one)
    fees.dispute_fee(dan, two, "It should be more.")
    with pytest.raises(TransitionRefused):
        fees.claw_back_by_shares(fay, one, Decimal("10"), "Because.")


def test_the_page_offers_it_where_it_is_shared(won, as_, fay) -> None:
    one = paid(fay, parts(won)["Partner One"])
    url = f"{one.get_absolute_url()}claw-back/"
    assert "by_shares" in as_(fay).get(url).content.decode()
    assert as_(fay).post(url, {"amount": "100", "by_shares": "on", "reason": "Came back."}).status_code == 302
    assert wholes(won) == {"Partner One": Decimal("70.00"), "Partner Two": Decimal("30.00")}


# -- at the same moment


@pytest.mark.django_db(transaction=True)
def test_won_while_the_other_leaves(together, contested, cleo, dan) -> None:
    """Whichever comes first holds, and the parts are the whole."""
    results = at_once(
        lambda: services.win(cleo, together, Money("1000", "EUR")), lambda: services.withdraw(dan, contested)
    )
    assert isinstance(results[0], Opportunity), results
    found = wholes(together)
    left = Registration.objects.get(pk=contested.pk).state == "withdrawn"
    assert isinstance(results[1], TransitionRefused) != left
    assert found == ({"Partner One": Decimal("200.00")} if left else {"Partner One": 140, "Partner Two": 60})


@pytest.mark.django_db(transaction=True)
def test_two_decide_the_shares_at_once(won, contested, ada, cast) -> None:
    results = at_once(
        lambda: decide(ada, won, contested, 45), lambda: decide(cast.gus, won, contested, 10, "Less than that.")
    )
    assert all(isinstance(one, Opportunity) for one in results), results
    percent = Registration.objects.get(pk=contested.pk).credit_share
    assert wholes(won) == {"Partner One": Decimal(2 * (100 - percent)), "Partner Two": Decimal(2 * percent)}


# -- what campaigns won


def won_by_campaign(client, campaign):
    panels = client.get(campaign.get_absolute_url()).context["panels"]
    figures = [figure for panel in panels for figure in panel.context["figures"]]
    return next((one.value, one.hint) for one in figures if one.label == "Won by the campaign, EUR")


def test_what_a_campaign_won_follows_the_shares(won, as_, cleo, dan) -> None:
    """Of 1,000.01 they have 70 and 30 %; each reads its own part, and the other's deal nowhere."""
    campaigns = [member.member.partner.campaigns.get(is_default=True) for member in (cleo, dan)]
    for member, campaign in zip((cleo, dan), campaigns, strict=True):
        budget = budget_for(campaign.partner, won.closed_at.year, "EUR")
        MdfRequest.objects.create(
            partner=campaign.partner, member=member.member, budget=budget, campaign=campaign, title="Fair",
            activity="trade_fair", starts_on=won.closed_at.date(), ends_on=won.closed_at.date(), description="Hall 3",
            expected="Leads", planned_cost=400, share_percent=50, asked=200,
        )  # fmt: skip
    assert won_by_campaign(as_(cleo), campaigns[0]) == ("€700", "by its share of the credit")
    assert won_by_campaign(as_(dan), campaigns[1]) == ("€300", "by its share of the credit")
