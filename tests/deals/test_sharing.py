"""Two after one customer: the evidence beside each other, what the rules say, and selling together."""

from datetime import UTC, datetime, timedelta

import pytest

from deals import services
from deals.models import Registration
from deals.precedence import RULES, Claim, first_of, verdicts
from deals.selectors.evidence import evidence
from partners.models import Member
from prm.accounts.models import User
from prm.core.errors import DomainError, InvalidInput, TransitionRefused
from prm.core.models import TimelineEntry
from prm.outbox.models import Message
from tests.cast import _partner

from .conftest import TOGETHER
from .test_pages import queries

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def fresh(row):
    return Registration.objects.get(pk=row.pk)


def shares(holder):
    return [holder.credit_share, *holder.shared_by.order_by("pk").values_list("credit_share", flat=True)]


# -- precedence


def test_the_first_rule_that_separates_them_decides() -> None:
    early, late = Claim("Early", NOON), Claim("Late", NOON + timedelta(days=1), has_contract=True)
    assert first_of(verdicts([early, late])).first == "Late"
    assert first_of(verdicts([early, Claim("Late", NOON + timedelta(days=1))])).first == "Early"
    assert first_of(verdicts([early, Claim("Twin", NOON)])) is None


@pytest.mark.parametrize("protected", ["", "A", "B", "AB"])
@pytest.mark.parametrize("moves", ["", "B", "AB"])
@pytest.mark.parametrize("covers", ["", "A", "C", "ABC"])
def test_the_order_of_the_sides_changes_nothing(protected, moves, covers) -> None:
    facts = {"is_protected": protected, "covers_territory": covers, "deal_moves": moves}
    sides = [Claim(name, NOON, **{fact: name in names for fact, names in facts.items()}) for name in "ABC"]
    found, turned = first_of(verdicts(sides)), first_of(verdicts(sides[::-1]))
    assert (found and found.first) == (turned and turned.first)
    assert len(verdicts(sides)) == len(RULES)


# -- evidence


def test_both_sides_stand_beside_each_other(approved, register, dan, ada) -> None:
    second = register(dan, company="HOFMANN Logistik", need="Dan has met them.")
    one, other = evidence(second, ada).sides
    assert (one.row, other.row) == (second, approved)
    assert other.protection is not None and one.protection is None
    assert [str(row) for row in other.territories] == ["Benelux"] and one.territories == []


def test_the_page_shows_both_and_decides(as_, contested, in_review, ada) -> None:
    url = f"{contested.get_absolute_url()}conflict/"
    page = as_(ada).get(url).content.decode()
    for words in ("Partner One", "Partner Two", "Benelux", "Partner One comes first", in_review.ref):
        assert words in page
    refused = as_(ada).post(url, {**TOGETHER, "credit_share": "100"})
    assert refused.status_code == 422 and TOGETHER["reason"] in refused.content.decode()
    assert as_(ada).post(url, TOGETHER).status_code == 302
    assert (fresh(contested).state, fresh(contested).credit_share) == ("co_selling", 30)


def test_the_page_costs_the_same_for_two_and_for_five(as_, contested, register, cast, ada) -> None:
    client, url = as_(ada), f"{contested.get_absolute_url()}conflict/"

    def cost():
        return queries(client, url)

    cost()
    few = cost()
    for number in range(3):
        partner = _partner(f"More {number}", cast.one.tier, {"ada": cast.ada, "ben": cast.ben}, "NL")
        user = User.objects.create_user(f"more{number}@example.com", name=f"Mo {number}", role="partner_rep")
        Member.objects.create(user=user, partner=partner)
        register(user, company="Hofmann Logistik")
    assert cost() == few <= 15


@pytest.mark.parametrize("who", ["cleo", "dan", "ben", "fay"])
def test_nobody_else_opens_the_page(who, contested, cast, as_) -> None:
    assert as_(getattr(cast, who)).get(f"{contested.get_absolute_url()}conflict/").status_code in (403, 404)


# -- selling together


