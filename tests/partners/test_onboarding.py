"""First steps of a new partner: the data says what is done, each reader gets a link to what is theirs."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners import services
from partners.library.models import Document
from partners.library.services import acknowledge
from partners.models import Partner, Territory
from partners.selectors import not_yet_onboarded, onboarded, onboarding_found, onboarding_of, onboarding_to_follow
from partners.selectors.onboarding import steps
from partners.signals import steps_asked
from prm.accounts.models import RolePolicy, User
from tests.world import make

OURS = {"contract", "territory", "active"}


def state_of(user, partner):
    found = onboarding_of(user, partner)
    return {} if found is None else {step.label: step for step in found.steps}


def open_steps(user, partner):
    labels = {str(step.label): step.name for step in steps()}
    return {labels[label] for label, step in state_of(user, partner).items() if not step.is_done}


@pytest.fixture
def newcomer(cast):
    return invite(cast, "Newcomer", "nia@new.example")


def invite(cast, name, email):
    return services.invite_partner(
        actor=cast.ada, admin_name="Nia New", admin_email=email, name=name, type="reseller", tier=cast.two.tier,
        country="NL", currency="EUR",
    )  # fmt: skip


def test_a_partner_that_was_just_invited_has_everything_before_it(cast, newcomer):
    assert open_steps(cast.ada, newcomer) == OURS | {"admin", "colleague", "business"}


def agree(cast, partner):
    today = timezone.localdate()
    services.agree_contract(
        actor=cast.ada, partner=partner, starts_on=today, ends_on=today.replace(year=today.year + 1, day=1), terms="v1"
    )


def test_each_step_is_done_by_doing_it(cast, newcomer):
    agree(cast, newcomer)
    assert "contract" not in open_steps(cast.ada, newcomer)
    Territory.objects.create(name="Utrecht", partner=newcomer, countries=["NL"])
    newcomer = services.change_partner_state(actor=cast.ada, partner=newcomer, state="active")
    assert open_steps(cast.ada, newcomer) == {"admin", "colleague", "business"}
    nia = User.objects.select_related("member").get(email="nia@new.example")
    nia.is_active = True
    nia.save(update_fields=["is_active"])
    services.invite_member(actor=cast.ada, partner=newcomer, name="Cy", email="cy@new.example", role="partner_rep")
    assert open_steps(cast.ada, newcomer) == {"business"}
    RolePolicy.objects.update_or_create(role=nia.role, defaults={"mfa_required": True})
    assert open_steps(cast.ada, newcomer) == {"second_factor", "business"}


def test_a_lead_that_was_answered_or_a_deal_that_was_registered_ends_it(cast):
    assert "business" in open_steps(cast.ada, cast.one)
    make(cast)
    assert "business" not in open_steps(cast.ada, cast.one)
    assert "business" in open_steps(cast.ada, cast.two)


def test_each_side_gets_links_to_its_own_steps_only(cast, as_, newcomer):
    for who, own in ((cast.ada, True), (cast.cleo, False)):
        for label, step in state_of(who, cast.one if who == cast.cleo else newcomer).items():
            name = next(one.name for one in steps() if str(one.label) == label)
            if not step.is_done:
                assert bool(step.url) == ((name in OURS) == own), (who, name)
                assert bool(step.url) != bool(step.who)
    page = as_(cast.ada).get(reverse("partners:standing", args=[newcomer.ref])).content.decode()
    assert "First steps" in page and reverse("partners:contract_new", args=[newcomer.ref]) in page
    assert "First steps" in as_(cast.cleo).get("/").content.decode()
    assert "First steps" not in as_(cast.ben).get(reverse("partners:standing", args=[newcomer.ref])).content.decode()
    assert onboarding_of(cast.dan, cast.one) is None


def test_every_link_opens(cast, as_, newcomer):
    for who, partner in (("ada", newcomer), ("cleo", cast.one)):
        client = as_(getattr(cast, who))
        for step in state_of(getattr(cast, who), partner).values():
            if step.url:
                assert client.get(step.url).status_code == 200, step


def test_the_list_narrows_to_those_with_steps_to_take(cast, as_, newcomer):
    client = as_(cast.ada)
    rows = client.get(reverse("partners:list"), {"steps": "open"}).context["table"].rows
    assert {row.record.name for row in rows} == {"Newcomer", "Partner One", "Partner Two"}
    world = make(cast)
    acknowledge(actor=cast.carl, version=world[Document].versions.get())
    agree(cast, cast.one)
    assert list(onboarded(Partner.objects.all())) == [cast.one]
    assert cast.one not in not_yet_onboarded(Partner.objects.all())
    assert onboarding_of(cast.ada, cast.one) is None
    rows = client.get(reverse("partners:list"), {"steps": "done"}).context["table"].rows
    assert [row.record.name for row in rows] == ["Partner One"]


def test_the_channel_manager_reads_who_stands_at_which_step_and_since_when(cast, as_):
    with time_machine.travel("2026-03-02 09:00+00:00"):
        first = invite(cast, "Newcomer", "nia@new.example")
    with time_machine.travel("2026-03-04 09:00+00:00"):
        second = invite(cast, "Second", "sam@second.example")
    Partner.objects.filter(pk=second.pk).update(owner=cast.gus)
    with time_machine.travel("2026-03-05 09:00+00:00"):
        agree(cast, first)
        Territory.objects.create(name="Utrecht", partner=first, countries=["NL"])
    found = {partner.name: partner for partner in onboarding_to_follow(cast.ada)}
    assert set(found) == {"Newcomer", "Partner One", "Partner Two"}
    assert [partner.name for partner in onboarding_to_follow(cast.gus)] == ["Second"]
    stands = found["Newcomer"]
    assert stands.stands_since == Territory.objects.get(name="Utrecht").created_at
    [(_partner, onboarding)] = onboarding_found(cast.ada, [stands])
    assert (onboarding.next.label, onboarding.done) == ("Make the partnership active", 5)
    page = as_(cast.ada).get("/").content.decode()
    assert "First steps of new partners" in page and "Make the partnership active · since" in page
    assert reverse("partners:state", args=[first.ref]) in page and first.get_absolute_url() in page
    assert "First steps of new partners" not in as_(cast.ben).get("/").content.decode()


def test_who_has_taken_every_step_is_followed_no_longer(cast, as_):
    world = make(cast)
    acknowledge(actor=cast.carl, version=world[Document].versions.get())
    agree(cast, cast.one)
    assert cast.one not in list(onboarding_to_follow(cast.ada))
    Partner.objects.filter(pk=cast.two.pk).update(state="ended")
    assert not onboarding_to_follow(cast.ada).exists()
    assert "First steps of new partners" not in as_(cast.ada).get("/").content.decode()


def test_whoever_has_left_takes_no_first_steps(cast):
    Partner.objects.filter(pk=cast.two.pk).update(state="ended")
    assert onboarding_of(cast.ada, Partner.objects.get(pk=cast.two.pk)) is None
    assert cast.two not in not_yet_onboarded(Partner.objects.all())


def test_it_takes_one_query(cast):
    assert steps_asked.receivers
    with CaptureQueriesContext(connection) as asked:
        onboarding_of(cast.ada, cast.one)
    assert len(asked) == 1
