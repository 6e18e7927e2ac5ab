"""Tiers and what they ask for: the rule by itself, what an administrator may ask, and the card both sides read."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from deals.models import Opportunity
from leads.models import Customer
from partners import services
from partners.enums import Measure
from partners.models import Partner, Tier, TierRevenue
from partners.selectors import figures_of, placement_of
from partners.tier_card import tier_card
from partners.tiering import Bar, Rung, asks_less, bars, earned, four_quarters_before, four_quarters_with, next_above
from prm.core.errors import InvalidInput, NotAllowed
from prm.promises.enums import Kind
from prm.promises.models import Promise

ENTRY = Rung(1, 1, {})
SILVER = Rung(2, 2, {Measure.REVENUE: Decimal(100)})
GOLD = Rung(3, 3, {Measure.REVENUE: Decimal(300), Measure.DEALS: Decimal(5)})
GIVEN = Rung(4, 4, {})
LADDER = [GOLD, ENTRY, GIVEN, SILVER]


def values(revenue=0, deals=0, promises=None):
    return {Measure.REVENUE: Decimal(revenue), Measure.DEALS: Decimal(deals), Measure.PROMISES: promises}


@pytest.mark.parametrize(
    ("figures", "tier"),
    [(values(99, 9), ENTRY), (values(100), SILVER), (values(300, 4), SILVER), (values(300, 5), GOLD),
     (values(10**9, 10**6), GOLD)],
)  # fmt: skip
def test_the_highest_tier_that_is_met_is_earned_and_a_given_one_never(figures, tier):
    assert earned(LADDER, figures) == tier


def test_a_programme_that_asks_for_nothing_gives_nothing():
    assert earned([ENTRY, GIVEN], values(10**9)) is None
    assert next_above(LADDER, 1) == SILVER and next_above(LADDER, 3) is None


def test_a_bar_is_full_only_when_it_is_met():
    nearly = Bar(Measure.REVENUE, Decimal("99.99"), Decimal(100))
    assert (nearly.reached, nearly.is_met, nearly.missing) == (99, False, Decimal("0.01"))
    over = Bar(Measure.REVENUE, Decimal(250), Decimal(100))
    assert (over.reached, over.is_met, over.missing) == (100, True, 0)


def test_too_few_promises_speak_against_nobody_and_an_amount_in_no_currency_is_never_met():
    rung = Rung(2, 2, {Measure.PROMISES: Decimal(90), Measure.REVENUE: None})
    revenue, promises = bars(rung, values(10**9))
    assert promises.is_met and not revenue.is_met and revenue.reached == 0


@pytest.mark.parametrize(
    ("day", "running", "over"),
    [
        (date(2026, 11, 26), (date(2026, 1, 1), date(2026, 12, 31)), (date(2025, 10, 1), date(2026, 9, 30))),
        (date(2027, 1, 1), (date(2026, 4, 1), date(2027, 3, 31)), (date(2026, 1, 1), date(2026, 12, 31))),
        (date(2026, 6, 30), (date(2025, 7, 1), date(2026, 6, 30)), (date(2025, 4, 1), date(2026, 3, 31))),
    ],
)
def test_four_quarters(day, running, over):
    with_it, before = four_quarters_with(day), four_quarters_before(day)
    assert (with_it.since, with_it.until) == running
    assert (before.since, before.until) == over


def test_a_higher_tier_never_asks_less():
    assert asks_less({"deals_needed": Decimal(5)}, {"deals_needed": Decimal(5)}) == []
    assert asks_less({"deals_needed": Decimal(5)}, {"deals_needed": Decimal(4)}) == ["deals_needed"]
    assert asks_less({"deals_needed": Decimal(5)}, {"kept_needed": Decimal(90)}) == ["deals_needed"]
    assert asks_less({"deals_needed": Decimal(5)}, {}) == []


# -- what an administrator asks


def tier_form(tier, **changes):
    data = {"name": tier.name, "rank": tier.rank, "uplift_points": "0", "benefits": tier.benefits}
    return data | changes


def ask(cast, tier, revenue=None, **needs):
    fields = {"deals_needed": None, "kept_needed": None, **needs}
    amount = None if revenue is None else Decimal(revenue)
    return services.save_tier(actor=cast.gus, tier=tier, fields=fields, revenues={"EUR": amount})


@pytest.mark.usefixtures("at_noon")
def test_an_administrator_sets_criteria_on_the_page_and_everybody_reads_them(cast, as_):
    gold, client = cast.one.tier, as_(cast.gus)
    url = reverse("partner_settings:tier", args=[gold.ref])
    sent = tier_form(gold, deals_needed="12", kept_needed="90", revenue_EUR="250000")
    assert client.post(url, sent).status_code == 302
    gold.refresh_from_db()
    assert (gold.deals_needed, gold.kept_needed, gold.criteria_since) == (12, 90, timezone.localdate())
    assert "€250,000 won · 12 deals won · 90% of promises kept" in client.get(
        reverse("partner_settings:tiers")
    ).content.decode().replace("\xa0", " ")
    assert client.get(url).context["form"]["revenue_EUR"].value() == Decimal("250000.00")
    client.post(url, tier_form(gold, deals_needed="12", kept_needed="90", revenue_EUR=""))
    assert not TierRevenue.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("deals_needed", "-1"), ("kept_needed", "101"), ("revenue_EUR", "-5"), ("revenue_EUR", "0")]
)
def test_impossible_criteria_are_named_and_what_was_typed_stays(cast, as_, field, value):
    gold = cast.one.tier
    url = reverse("partner_settings:tier", args=[gold.ref])
    response = as_(cast.gus).post(url, tier_form(gold, name="Golden", **{field: value}))
    assert response.status_code == 422 and field in response.context["form"].errors
    assert response.context["form"]["name"].value() == "Golden"
    gold.refresh_from_db()
    assert gold.name == "Gold"


def test_a_ladder_that_goes_down_is_refused_from_both_ends(cast, as_):
    silver, gold = cast.two.tier, cast.one.tier
    ask(cast, silver, 100_000, deals_needed=5)
    url = reverse("partner_settings:tier", args=[gold.ref])
    response = as_(cast.gus).post(url, tier_form(gold, deals_needed="4", revenue_EUR="200000"))
    assert response.status_code == 422
    assert response.context["form"].errors["deals_needed"] == [
        "Silver, a lower tier, asks for 5. A higher tier asks for at least as much."
    ]
    ask(cast, gold, 200_000, deals_needed=5)
    with pytest.raises(InvalidInput) as refusal:
        ask(cast, silver, 200_001, deals_needed=5)
    assert set(refusal.value.fields) == {"revenue_EUR"} and "Gold, a higher tier" in refusal.value.message
    assert TierRevenue.objects.get(tier=silver).amount.amount == 100_000


def test_only_administrators_change_criteria(cast):
    with pytest.raises(NotAllowed):
        services.save_tier(actor=cast.ada, tier=cast.one.tier, fields={"deals_needed": 0})


# -- where a partner stands


def win(cast, partner, amount, closed_at=None, currency="EUR"):
    customer = Customer.objects.create(name="Won B.V.", identity=f"won-{Customer.objects.count()}", country="NL")
    now = closed_at or timezone.now()
    return Opportunity.objects.create(
        name="Won", customer=customer, partner=partner, sales_rep=cast.ben, deal_source="registration", stage="won",
        amount=Decimal(amount), amount_currency=currency, stage_since=now, last_activity_at=now, opened_at=now,
        closed_at=now,
    )  # fmt: skip


def promised(cast, partner, kept, late):
    now = timezone.now()
    rows = [
        Promise(kind=Kind.ANSWER_OFFER, content_type_id=1, object_id=number, subject_label="x", owed_by=cast.carl,
                side="partner", partner=partner, state="kept" if number < kept else "late", started_at=now,
                due_at=now, closed_at=now, allowed_hours=8)
        for number in range(kept + late)
    ]  # fmt: skip
    Promise.objects.bulk_create(rows)


def test_what_counts_is_ones_own_in_ones_own_currency_and_in_these_days(cast):
    span = four_quarters_with(timezone.localdate())
    first = timezone.make_aware(datetime.combine(span.since, datetime.min.time()))
    for moment in (first, timezone.now()):
        win(cast, cast.one, 1000, moment)
    win(cast, cast.one, 1000, first - timedelta(seconds=1))
    win(cast, cast.one, 7, currency="USD")
    win(cast, cast.two, 500)
    promised(cast, cast.one, 18, 2)
    promised(cast, cast.two, 18, 1)
    found = figures_of([cast.one, cast.two], span)
    assert found[cast.one.pk].values == values(2000, 3, Decimal(90))
    assert found[cast.two.pk].values == values(500, 1, None)


def standing(partner):
    return reverse("partners:standing", args=[partner.ref])


def test_the_deals_that_count_open_as_many_rows(cast, as_):
    ask(cast, cast.one.tier, 1)
    for _number in range(3):
        win(cast, cast.one, 10)
    win(cast, cast.two, 10)
    for who in ("ada", "cleo", "carl"):
        client = as_(getattr(cast, who))
        url = client.get(standing(cast.one)).context["tier_card"].deals_url
        assert len(client.get(url).context["table"].rows) == 3, who


def test_both_sides_read_the_same_card_and_finance_opens_no_deals(cast, as_):
    silver, gold = cast.two.tier, cast.one.tier
    Tier.objects.create(name="Entry", rank=1)
    ask(cast, silver, 1000)
    ask(cast, gold, 4000, deals_needed=2)
    win(cast, cast.two, 1500)
    cards = {}
    for who in ("ada", "ben", "dan"):
        response = as_(getattr(cast, who)).get(standing(cast.two))
        cards[who] = response.context["tier_card"]
        page = response.content.decode()
        assert "On the way to Gold" in page and "Revenue won: €1,500 of €4,000" in page.replace("\xa0", " ")
        assert "€2,500 more to win" in page and "Silver is kept" in page
    assert cards["ada"] == cards["ben"] == cards["dan"]
    assert tier_card(cast.fay, cast.two, timezone.localdate()).deals_url == ""
    assert as_(cast.dan).get(standing(cast.one)).status_code == 404


def test_a_tier_in_danger_says_what_is_missing_to_stay(cast, as_):
    ask(cast, cast.two.tier)
    ask(cast, cast.one.tier, 4000)
    page = as_(cast.cleo).get(standing(cast.one)).content.decode()
    assert "To stay Gold at the review of" in page and "€4,000 more to win" in page
    assert "This is the highest tier of the programme." in page


def test_a_programme_without_criteria_shows_no_card(cast, as_):
    assert placement_of(cast.one, timezone.localdate()) is None
    assert "Next review" not in as_(cast.cleo).get(standing(cast.one)).content.decode()


def test_the_page_costs_the_same_for_any_number_of_deals_and_currencies(cast, as_):
    ask(cast, cast.one.tier, 4000, deals_needed=3, kept_needed=90)
    client, counts = as_(cast.cleo), []
    for _round in range(2):
        client.get(standing(cast.one))
        with CaptureQueriesContext(connection) as asked:
            client.get(standing(cast.one))
        counts.append(len(asked))
        for currency in ("EUR", "USD", "GBP"):
            win(cast, cast.one, 10, currency=currency)
        promised(cast, cast.one, 25, 0)
        ask(cast, cast.two.tier, 5)
    assert counts[0] == counts[1], counts


def test_partners_of_another_currency_have_their_own_amount(cast):
    ask(cast, cast.one.tier, 4000)
    Partner.objects.filter(pk=cast.two.pk).update(currency="USD")
    cast.two.refresh_from_db()
    card = tier_card(cast.ada, cast.two, timezone.localdate())
    assert [bar.label for bar in card.to_next] == ["Revenue won: no amount is set in USD"]