def test_the_holder_keeps_its_protection_and_gives_a_share(approved, register, dan, ada) -> None:
    second = services.share(ada, register(dan, company="Hofmann"), **TOGETHER)
    holder = fresh(approved)
    assert (second.state, second.involvement, second.opportunity) == ("co_selling", "influencing", None)
    assert (holder.state, holder.involvement, shares(holder)) == ("approved", "primary", [70, 30])
    assert holder.protection.is_active


def test_a_split_makes_both_primary(contested, in_review, ada) -> None:
    row = services.share(ada, contested, involvement="primary", credit_share=50, reason="Both found it.")
    assert (row.involvement, shares(fresh(in_review))) == ("primary", [50, 50])


@pytest.mark.parametrize("part", [0, -1, 100, 101])
def test_a_share_leaves_both_something(part, contested, in_review, ada) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.share(ada, contested, **{**TOGETHER, "credit_share": part})
    assert "credit_share" in refused.value.fields
    assert (fresh(contested).state, fresh(in_review).credit_share) == ("contested", 100)


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"reason": "Ask Partner One"}, {"involvement": "boss"}])
def test_a_decision_is_whole_and_names_nobody(wrong, contested, ada) -> None:
    with pytest.raises(InvalidInput):
        services.share(ada, contested, **{**TOGETHER, **wrong})
    assert fresh(contested).state == "contested"


def test_nothing_is_shared_once_the_holder_has_gone(contested, in_review, cleo, ada) -> None:
    services.withdraw(cleo, in_review)
    with pytest.raises(TransitionRefused):
        services.share(ada, contested, **TOGETHER)


def test_the_share_goes_back_with_whoever_leaves(co_selling, in_review, dan) -> None:
    row = services.withdraw(dan, co_selling)
    assert (row.state, row.shares_with, fresh(in_review).credit_share) == ("withdrawn", None, 100)


def test_it_can_be_alone_once_the_holder_has_gone(co_selling, in_review, cleo, ada) -> None:
    with pytest.raises(TransitionRefused):
        services.award(ada, co_selling)
    services.withdraw(cleo, in_review)
    assert Message.objects.filter(recipient=ada, subject__contains="is free now").exists()
    row = services.award(ada, co_selling)
    assert (row.state, row.credit_share, row.involvement, row.shares_with) == ("approved", 100, "primary", None)


@pytest.mark.parametrize("parts", [[30, 30, 39], [98, 1], [50, 50], [99, 1, 1], [10, 0, 10]])
def test_the_shares_add_up_to_a_hundred_whatever_comes(parts, in_review, register, dan, ada, cast) -> None:
    row = register(dan, company="Hofmann")
    for part in parts:
        try:
            row = services.share(ada, row, **{**TOGETHER, "credit_share": part})
        except DomainError:
            continue
        assert sum(shares(fresh(in_review))) == 100
        services.withdraw(dan, row)
        assert shares(fresh(in_review)) == [100]
        row = register(dan, company="Hofmann")


# -- each side learns its own outcome only


def test_each_side_is_told_its_own_part_and_nothing_of_the_other(co_selling, in_review, cleo, dan, as_) -> None:
    sides = ((cleo, in_review, co_selling, "Partner Two", "70 %"), (dan, co_selling, in_review, "Partner One", "30 %"))
    for member, own, other, name, share in sides:
        texts = [f"{mail.subject} {mail.text} {mail.html}" for mail in Message.objects.filter(recipient=member)]
        texts += [as_(member).get(own.get_absolute_url()).content.decode()]
        entries = TimelineEntry.objects.visible_to(member)
        texts += [f"{entry.sentence} {entry.detail}" for entry in entries]
        assert any(share in text for text in texts)
        assert not [text for text in texts if name in text or other.ref in text]
        assert as_(member).get(other.get_absolute_url()).status_code == 404


def test_help_wanted_is_shown_to_who_decides_and_thanked_for(register, cleo, ben, as_) -> None:
    row = register(cleo, help_wanted=["proof", "demo", "proof"])
    assert row.help_wanted == ["demo", "proof"]
    assert "Technical demonstration, Proof of concept" in as_(ben).get(row.get_absolute_url()).content.decode()
    for person in (cleo, ben):
        mails = Message.objects.filter(recipient=person).values_list("text", flat=True)
        assert any("Technical demonstration, Proof of concept" in text for text in mails)
