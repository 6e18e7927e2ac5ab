"""A partner's people: invited from both sides, edited, closed and opened; and nobody reaches into another partner."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from partners import services
from partners.models import Campaign, Member, Partner
from prm.accounts.enums import Role
from prm.accounts.models import Invitation, User
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused


def new_partner(cast, **changes):
    fields = {
        "name": "Partner Three",
        "type": "agent",
        "tier": cast.one.tier,
        "country": "BE",
        "admin_name": "Eva Claes",
        "admin_email": "eva@three.example",
    }
    return services.invite_partner(actor=cast.ada, **{**fields, **changes})


def sentences(subject, user):
    return [entry.sentence for entry in timeline.of(subject, user)]


def test_a_channel_manager_invites_a_partner_with_its_campaign_and_first_admin(cast):
    partner = new_partner(cast)
    eva = User.objects.get(email="eva@three.example")
    assert (partner.state, partner.owner) == ("prospect", cast.ada)
    assert Campaign.objects.get(partner=partner).is_default
    assert (eva.role, eva.is_active, eva.member.partner) == (Role.PARTNER_ADMIN, False, partner)
    assert [sent.to for sent in mail.outbox] == [["eva@three.example"]]
    assert len(sentences(partner, cast.ada)) == 2


def test_the_page_invites_a_partner(cast, as_):
    data = {
        "name": "Partner Three", "type": "agent", "tier": cast.one.tier.pk, "country": "BE", "currency": "EUR",
        "owner": cast.ada.pk, "admin_name": "Eva Claes", "admin_email": "eva@three.example",
        "website": "three.example",
    }  # fmt: skip
    response = as_(cast.ada).post(reverse("partners:new"), data)
    partner = Partner.objects.get(name="Partner Three")
    assert response.status_code == 302 and response["Location"] == partner.get_absolute_url()
    assert partner.website == "https://three.example"


def test_a_taken_name_or_address_is_said_and_nothing_is_left_behind(cast, as_):
    before = (Partner.objects.count(), User.objects.count(), Invitation.objects.count())
    with pytest.raises(InvalidInput) as refusal:
        new_partner(cast, name="PARTNER one")
    assert set(refusal.value.fields) == {"name"}
    with pytest.raises(InvalidInput) as refusal:
        new_partner(cast, admin_email="CLEO@example.com")
    assert set(refusal.value.fields) == {"admin_email"}
    assert (Partner.objects.count(), User.objects.count(), Invitation.objects.count()) == before


@pytest.mark.parametrize("who", ["ben", "fay", "cleo", "carl"])
def test_nobody_else_invites_partners(cast, who):
    with pytest.raises(NotAllowed):
        services.invite_partner(
            actor=getattr(cast, who), name="X", type="oem", tier=cast.one.tier, country="BE", admin_name="Y",
            admin_email="y@x.example",
        )  # fmt: skip
    assert not Partner.objects.filter(name="X").exists()


@pytest.mark.parametrize("who", ["cleo", "ada", "gus"])
def test_a_colleague_is_invited_by_the_partner_admin_and_by_the_channel_manager(cast, as_, who):
    url = reverse("partners:member_invite", args=[cast.one.ref])
    data = {"name": "Nia Berg", "email": "nia@one.example", "role": "partner_rep", "title": "Sales"}
    response = as_(getattr(cast, who)).post(url, data)
    nia = User.objects.get(email="nia@one.example")
    assert response.status_code == 302
    assert (nia.member.partner, nia.role, nia.title) == (cast.one, "partner_rep", "Sales")
    assert any("Nia Berg" in sentence for sentence in sentences(cast.one, cast.carl))


@pytest.mark.parametrize(("who", "status"), [("carl", 403), ("ben", 403), ("dan", 404)])
def test_others_invite_nobody_to_partner_one(cast, as_, who, status):
    url = reverse("partners:member_invite", args=[cast.one.ref])
    data = {"name": "Nia Berg", "email": "nia@one.example", "role": "partner_rep"}
    assert as_(getattr(cast, who)).post(url, data).status_code == status
    assert not User.objects.filter(email="nia@one.example").exists()


@pytest.mark.parametrize("role", ["administrator", "channel_manager", "finance", "nonsense", ""])
def test_a_member_never_becomes_staff_by_invitation(cast, as_, role):
    url = reverse("partners:member_invite", args=[cast.one.ref])
    response = as_(cast.cleo).post(url, {"name": "Nia", "email": "nia@one.example", "role": role})
    assert response.status_code == 422
    with pytest.raises(InvalidInput):
        services.invite_member(actor=cast.cleo, partner=cast.one, email="n@one.example", name="N", role=role)
    assert not User.objects.filter(email__endswith="@one.example").exists()


def test_a_taken_address_keeps_what_was_typed_and_does_not_say_whose_it_is(cast, as_):
    url = reverse("partners:member_invite", args=[cast.two.ref])
    response = as_(cast.dan).post(url, {"name": "Carl Again", "email": "carl@example.com", "role": "partner_rep"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Carl Again" in page and "Partner One" not in page and "Smit" not in page


def test_a_partnership_that_has_ended_takes_nobody_new(cast):
    Partner.objects.filter(pk=cast.one.pk).update(state="ended")
    with pytest.raises(TransitionRefused):
        services.invite_member(actor=cast.ada, partner=cast.one, email="n@one.example", name="N", role="partner_rep")


def test_a_new_link_replaces_the_old_one(cast, as_):
    member = services.invite_member(
        actor=cast.cleo, partner=cast.one, email="n@one.example", name="N", role="partner_rep"
    )
    response = as_(cast.cleo).post(reverse("partners:member_invite_again", args=[member.ref]))
    assert response.status_code == 302
    assert Invitation.objects.pending().filter(user=member.user).count() == 1
    assert Invitation.objects.filter(user=member.user).count() == 2


def test_who_has_accepted_is_not_invited_again(cast, as_):
    response = as_(cast.cleo).post(reverse("partners:member_invite_again", args=[cast.carl.member.ref]))
    assert response.status_code == 409 and b"already accepted" in response.content


def test_a_partner_admin_sets_capacity_role_and_absence(cast, as_):
    day = timezone.localdate() + timedelta(days=3)
    data = {"role": "partner_admin", "capacity": 4, "away_from": day, "away_until": day + timedelta(days=7)}
    response = as_(cast.cleo).post(reverse("partners:member_edit", args=[cast.carl.member.ref]), data)
    assert response.status_code == 302
    carl = User.objects.get(pk=cast.carl.pk)
    assert (carl.role, carl.away_from, carl.member.capacity) == ("partner_admin", day, 4)
    assert len(sentences(cast.one, cast.cleo)) == 3


def test_unchanged_fields_are_not_written(cast):
    services.update_member(actor=cast.cleo, member=cast.carl.member, changes={"capacity": 10, "role": "partner_rep"})
    assert sentences(cast.one, cast.cleo) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity": -1}, "capacity"),
        ({"capacity": 501}, "capacity"),
        ({"role": "administrator"}, "role"),
        ({"away_from": timezone.localdate(), "away_until": timezone.localdate() - timedelta(days=1)}, "away_until"),
        ({"away_until": timezone.localdate() - timedelta(days=400)}, "away_until"),
    ],
)
def test_bad_values_name_their_field(cast, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        services.update_member(actor=cast.cleo, member=cast.carl.member, changes=changes)
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize("who", ["carl", "dan", "ben", "fay"])
def test_others_change_no_member_of_partner_one(cast, who):
    for act in (
        lambda actor: services.update_member(actor=actor, member=cast.carl.member, changes={"capacity": 99}),
        lambda actor: services.deactivate_member(actor=actor, member=cast.carl.member),
        lambda actor: services.reactivate_member(actor=actor, member=cast.carl.member),
    ):
        with pytest.raises(NotAllowed):
            act(getattr(cast, who))
    carl = Member.objects.get(user=cast.carl)
    assert carl.capacity == 10 and carl.user.is_active


def test_nobody_changes_their_own_role_or_closes_their_own_account(cast, as_):
    client = as_(cast.cleo)
    url = reverse("partners:member_edit", args=[cast.cleo.member.ref])
    assert 'name="role"' not in client.get(url).content.decode()
    client.post(url, {"role": "partner_rep", "capacity": 10})
    assert User.objects.get(pk=cast.cleo.pk).role == Role.PARTNER_ADMIN
    response = client.post(reverse("partners:member_deactivate", args=[cast.cleo.member.ref]))
    assert response.status_code == 403 and User.objects.get(pk=cast.cleo.pk).is_active


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(cast, as_):
    carl = as_(cast.carl)
    assert carl.get(reverse("partners:team")).status_code == 200
    cleo = as_(cast.cleo)
    for _twice in range(2):
        assert cleo.post(reverse("partners:member_deactivate", args=[cast.carl.member.ref])).status_code == 302
    assert carl.get(reverse("partners:team")).status_code == 302
    closed = [sentence for sentence in sentences(cast.one, cast.ada) if "closed" in sentence]
    assert len(closed) == 1
    assert cleo.post(reverse("partners:member_reactivate", args=[cast.carl.member.ref])).status_code == 302
    assert User.objects.get(pk=cast.carl.pk).is_active


def test_an_invitation_that_waits_is_taken_back(cast):
    member = services.invite_member(
        actor=cast.cleo, partner=cast.one, email="n@one.example", name="N", role="partner_rep"
    )
    services.deactivate_member(actor=cast.cleo, member=member)
    assert not Invitation.objects.pending().filter(user=member.user).exists()
    with pytest.raises(TransitionRefused):
        services.reactivate_member(actor=cast.cleo, member=member)


def test_an_admin_who_was_closed_a_moment_ago_closes_nobody(cast):
    """Two admins close each other: the second one's request was already on its way."""
    services.update_member(actor=cast.cleo, member=cast.carl.member, changes={"role": "partner_admin"})
    stale_carl = User.objects.get(pk=cast.carl.pk)
    services.deactivate_member(actor=cast.cleo, member=cast.carl.member)
    with pytest.raises(NotAllowed):
        services.deactivate_member(actor=stale_carl, member=cast.cleo.member)
    assert User.objects.get(pk=cast.cleo.pk).is_active


def test_a_get_changes_nothing(cast, as_):
    client = as_(cast.cleo)
    for name in ("member_deactivate", "member_reactivate", "member_invite_again", "member_edit"):
        client.get(reverse(f"partners:{name}", args=[cast.carl.member.ref]))
    assert User.objects.get(pk=cast.carl.pk).is_active and not mail.outbox


def test_the_team_shows_colleagues_only(cast, as_):
    page = as_(cast.carl).get(reverse("partners:team")).content.decode()
    assert "Cleo Maes" in page and "Carl Smit" in page and "Dan Vogel" not in page
