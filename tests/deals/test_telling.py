"""Texts to a partner: what tells that the vendor itself is after the customer, and what only sounds like it."""

import pytest

from deals import services
from deals.models import Registration
from deals.telling import tells_of_the_vendor
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core.errors import InvalidInput

from .conftest import LETTER, TOGETHER
from .twins import _vendors_deal

VENDOR = "Northwind Partners"
TELLING = """
We sell there ourselves.
Our own rep has this account.
We already sell to this customer directly.
Northwind sells there.
Northwind's own sales team is working on this account.
They are our own customer.
This is a house account.
This is one of our key accounts.
Our direct sales people cover this customer.
We have an open deal there.
We have our own opportunity with this customer.
A colleague of ours is negotiating with them.
The vendor itself holds this customer.
We do not sell there ourselves, somebody else does.
The customer belongs to us.
This customer is served by our own sales team.
It is a direct deal, handled by our office.
Our account manager looks after this customer.
We are already in talks with this customer.
Our sales rep has quoted them last week.
We won this account last year and work there.
An account of ours since 2019.
We're selling to them directly.
Direct sales has this one.
Our team got there first.
Head office manages this account.
Our Dutch office already deals with them.
We ourselves are after this customer.
Our people there say they want to buy from us.
We have been selling to them since 2020.
That account is ours.
This customer buys from us directly.
Northwind has a project running with this customer.
We are negotiating with them ourselves.
It is handled directly by Northwind.
One of our reps works there.
We cover this account in house.
Our field team owns the customer.
We have quoted them already.
Our own sales is in touch with the customer.
They already buy from us.
Nobody of ours sells there, so it must be another partner.
Somebody from our sales team has the account.
We pursue this opportunity ourselves.
This is our account.
They have been our customer for years.
We work directly with them.
The opportunity is ours.
The manufacturer sells to them directly.
Our enterprise team is already active there.
We do business with them ourselves.
We have an offer with the customer.
There is an open deal of ours.
We've been their supplier for years.
Ask our field rep, he has been working that company since spring.
Our colleague Tom is already talking to their CIO.
This one is ours, sorry.
Northwind handles this customer itself.
They are on our list of direct accounts.
We have a contract with them that runs until June.
The customer has a direct relationship with us.
Our sales team is in the middle of a bid at this company.
We are the ones who sell to them.
Someone at our company is negotiating with this customer.
It is an account we manage directly.
Our own people closed a deal with them last month.
We prefer to keep this customer for ourselves.
We already made them an offer.
Our sales director owns the relationship.
This customer is reserved for our direct sales.
Another colleague here covers the account.
We sold them the first system.
It's in our own pipeline.
"""
INNOCENT = """
We called the customer and read the notes.
A named budget and a date.
We looked at your registration and at what you know of the customer.
Please tell us whom you met there and when.
Our team wishes you good luck with this customer.
Our sales rep Ben will call you tomorrow.
The customer is not free for this product at the moment.
We could not reach the contact you named.
We sell only through partners.
Your rep has met them twice, which counts.
You hold the customer now; please keep the deal up to date.
How many sites do they have, and who decides?
We have asked the customer for a date and wait for the answer.
You know their IT team.
Our customer success team can help you with the demonstration.
We have a deal registration programme with its own rules.
We need a quote of yours before we can decide.
Both found it.
The account needs a technical contact.
We work with you on the offer for this customer.
Our colleagues in finance check the amount.
We have checked the address of the company.
It does not meet the qualification criteria: no budget, no date.
We will decide once we have your answer.
Thank you for the work you have done there.
Our price list holds for this customer, too.
We wish you had met them before you registered.
Please do not sell it to them below the list price.
We have read your offer to this customer.
You sell to this customer together with us.
The offer you sent to the customer lacks a date.
We would like to know more about the project.
Our finance department has to approve the amount.
Your contact there has left the company.
We have decided in your favour.
Please work with your colleague on this account.
We are happy to help you to win them.
You have the customer to yourselves until March.
We tried to reach them three times.
Our rules say who registers first.
Have they a budget?
We hold a webinar for partners in May.
Send us their order, and we deliver to them as usual.
We will deliver to the customer in June.
The group has several companies; which one is it?
Is this customer of yours a subsidiary?
Ask our support team about the test system.
We own the decision, you own the customer.
Ben has checked it and agrees.
Our channel manager has asked for proof of your visits.
We have your registration, thank you.
The need you describe is not something we sell.
We have met at the fair, remember?
We work through partners in the Netherlands.
Please talk to them again and tell us what they say.
Thank you, this is a good registration.
We will call the customer on Monday to hear the same from them.
Please add the name of the person who signs.
The budget is not confirmed.
Our product is not made for hospitals.
Congratulations, the customer is protected for you.
We spoke to Ms Visser and she knows you.
We have two questions about the project.
Our rules ask for a meeting before you register.
The amount seems high for this number of seats.
Please update the deal within two weeks.
We looked the company up and found three with this name.
Is the decision made in Utrecht or in Berlin?
We are glad to support you there.
Our technical team can join your meeting with the customer.
Your margin is better if you register early.
We approve the registration for the product only.
The customer told us that they have not heard from you.
Our office is closed until Monday.
You may appeal within fifteen days.
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(TELLING))
def test_what_tells_is_found(text: str) -> None:
    assert tells_of_the_vendor(text, VENDOR)


@pytest.mark.parametrize("text", lines(INNOCENT))
def test_what_is_innocent_passes(text: str) -> None:
    assert tells_of_the_vendor(text, VENDOR) == ""


@pytest.mark.parametrize("text", ["", "?", "Northwind", "we " * 2000, "our rep has " * 500, "\n" * 3000])
def test_no_text_is_too_odd_or_takes_long(text: str) -> None:
    assert tells_of_the_vendor(text, VENDOR) == ""


def test_one_sentence_among_many_is_found() -> None:
    text = "Thank you. We read the notes.\nOur own rep has this account; please understand."
    assert tells_of_the_vendor(text, VENDOR) == "our own rep has this account"


# -- where people write


TELLS = "Our own rep has this account."


@pytest.fixture
def eve(db):
    return User.objects.create_user("eve@example.com", name="Eve Hart", role=Role.SALES_REP)


def test_a_letter_does_not_tell(in_review, ben) -> None:
    with pytest.raises(InvalidInput, match="our own rep has this account") as refused:
        services.start_rejection(ben, in_review, **{**LETTER, "checked": TELLS})
    assert list(refused.value.fields) == ["checked"]
    assert Registration.objects.get(pk=in_review.pk).state == "in_review"


def test_nor_does_a_question_a_note_or_a_decision(in_review, contested, ben, ada) -> None:
    writing = (
        lambda: services.request_changes(ben, in_review, ["need"], TELLS),
        lambda: services.approve(ben, in_review, TELLS),
        lambda: services.share(ada, contested, **{**TOGETHER, "reason": TELLS}),
    )
    for write in writing:
        with pytest.raises(InvalidInput, match="sell to this customer ourselves"):
            write()


def test_the_page_keeps_what_was_typed_and_says_which_words(in_review, ben, as_) -> None:
    answer = as_(ben).post(f"{in_review.get_absolute_url()}approve/", {"note": f"Welcome. {TELLS}"})
    assert answer.status_code == 422
    assert "our own rep has this account" in answer.text and "Welcome." in answer.text


def test_the_vendors_rep_there_is_not_named(register, dan, cast, ada, eve) -> None:
    deal = _vendors_deal(cast)
    deal.sales_rep = eve
    deal.save()
    row = register(dan, company="Hofmann")
    with pytest.raises(InvalidInput, match="Eve Hart"):
        services.share(ada, row, **{**TOGETHER, "reason": "Please talk to Eve Hart."})


def test_whom_the_partner_knows_anyway_may_be_named(register, dan, cast, ada, ben) -> None:
    """Ben has the deal, and is this partner's sales rep: his name says nothing."""
    _vendors_deal(cast)
    row = register(dan, company="Hofmann")
    assert services.share(ada, row, **{**TOGETHER, "reason": "Ben Alder will help you."}).state == "co_selling"
