"""Every (state, action) pair: the table, the person, and what the service really does."""

import itertools

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from deals import rules, services
from deals.enums import CLOSED_STAGES, OPEN_STAGES, RegistrationState, Stage
from deals.models import DealFile, Opportunity, Registration
from prm.accounts.enums import EVERYONE, MEMBERS
from prm.core.errors import DomainError, NotAllowed, TransitionRefused

from .conftest import LETTER, STATES, TOGETHER, taken_back

ACTIONS = {
    "edit": lambda row, c: services.save_draft(c.cleo, row, {"city": "Gouda"}),
    "submit": lambda row, c: services.submit(c.cleo, row),
    "withdraw": lambda row, c: services.withdraw(c.cleo, row),
    "request_changes": lambda row, c: services.request_changes(c.ben, row, ["need"], "More, please."),
    "answer": lambda row, c: services.answer_action_required(c.cleo, row, {"need": "Three sites."}),
    "approve": lambda row, c: services.approve(c.ben, row),
    "reject": lambda row, c: services.start_rejection(c.ben, row, **LETTER),
    "return": lambda row, c: services.return_to_review(c.ada, row, "I know this customer."),
    "confirm_rejection": lambda row, c: services.confirm_rejection(c.ada, row),
    "reassign": lambda row, c: services.reassign_reviewer(c.ada, row, c.ada),
    "award": lambda row, c: services.award(c.ada, row),
    "share": lambda row, c: services.share(c.ada, row, **TOGETHER),
    "decline_contested": lambda row, c: services.decline_contested(c.ada, row, **LETTER),
    "appeal": lambda row, c: services.appeal(c.cleo, row, "The budget is signed."),
    "answer_appeal": lambda row, c: services.answer_appeal(c.ada, row, "It stands.", reopen=False),
    "reopen": lambda row, c: services.answer_appeal(c.ada, row, "We look again.", reopen=True),
    "extend": lambda row, c: services.extend(c.ben, row, "A proposal is out."),
    "lapse": None,
    "complete": None,
}
# Possible by state, and refused for a reason of its own: tested where that reason is.
HAS_A_CONDITION = {
    ("contested", "award"),  # somebody holds the customer
    ("co_selling", "award"),
    ("contested", "decline_contested"),  # the cooling time
    ("rejected", "answer_appeal"),  # nobody appealed
    ("rejected", "reopen"),
}
REPEATED = {"submit": {"in_review", "contested"}, "withdraw": {"withdrawn"}, "approve": {"approved"}}


def test_the_tests_know_every_state_and_action() -> None:
    assert set(STATES) == set(RegistrationState.values)
    assert set(ACTIONS) == set(rules.REGISTRATION)


@pytest.mark.parametrize("state", STATES)
def test_every_action_in_every_state(state, in_state, cast) -> None:
    row = in_state(state)
    for action in (name for name, act in ACTIONS.items() if act):
        with taken_back():
            _try(action, state, Registration.objects.get(pk=row.pk), cast)


def _try(action, state, row, cast) -> None:
    transition = rules.REGISTRATION[action]
    before = Registration.objects.filter(pk=row.pk).values().get()
    if state in transition.sources and (state, action) not in HAS_A_CONDITION:
        after = ACTIONS[action](row, cast)
        assert after.state == (transition.target or state), action
        assert Registration.objects.get(pk=row.pk).state == after.state, action
    elif state in REPEATED.get(action, ()):
        assert ACTIONS[action](row, cast).state == state, action
        assert Registration.objects.filter(pk=row.pk).values().get() == before, action
    else:
        with pytest.raises(DomainError):
            ACTIONS[action](row, cast)
            pytest.fail(f"{action} was possible")
        assert Registration.objects.filter(pk=row.pk).values().get() == before, action


