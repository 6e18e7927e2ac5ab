"""What outcomes teach: pure chances, a comparison on time held out, and what a lead's score becomes by it."""

import random
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from leads import scoring, tasks
from leads.learning import fitting, judging, model, trial
from leads.learning.trial import Outcome
from leads.models import Contact, Lead, LeadPolicy, LearnedScore
from leads.services import learned, learning, policies, qualifying, rehearsing
from prm.core.errors import NotAllowed

from .conftest import fresh, page

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def outcomes(count=600, seed=1, telling=0.8):
    """Retail is won as often as `telling` says, others as often as it does not; the rules' points are noise."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        industry = chance.choice(["retail", "health", ""])
        won = chance.random() < (telling if industry == "retail" else 1 - telling)
        known = {"industry": industry, "value": str(chance.randrange(1000)), "country": chance.choice(["NL", "DE"])}
        found.append(Outcome(BEGAN + timedelta(hours=number), known, chance.randrange(100), won))
    return found


def test_a_chance_is_as_often_true_as_it_says():
    rows = outcomes(2000)
    found = fitting.fit([one.known for one in rows], [one.won for one in rows], ["value"])
    retail = [one for one in rows if one.known["industry"] == "retail"]
    said = sum(found.chance(one.known) for one in retail) / len(retail)
    assert said == pytest.approx(sum(one.won for one in retail) / len(retail), abs=0.03)
    assert found.chance({}) == pytest.approx(found.chance({"industry": "", "value": "", "country": "unheard"}))


def test_what_is_kept_gives_the_same_chance_and_needs_no_library():
    rows = outcomes(300)
    found = fitting.fit([one.known for one in rows], [one.won for one in rows], ["value"])
    kept = model.Model.from_json(found.as_json())
    assert kept.chance(rows[0].known) == pytest.approx(found.chance(rows[0].known), abs=1e-4)
    assert kept.chance(dict(reversed(rows[0].known.items()))) == pytest.approx(kept.chance(rows[0].known))


def test_reasons_name_what_is_special_the_strongest_first():
    rows = outcomes(2000)
    found = fitting.fit([one.known for one in rows], [one.won for one in rows], ["value"])
    first = found.reasons({"industry": "retail", "value": "500", "country": "NL"})[0]
    assert (first.fact, first.value) == ("industry", "retail") and first.points > 20
    assert found.reasons({"industry": "health", "value": "500", "country": "NL"})[0].points < -5


def test_nothing_is_learned_where_all_ended_alike():
    with pytest.raises(ValueError, match="alike"):
        fitting.fit([{"industry": "retail"}] * 50, [True] * 50)
    assert not trial.is_enough([])
    assert not trial.is_enough(outcomes(trial.LEAST - 1))
    late = [Outcome(BEGAN, one.known, one.points, one.won) for one in outcomes(400)]
    assert not trial.is_enough(late)  # all of one moment: nothing lies later


def test_both_are_asked_about_time_they_have_not_seen():
    rows = outcomes(800)
    assert trial.is_enough(rows)
    lesson = trial.learn(rows, ["value"])
    assert lesson.held_out == pytest.approx(200, abs=2)
    assert lesson.held_out_from > BEGAN + timedelta(hours=590)
    assert lesson.of_model.loss < 0.55 < 0.67 < lesson.of_rules.loss
    assert lesson.of_model.area > 0.75 and lesson.of_rules.area == pytest.approx(0.5, abs=0.1)


def test_a_model_is_not_truer_where_facts_tell_nothing():
    lesson = trial.learn(outcomes(800, telling=0.5), ["value"])
    assert lesson.of_model.loss > 0.68


def test_a_poor_lead_speaks_more_against_its_like_than_a_good_one():
    def chance(quality):
        rows = [
            Outcome(one.arrived_at, one.known, one.points, one.won, None if one.won else quality)
            if one.known["industry"] == "retail"
            else one
            for one in outcomes(800)
        ]
        return trial.learn(rows, ["value"]).model.chance({"industry": "retail", "value": "10", "country": "NL"})

    assert chance(1) < chance(None) < chance(5)


def test_measures_of_truth():
    assert model.area_under_curve([0.1, 0.9, 0.5, 0.5], [False, True, True, False]) == pytest.approx(0.875)
    assert model.area_under_curve([0.3, 0.4], [True, True]) == 0.5
    assert model.log_loss([0.5, 0.5], [True, False]) == pytest.approx(0.6931, abs=1e-4)


def test_as_many_leads_reach_a_score_as_by_the_rules():
    scale = model.spread([number / 1000 for number in range(1000)], [number % 100 for number in range(1000)], 100)
    hot = sum(model.points_of(number / 1000, scale) >= 70 for number in range(1000))
    assert hot == pytest.approx(300, abs=12)
    assert model.points_of(-1, scale) == 0 and model.points_of(2, scale) == 99


def test_age_takes_points_and_says_so():
    new = judging.judge({"phone": "1"}, [], None, days=0, half_life=90)
    assert new.lines == ()
    rules = [qualifying.scoring.Rule("A phone number", "phone", "known", "", 40)]
    old = judging.judge({"phone": "1"}, rules, None, days=90, half_life=90)
    assert old.points == 20 and [line.points for line in old.lines] == [40, -20]


# -- in the database


@pytest.fixture
def history(cast):
    """Leads that ended: those of directors became deals, most others did not."""
    LeadPolicy.objects.update(model_from=200)
    from leads.models import Customer

    customer = Customer.objects.create(name="Past", identity="d:past.example", country="NL")
    people = {
        title: Contact.objects.create(customer=customer, name=title, title=title) for title in ("Director", "Intern")
    }
    start, chance, rows = timezone.now() - timedelta(days=400), random.Random(3), []
    for number in range(400):
        title = chance.choice(list(people))
        won = chance.random() < (0.8 if title == "Intern" else 0.1)  # the contrary of what the rules believe
        at = start + timedelta(hours=20 * number)
        rows.append(
            Lead(
                direction="outbound", state="converted" if won else "closed", customer=customer, contact=people[title],
                need="x", lead_source="web", arrived_at=at, state_since=at, last_activity_at=at, partner=cast.one,
                close_reason="" if won else "no_need",
            )
        )  # fmt: skip
    Lead.objects.bulk_create(rows)
    return people


@pytest.mark.django_db
def test_a_worker_learns_weekly_and_what_is_truer_decides(cast, history, outbound):
    tasks.learn()
    version = LearnedScore.objects.get()
    assert version.is_truer and version.number == 1 and version.outcomes > 300
    assert learned.is_in_use(LeadPolicy.objects.get(is_current=True), version)
    intern = outbound(contact_title="Intern")
    director = outbound(company="Two", website="", contact_title="Director", contact_email="d@two.example")
    assert intern.scored_by == director.scored_by == 1
    assert intern.chance > 0.5 > director.chance
    assert intern.score > director.score
    assert "Job title: Intern" in [line["label"] for line in intern.score_lines]
    tasks.learn()
    assert LearnedScore.objects.count() == 1  # not before a week is over


@pytest.mark.django_db
def test_only_what_was_known_on_arrival_teaches(cast, history):
    yesterday = timezone.now() - timedelta(days=1)
    for name in ("LeadEvent", "ContactEvent", "CustomerEvent"):  # or all would be of this test's one transaction
        apps.get_model("leads", name).objects.update(pgh_created_at=yesterday)
    Contact.objects.filter(pk=history["Intern"].pk).update(title="Chief", phone="+31 20 123 4567")
    Lead.objects.update(need="Found out much later, in a long talk about everything they want to buy from us.")
    with_events = learning.past_outcomes(timezone.now())
    assert {one.known["title"] for one in with_events} == {"Director", "Intern"}
    assert {one.known["phone"] for one in with_events} == {""}
    assert {one.known["need_length"] for one in with_events} == {"1"}


@pytest.mark.django_db
def test_young_leads_and_duplicates_teach_nothing(cast, history):
    count = len(learning.past_outcomes(timezone.now()))
    Lead.objects.filter(pk=Lead.objects.filter(state="closed").first().pk).update(close_reason="duplicate")
    assert len(learning.past_outcomes(timezone.now())) == count - 1
    assert learning.past_outcomes(timezone.now() - timedelta(days=500)) == []


@pytest.mark.django_db
def test_with_too_few_outcomes_the_rules_decide_and_the_page_says_why(cast, outbound, as_):
    tasks.learn()
    version = LearnedScore.objects.get()
    assert version.weights is None and version.number is None
    assert outbound().scored_by is None
    assert "nothing could be learned yet" in page(as_(cast.ada), "lead_settings:learned")


@pytest.mark.django_db
def test_an_administrator_goes_back_to_the_rules(cast, history, outbound, as_):
    tasks.learn()
    gus = as_(cast.gus)
    assert "The model is in use" in page(gus, "lead_settings:learned")
    gus.post(reverse("lead_settings:use_model"), {"wanted": "no"})
    assert "switched the model off" in page(gus, "lead_settings:learned")
    lead = outbound()
    assert lead.scored_by is None and lead.chance is not None  # the rules' points have their chance too
    assert "become a deal" in page(as_(cast.ben), "leads:detail", lead.ref)
    gus.post(reverse("lead_settings:use_model"), {"wanted": "yes"})
    assert outbound(company="Other").scored_by == 1


@pytest.mark.django_db
def test_enough_is_what_the_policy_says(cast, history, outbound):
    tasks.learn()
    LeadPolicy.objects.update(model_from=5000)
    assert outbound().scored_by is None
    assert "fewer than" in str(learned.why(LeadPolicy.objects.get(is_current=True), learned.newest_version()))


@pytest.mark.django_db
def test_learn_now_asks_once_and_only_an_administrator(cast, as_):
    as_(cast.gus).post(reverse("lead_settings:learn"))
    as_(cast.gus).post(reverse("lead_settings:learn"))
    assert LearnedScore.objects.filter(learned_at=None, asked_by=cast.gus).count() == 1
    with pytest.raises(NotAllowed):
        learning.ask(cast.ada)
    tasks.learn()
    assert fresh(LearnedScore.objects.get()).learned_at is not None


def test_the_web_process_never_loads_the_library():
    import subprocess

    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'prm.settings.test'; import django; django.setup(); "
        "import prm.urls, leads.tasks, sys; print(sorted({'sklearn', 'numpy', 'scipy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "[]", run.stderr[-400:]


def ranks_by(learned_score, policy):
    """How many leads are of each rank as `judging` scores them today."""
    rules, ranks = policies.active_rules(), Counter()
    for lead in Lead.objects.select_related("customer", "contact", "product"):
        found = judging.judge(qualifying.facts_of(lead), rules, learned_score, days=0, half_life=1)
        ranks[scoring.rank_of(found.points, hot_from=policy.hot_from, warm_from=policy.warm_from)] += 1
    return ranks


@pytest.mark.django_db
def test_a_policy_is_tried_with_the_model_that_decides(cast, history, outbound):
    tasks.learn()
    outbound(contact_title="Intern")
    policy = LeadPolicy.objects.get(is_current=True)
    by_model, by_rules = ranks_by(learned.learned_now(policy), policy), ranks_by(None, policy)
    assert by_model != by_rules
    tried = rehearsing.rehearse_policy({"uses_model": False})
    assert (tried.model_now, tried.model_then) == (1, None)
    assert {rank: tally.leads for rank, tally in tried.before.items() if tally.leads} == by_model
    assert {rank: tally.leads for rank, tally in tried.after.items() if tally.leads} == by_rules
    assert rehearsing.rehearse_policy({"model_from": 5000}).model_then is None
    assert rehearsing.rehearse_policy({"hot_from": 99}).model_then == 1


@pytest.mark.django_db
def test_the_preview_says_who_decides_the_score(cast, history, as_):
    tasks.learn()
    client = as_(cast.ada)
    rule = {"label": "Dutch", "field": "country", "operator": "is", "value": "NL", "points": "9", "is_active": "on"}
    url = reverse("lead_settings:scoring_new")
    assert "this rule changes nothing while the model is in use" in client.post(url, rule).content.decode()
    policy_url = reverse("lead_settings:policy")
    data = client.get(policy_url).context["form"].initial | {"model_from": "5000"}
    assert "of the model now, and by the rules then" in client.post(policy_url, data).content.decode()
    as_(cast.gus).post(reverse("lead_settings:use_model"), {"wanted": "no"})
    assert "changes nothing" not in client.post(url, rule).content.decode()
