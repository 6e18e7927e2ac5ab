"""The demo programme holds together: counts, legal histories, clocks, credit, and work for everybody."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest

from deals import rules as deal_rules
from deals.enums import DealSource, RegistrationState, Stage
from deals.incentives import rules as fee_rules
from deals.incentives.enums import FeeState
from leads import rules as lead_rules
from leads.enums import Direction, LeadState, OfferState, Step
from prm.accounts.enums import Role
from prm.core.calendar import BusinessCalendar
from prm.core.templatetags.ui import icon
from prm.promises.enums import State
from reports.demo import lead_verbs, registration_verbs
from reports.demo.deal_verbs import DealVerbs
from reports.demo.hours import Hours
from reports.demo.words import COUNTRIES

from .conftest import build

DAY = date(2026, 11, 25)
# What lies ahead by its nature.
AHEAD = {"due_at", "answer_by", "expires_at", "at", "appeal_until", "rating_until"}


def rows(programme, table: str) -> list:
    return programme.world.tables[table]


def by_id(programme, table: str) -> dict:
    return {row.id: row for row in rows(programme, table)}


def test_it_is_as_large_as_promised(programme) -> None:
    assert len(rows(programme, "partners.Partner")) == 40
    assert len(rows(programme, "partners.Member")) == 120
    assert len(rows(programme, "leads.Lead")) == 3000
    assert len(rows(programme, "deals.Opportunity")) == 600
    roles = Counter(person.role for person in rows(programme, "accounts.User"))
    assert sum(count for role, count in roles.items() if not role.startswith("partner")) == 12
    assert {row.type for row in rows(programme, "partners.Partner")} == {
        "reseller", "agent", "distributor", "oem", "integrator", "msp",
    }  # fmt: skip
    assert len({row.tier_id for row in rows(programme, "partners.Partner")}) == 3
    assert len({row.country for row in rows(programme, "leads.Customer")}) >= 10
    assert len({row.amount_currency for row in rows(programme, "deals.Opportunity")}) >= 5


def test_every_state_occurs(programme) -> None:
    leads = {(row.direction, row.state) for row in rows(programme, "leads.Lead")}
    assert {state for _direction, state in leads} == set(LeadState.values)
    assert {direction for direction, _state in leads} == set(Direction.values)
    assert {row.state for row in rows(programme, "leads.Offer")} == set(OfferState.values)
    assert {row.state for row in rows(programme, "deals.Registration")} == set(RegistrationState.values)
    assert {row.stage for row in rows(programme, "deals.Opportunity")} == set(Stage.values)
    assert {row.state for row in rows(programme, "incentives.Fee")} == set(FeeState.values)
    assert {row.state for row in rows(programme, "promises.Promise")} == set(State.values)


def test_nothing_has_happened_in_the_future_or_before_its_time(programme) -> None:
    now = programme.world.now
    for table, found in programme.world.tables.items():
        for row in found if table != "promises.Nudge" else ():
            for name, value in row.items():
                if isinstance(value, datetime) and name not in AHEAD:
                    assert value < now, (table, name, row)
    for offer in rows(programme, "leads.Offer"):
        assert offer.answered_at is None or offer.offered_at <= offer.answered_at
    for deal in rows(programme, "deals.Opportunity"):
        assert deal.closed_at is None or deal.opened_at < deal.closed_at == deal.stage_since
        assert deal.opened_at <= deal.stage_since <= deal.last_activity_at


def test_leads_pass_the_waterfall_in_order(programme) -> None:
    order = {step: number for number, step in enumerate(Step.values)}
    passages = defaultdict(list)
    for row in rows(programme, "leads.Passage"):
        passages[row.lead_id].append(row)
    states = by_id(programme, "leads.Lead")
    assert set(passages) == set(states)
    for lead_id, steps in passages.items():
        once = [row.step for row in steps if row.step != Step.OFFERED]
        assert [order[step] for step in once] == sorted({order[step] for step in once})
        offered_to = [row.partner_id for row in steps if row.step == Step.OFFERED]
        assert len(offered_to) == len(set(offered_to))
        assert [row.at for row in steps] == sorted(row.at for row in steps)
        passed = {row.step for row in steps}
        assert (Step.OPPORTUNITY in passed) == (states[lead_id].state == LeadState.CONVERTED)


def test_a_lead_and_its_offers_agree(programme) -> None:
    offers = defaultdict(list)
    for offer in rows(programme, "leads.Offer"):
        offers[offer.lead_id].append(offer)
    for lead in rows(programme, "leads.Lead"):
        mine = offers[lead.id]
        open_ = [offer for offer in mine if offer.state == OfferState.OPEN]
        accepted = [offer for offer in mine if offer.state == OfferState.ACCEPTED]
        assert len(open_) == (lead.state in (LeadState.OFFERED, LeadState.ACTION_REQUIRED)), lead
        assert len(accepted) == (lead.state in ("accepted", "contacted", "converted", "closed")), lead
        assert lead.hops == len(mine)
        partners = [offer.partner_id for offer in mine if offer.partner_id]
        assert len(set(partners)) == len(partners), "never back to a partner that had it"
        if lead.direction == Direction.OUTBOUND and lead.state in ("offered", "qualified", "held", "unplaced"):
            assert lead.partner_id is None


def test_credit_goes_to_person_partner_and_campaign(programme) -> None:
    members = by_id(programme, "partners.Member")
    campaigns = by_id(programme, "partners.Campaign")
    for table in ("leads.Lead", "deals.Opportunity", "deals.Registration", "incentives.Fee"):
        for row in rows(programme, table):
            if row.partner_id:
                assert campaigns[row.campaign_id].partner_id == row.partner_id
            if row.referrer_id:
                assert members[row.referrer_id].partner_id == row.partner_id
    for deal in rows(programme, "deals.Opportunity"):
        assert (deal.referrer_id is None) == (deal.deal_source == DealSource.OUTBOUND_LEAD)


def test_one_holder_per_customer_and_product_family(programme) -> None:
    held = Counter(
        (row.customer_id, row.scope)
        for row in rows(programme, "deals.Registration")
        if row.state in ("in_review", "action_required", "rejecting", "approved")
    )
    assert max(held.values()) == 1
    for row in rows(programme, "deals.Protection"):
        assert row.ended_at or row.ends_on >= programme.world.day


def test_promises_end_as_they_were_kept(programme) -> None:
    for row in rows(programme, "promises.Promise"):
        assert row.started_at <= row.due_at
        assert (row.closed_at is None) == (row.state == State.OPEN)
        if row.state == State.KEPT and not row.paused_seconds:
            assert row.closed_at <= row.due_at, row
        if row.state == State.LATE:
            assert row.closed_at > row.due_at, row
    open_ = [row for row in rows(programme, "promises.Promise") if row.state == State.OPEN]
    assert len({(row.kind, row.subject_table, row.object_id) for row in open_}) == len(open_)


def test_few_things_are_late_and_no_offer_expires_on_arrival(programme) -> None:
    now = programme.world.now
    open_ = [row for row in rows(programme, "promises.Promise") if row.state == State.OPEN and not row.paused_at]
    late = [row for row in open_ if row.due_at < now]
    soon = [row for row in open_ if now <= row.due_at < now + timedelta(days=2)]
    assert 10 <= len(late) <= 80
    assert len(late) < len(open_) / 4
    # Before a long weekend little falls due within two days.
    assert soon or programme.world.day.weekday() in (4, 5, 6)
    people = programme.world.people
    for offer in rows(programme, "leads.Offer"):
        if offer.state == OfferState.OPEN and people[offer.recipient_id].partner_id:
            assert offer.answer_by >= now


def test_steps_before_the_load_count_as_announced(programme) -> None:
    loaded_at = programme.world.now + timedelta(hours=13)
    promises = by_id(programme, "promises.Promise")
    left = [row for row in rows(programme, "promises.Nudge") if row.at <= loaded_at and row.done_at is None]
    assert all(row.step == "due" and promises[row.promise_id].kind == "answer_offer" for row in left)
    assert len(left) <= 10, "the sweeper has little to do at first"


def test_nobody_works_more_than_they_have_places_for(programme) -> None:
    for member in programme.cast.members:
        assert member.load(programme.world.now) <= member.row.capacity


def test_members_have_been_given_what_they_cover(programme) -> None:
    customers = by_id(programme, "leads.Customer")
    partners = {partner.row.id: partner for partner in programme.cast.partners}
    leads = by_id(programme, "leads.Lead")
    for offer in rows(programme, "leads.Offer"):
        if offer.partner_id:
            customer = customers[leads[offer.lead_id].customer_id]
            partner = partners[offer.partner_id]
            assert partner.is_open
            assert partner.covers(customer.country, customer.industry) or partner.row.country == customer.country


def test_fees_follow_won_deals(programme) -> None:
    won = {row.id: row for row in rows(programme, "deals.Opportunity") if row.stage == Stage.WON}
    fees = rows(programme, "incentives.Fee")
    assert {fee.opportunity_id for fee in fees} == set(won)
    corrections = [fee for fee in fees if fee.corrects_id]
    assert {fee.amount > 0 for fee in corrections} == {True, False}, "one was added to, one was taken back in part"
    for fee in fees:
        assert sum(float(line["amount"]) for line in fee.lines) == pytest.approx(float(fee.amount))
    for fee in [fee for fee in fees if not fee.corrects_id]:
        left = sum(row.amount for row in (fee, *corrections) if fee.id in (row.id, row.corrects_id))
        assert 0 < left <= fee.base
        assert fee.due_on == won[fee.opportunity_id].closed_at.date() + timedelta(days=30)
        assert (fee.state == FeeState.ACCRUED) == (fee.due_on >= programme.world.day)


def test_the_waterfall_lies_around_its_norms(programme) -> None:
    outbound = {row.id for row in rows(programme, "leads.Lead") if row.direction == Direction.OUTBOUND}
    passed = defaultdict(set)
    for row in rows(programme, "leads.Passage"):
        if row.lead_id in outbound:
            passed[row.step].add(row.lead_id)
    shares = {
        (before, after): len(passed[after]) / len(passed[before])
        for before, after in (
            (Step.LEAD, Step.QUALIFIED),
            (Step.QUALIFIED, Step.ACCEPTED),
            (Step.ACCEPTED, Step.OPPORTUNITY),
            (Step.OPPORTUNITY, Step.WON),
        )
    }
    norms = dict(zip(shares, (0.2, 0.4, 0.6, 0.2), strict=True))
    assert {step: share for step, share in shares.items() if abs(share - norms[step]) > 0.25} == {}


def test_two_loads_of_one_day_are_the_same_and_of_another_are_not() -> None:
    first, second, other = build(DAY), build(DAY, hour=6), build(DAY + timedelta(days=1))
    plain = {table: found for table, found in first.world.tables.items() if table != "promises.Nudge"}
    assert plain == {table: found for table, found in second.world.tables.items() if table != "promises.Nudge"}
    assert [row.name for row in rows(first, "leads.Customer")] != [row.name for row in rows(other, "leads.Customer")]
    assert first.cast.named.keys() == other.cast.named.keys(), "who signs in keeps the name"


def test_the_sites_form_has_brought_leads_and_one_of_them_twice(programme) -> None:
    [form] = rows(programme, "leads.WebForm")
    leads, people = by_id(programme, "leads.Lead"), by_id(programme, "leads.Contact")
    entries = rows(programme, "leads.WebEntry")
    assert len(entries) == 4
    for entry in entries:
        lead = leads[entry.lead_id]
        assert (lead.lead_source, entry.form_id, entry.consent_text) == ("web", form.id, form.consent_text)
        assert people[lead.contact_id].consent_at == entry.consented_at == lead.arrived_at
    asked = Counter(people[leads[entry.lead_id].contact_id].name for entry in entries)
    assert 2 in asked.values(), "a likely double"
    assert len({leads[entry.lead_id].customer_id for entry in entries}) == 4


def test_somebody_has_drafted_a_plan_and_a_routing(programme) -> None:
    ahead = [row for row in rows(programme, "incentives.CompensationPlan") if row.in_force_from > programme.world.day]
    assert [(row.name, row.number) for row in ahead] == [("Partner plan", 2)]
    assert all(fee.plan_id != ahead[0].id for fee in rows(programme, "incentives.Fee"))
    [draft] = rows(programme, "leads.PolicyDraft")
    assert draft.against == 1 and draft.hot_from > draft.warm_from


def test_what_became_a_deal_is_rated_too(programme) -> None:
    leads = by_id(programme, "leads.Lead")
    ended = {row.lead_id: row.stage for row in rows(programme, "deals.Opportunity") if row.get("lead_id")}
    rated = {stage for lead, stage in ended.items() if leads[lead].get("quality")}
    assert rated == {Stage.WON, Stage.LOST}
    assert all(bool(row.get("quality")) == bool(row.get("rating_until")) for row in leads.values())


def test_all_addresses_are_invented(programme) -> None:
    for table in ("accounts.User", "leads.Contact"):
        assert all(not row.email or row.email.endswith(".example") for row in rows(programme, table))
    assert all(row.domain.endswith(".example") for row in rows(programme, "leads.Customer"))


def test_every_icon_of_the_timelines_exists(programme) -> None:
    for name in {row.icon for row in rows(programme, "core.TimelineEntry")}:
        assert icon(name)


# -- every history is a legal path


def test_every_history_is_a_legal_path(monkeypatch) -> None:
    """The verbs are watched while a programme is made; each step must stand in the tables of the rules."""
    leads, registrations, deals, fees = Counter(), Counter(), Counter(), Counter()
    enter_lead, enter_registration = lead_verbs.LeadVerbs._enter, registration_verbs.RegistrationVerbs._enter

    def watch_lead(self, lead, state, at, **columns):
        leads[lead.row.direction, lead.row.state, str(state)] += 1
        enter_lead(self, lead, state, at, **columns)

    def watch_registration(self, found, state, at, **columns):
        registrations[found.row.state, str(state)] += 1
        enter_registration(self, found, state, at, **columns)

    class Watched(DealVerbs):
        def move(self, deal, at, actor, stage, next_step):
            deals["update", deal.row.stage, None] += 1
            super().move(deal, at, actor, stage, next_step)

        def _close(self, deal, at, stage):
            deals["win" if stage == Stage.WON else "lose", deal.row.stage, stage] += 1
            super()._close(deal, at, stage)

        def approve_fee(self, deal, at):
            fees["approve", deal.fee.state] += 1
            super().approve_fee(deal, at)

        def pay_fee(self, deal, at, reference):
            fees["pay", deal.fee.state] += 1
            super().pay_fee(deal, at, reference)

    monkeypatch.setattr(lead_verbs.LeadVerbs, "_enter", watch_lead)
    monkeypatch.setattr(registration_verbs.RegistrationVerbs, "_enter", watch_registration)
    monkeypatch.setattr("reports.demo.programme.DealVerbs", Watched)
    build(DAY)
    assert leads and registrations and deals and fees
    legal = {
        (direction, source, target.target)
        for target in lead_rules.TRANSITIONS
        for direction in target.who
        for source in target.sources
    }
    assert set(leads) <= legal, set(leads) - legal
    legal = {(source, row.target) for row in deal_rules.REGISTRATION.values() for source in row.sources}
    contested = {(source, RegistrationState.CONTESTED) for source in deal_rules.REGISTRATION["submit"].sources}
    assert set(registrations) <= legal | contested, set(registrations) - legal
    assert all(source in deal_rules.DEAL[action].sources for action, source, _stage in deals)
    assert all(fee_rules.possible(action, state, Role.FINANCE) for action, state in fees)


# -- business time from a table


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_table_of_hours_answers_as_the_calendar_does(country: str) -> None:
    calendar = BusinessCalendar(country, COUNTRIES[country].zone)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    hours = Hours(calendar, start, start + timedelta(days=500))
    for number in range(200):
        moment = start + timedelta(hours=31.7 * number, minutes=number % 60)
        wanted = (number * 1.7) % 60
        assert abs(hours.add(moment, wanted) - calendar.add_business_hours(moment, wanted)) < timedelta(seconds=1)
        assert hours.next_open(moment) == calendar.next_open(moment)
        later = moment + timedelta(hours=number % 90)
        assert hours.between(moment, later) == pytest.approx(calendar.business_hours_between(moment, later))
        assert hours.between(hours.before(moment, wanted), moment) == pytest.approx(wanted) or number < 10
