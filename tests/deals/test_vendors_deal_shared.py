"""Who helps to win the vendor's own deal is paid its share, and cannot tell it from helping another partner."""

from decimal import Decimal

import pytest
from djmoney.money import Money

from deals import services
from deals.incentives.models import Fee
from deals.incentives.selectors import is_shared
from deals.models import Registration
from prm.core.errors import InvalidInput
from prm.outbox.models import Message

from .conftest import TOGETHER
from .test_api import call  # noqa: F401
from .twins import _vendors_deal


@pytest.fixture
def vendors(plan, cast):
    """A deal of the vendor's own, a lead that it works itself."""
    return _vendors_deal(cast, amount=Money("1000.01", "EUR"))


@pytest.fixture
def helping(vendors, register, dan, ada):
    return services.share(ada, register(dan, company="Hofmann"), **TOGETHER)


def test_a_share_of_the_vendors_deal_earns_its_part(helping, vendors, ben, cast) -> None:
    """5 % of 1,000.01 are 50.00; 30 % of that are 15.00."""
    won = services.win(ben, vendors)
    fee = Fee.objects.get()
    assert (fee.opportunity, fee.registration, fee.partner) == (won, helping, cast.two)
    assert (fee.amount, fee.base) == (Money("15.00", "EUR"), Money("300.00", "EUR"))
    assert [line["label"] for line in fee.lines] == ["30 % of the fee for the deal, your share of the credit"]
    assert Registration.objects.get(pk=helping.pk).state == "completed"
    assert not is_shared(fee)


def test_it_is_earned_once_and_only_by_who_still_helps(helping, vendors, register, cleo, ada, dan, ben) -> None:
    services.share(ada, register(cleo, company="Hofmann"), **{**TOGETHER, "credit_share": 20})
    services.withdraw(dan, helping)
    services.win(ben, vendors)
    assert [fee.amount.amount for fee in Fee.objects.all()] == [Decimal("10.00")]


def test_nothing_is_earned_by_a_deal_that_is_lost_or_while_another_is_open(helping, vendors, ben, cast) -> None:
    other = _vendors_deal(cast, amount=Money("500", "EUR"))
    services.win(ben, vendors)
    assert not Fee.objects.exists()
    assert Registration.objects.get(pk=helping.pk).state == "co_selling"
    services.lose(ben, other, "price")
    assert not Fee.objects.exists()


def test_the_shares_the_vendor_gives_stay_below_the_whole(helping, register, cleo, ada) -> None:
    second = register(cleo, company="Hofmann")
    with pytest.raises(InvalidInput, match="from 1 to 69"):
        services.share(ada, second, **{**TOGETHER, "credit_share": 70})
    assert services.share(ada, second, **{**TOGETHER, "credit_share": 69}).credit_share == 69


WORDS = "its fee is divided by the shares of the credit, and your part is yours"


def test_who_is_asked_to_help_reads_that_it_is_paid(helping, dan, as_) -> None:
    """The same words as behind another partner: the twins compare them letter by letter."""
    assert WORDS in as_(dan).get(helping.get_absolute_url()).text
    mail = Message.objects.get(recipient=dan, subject__contains="you sell to Hofmann", channel="mail")
    assert WORDS in mail.text and WORDS in mail.html


def test_the_fee_tells_nothing_of_the_vendors_deal(helping, vendors, ben, dan, as_, call) -> None:  # noqa: F811
    services.win(ben, vendors)
    fee = Fee.objects.get()
    texts = [
        as_(dan).get(fee.get_absolute_url()).text,
        as_(dan).get("/fees/").text,
        as_(dan).get("/fees/?export=csv").text,
        call(dan, "get", f"fees/{fee.ref}").text,
        *(f"{each.subject} {each.text}" for each in Message.objects.filter(recipient=dan)),
    ]
    for text in texts:
        assert not [secret for secret in ("Kestrel", vendors.ref, "1,000.01", "1000.01") if secret in text]
    assert "€15" in texts[0]