@pytest.mark.parametrize("action", [name for name, act in ACTIONS.items() if act])
def test_the_wrong_people_are_refused(action, in_state, cast) -> None:
    """Each action is done by Cleo, Ben or Ada above; here everybody whose role the table does not name."""
    sources = rules.REGISTRATION[action].sources
    row = in_state(sorted(sources)[0])
    before = Registration.objects.filter(pk=row.pk).values().get()
    for person in (cast.cleo, cast.carl, cast.dan, cast.ben, cast.ada, cast.fay, cast.gus):
        stranger = type(cast)(**{**cast.__dict__, "cleo": person, "ben": person, "ada": person})
        own = person.role not in MEMBERS or person.member.partner_id == row.partner_id
        if person.role in rules.REGISTRATION[action].who and own:
            continue
        with pytest.raises(NotAllowed):
            ACTIONS[action](row, stranger)
    assert Registration.objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize("action", sorted(rules.REGISTRATION))
@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_the_table_says_who_and_from_where(action, role) -> None:
    transition = rules.REGISTRATION[action]
    possible = {state for state in STATES if rules.possible(rules.REGISTRATION, action, state, role)}
    assert possible == (set(transition.sources) if role in transition.who else set())


def test_only_the_reviewer_or_the_channel_decides(in_review, cast, ada) -> None:
    services.reassign_reviewer(ada, in_review, ada)
    with pytest.raises(NotAllowed):
        services.approve(cast.ben, in_review)
    assert services.approve(cast.gus, in_review).state == "approved"


DEAL_ACTIONS = {
    "update": lambda deal, who: services.update_deal(who, deal, {"next_step": "Call on Monday"}),
    "win": lambda deal, who: services.win(who, deal),
    "lose": lambda deal, who: services.lose(who, deal, "price"),
    "note": lambda deal, who: services.add_note(who, deal, "They like it."),
    "contact": lambda deal, who: services.add_contact(who, deal, {"name": "Ida"}, "uses"),
    "remove_contact": lambda deal, who: services.remove_contact(who, deal, deal.contact),
    "remove_file": lambda deal, who: services.remove_file(who, DealFile.objects.filter(deal=deal).first()),
    "file": lambda deal, who: services.add_files(who, deal, [SimpleUploadedFile("plan.txt", b"The plan.")]),
}


@pytest.fixture
def deal(approved, cast):
    """With a file that partner one has added."""
    return services.add_files(cast.cleo, approved.opportunity, [SimpleUploadedFile("notes.txt", b"Notes.")])


def test_every_deal_action_in_every_stage(deal, cleo) -> None:
    for stage, action in itertools.product(Stage.values, sorted(DEAL_ACTIONS)):
        with taken_back():
            closed_at = timezone.now() if stage in CLOSED_STAGES else None
            Opportunity.objects.filter(pk=deal.pk).update(stage=stage, closed_at=closed_at)
            _try_deal(action, stage, Opportunity.objects.get(pk=deal.pk), cleo)


def _try_deal(action, stage, deal, who) -> None:
    transition = rules.DEAL[action]
    if stage in transition.sources:
        DEAL_ACTIONS[action](deal, who)
        assert Opportunity.objects.get(pk=deal.pk).stage == (transition.target or stage), (action, stage)
    else:
        with pytest.raises(TransitionRefused):
            DEAL_ACTIONS[action](deal, who)
            pytest.fail(f"{action} was possible in {stage}")
        assert Opportunity.objects.get(pk=deal.pk).stage == stage, (action, stage)


@pytest.mark.parametrize("action", sorted(DEAL_ACTIONS))
def test_strangers_do_not_work_a_deal(action, deal, cast) -> None:
    for person in (cast.dan, cast.fay):
        with pytest.raises(NotAllowed):
            DEAL_ACTIONS[action](deal, person)
    assert Opportunity.objects.get(pk=deal.pk).stage in OPEN_STAGES


def test_every_registration_action_has_a_door() -> None:
    """What a person can do has a page, and that page a name on its button."""
    from deals.presentation import LABELS

    for_people = {name for name, transition in rules.REGISTRATION.items() if transition.who}
    assert for_people - {"submit", "reopen"} == set(LABELS)
