"""An invitation opens one account, once, for a week."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.models import Member
from prm.accounts import services
from prm.accounts.enums import Role
from prm.accounts.models import Invitation, User
from prm.core.errors import DomainError, InvalidInput, NotAllowed, TransitionRefused

pytestmark = pytest.mark.django_db
PASSWORD = "three words of mine"


@pytest.fixture
def invited(gus, mailoutbox):
    """(the invitation, the path of its link)"""
    invitation = services.invite(actor=gus, email="Eve@Example.com", name="Eve Nova", role=Role.SALES_REP)
    return invitation, path_in(mailoutbox[-1])


def path_in(mail) -> str:
    return "/" + re.search(r"https?://\S+/accounts/invitation/\S+", mail.body).group().split("/", 3)[3]


def accept(path, password=PASSWORD, client=None):
    return (client or Client()).post(path, {"password": password, "again": password})


def test_the_link_opens_the_account(invited):
    _invitation, path = invited
    user = User.objects.get(email="eve@example.com")
    assert not user.is_active
    page = Client().get(path)
    assert page.status_code == 200
    assert b"eve@example.com" in page.content
    assert accept(path)["Location"] == reverse("account_login")
    user.refresh_from_db()
    assert user.is_active
    assert user.check_password(PASSWORD)


def test_opening_the_page_changes_nothing(invited):
    invitation, path = invited
    before = Invitation.objects.values().get(pk=invitation.pk), User.objects.values().get(pk=invitation.user_id)
    Client().get(path)
    Client().head(path)
    assert (
        Invitation.objects.values().get(pk=invitation.pk),
        User.objects.values().get(pk=invitation.user_id),
    ) == before


def test_the_link_works_once(invited):
    _invitation, path = invited
    accept(path)
    second = accept(path, "another good password")
    assert second.status_code == 410
    assert b"has been used" in second.content
    assert User.objects.get(email="eve@example.com").check_password(PASSWORD)


def test_the_link_expires_after_seven_days(invited):
    _invitation, path = invited
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert b"has expired" in accept(path).content
    assert not User.objects.get(email="eve@example.com").is_active


def test_a_link_that_was_taken_back_or_replaced_is_dead(invited, gus, mailoutbox):
    invitation, old = invited
    services.resend_invitation(actor=gus, user=invitation.user)
    new = path_in(mailoutbox[-1])
    assert accept(old).status_code == 410
    services.revoke_invitation(actor=gus, invitation=Invitation.objects.latest("pk"))
    assert accept(new).status_code == 410
    assert not User.objects.get(email="eve@example.com").is_active


def test_a_guessed_link_is_a_clear_page(db):
    answer = Client().get("/accounts/invitation/guessed-0123456789/")
    assert answer.status_code == 410
    assert b"no longer exists" in answer.content


def test_a_forwarded_link_does_not_act_for_whoever_is_signed_in(invited, as_, dan):
    _invitation, path = invited
    client = as_(dan)
    assert b"You are signed in as Dan Vogel" in client.get(path).content
    accept(path, client=client)
    assert "_auth_user_id" not in client.session, "Dan's session does not become Eve's"


def test_the_database_does_not_hold_the_link(invited):
    invitation, path = invited
    secret = path.rstrip("/").rsplit("/", 1)[1]
    row = str(list(Invitation.objects.filter(pk=invitation.pk).values()))
    assert secret not in row


@pytest.mark.parametrize("weak", ["short", "123456789012345", "password1234", "eve@example.com"])
def test_a_weak_password_is_refused_and_the_link_stays(invited, weak):
    _invitation, path = invited
    assert accept(path, weak).status_code == 422
    assert accept(path).status_code == 302


def test_a_reset_cannot_open_an_account_that_was_not_accepted(invited, mailoutbox):
    mailoutbox.clear()
    Client().post(reverse("account_reset_password"), {"email": "eve@example.com"})
    assert "password/reset/key" not in mailoutbox[0].body


INVITES = {
    Role.ADMINISTRATOR: set(Role),
    Role.CHANNEL_MANAGER: {Role.PARTNER_ADMIN, Role.PARTNER_REP},
    Role.PARTNER_ADMIN: {Role.PARTNER_ADMIN, Role.PARTNER_REP},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("who", ["gus", "ada", "ben", "fay", "cleo", "carl"])
def test_who_invites_whom(cast, mailoutbox, who, role):
    actor = getattr(cast, who)
    if role in INVITES.get(actor.role, set()):
        services.invite(actor=actor, email="new@example.com", name="New", role=role)
        assert len(mailoutbox) == 1
    else:
        with pytest.raises(NotAllowed):
            services.invite(actor=actor, email="new@example.com", name="New", role=role)
        assert not mailoutbox
        assert not User.objects.filter(email="new@example.com").exists()


def test_an_address_in_use_is_refused_and_a_partner_is_not_told_why(gus, cleo, ben, mailoutbox):
    with pytest.raises(InvalidInput, match="There is an account"):
        services.invite(actor=gus, email="BEN@example.com", name="Ben again", role=Role.FINANCE)
    with pytest.raises(InvalidInput, match="cannot be invited") as refusal:
        services.invite(actor=cleo, email="ben@example.com", name="Ben", role=Role.PARTNER_REP)
    assert set(refusal.value.fields) == {"email"}
    assert not mailoutbox


def test_nobody_is_made_a_bulk_mailer(cleo, monkeypatch, mailoutbox):
    monkeypatch.setattr("prm.accounts.services.inviting.PER_DAY", 2)
    for number in range(2):
        services.invite(actor=cleo, email=f"p{number}@example.com", name="P", role=Role.PARTNER_REP)
    with pytest.raises(DomainError, match="many invitations"):
        services.invite(actor=cleo, email="p3@example.com", name="P", role=Role.PARTNER_REP)
    assert len(mailoutbox) == 2


def test_somebody_who_accepted_is_not_invited_again(invited, gus):
    invitation, path = invited
    accept(path)
    with pytest.raises(TransitionRefused):
        services.resend_invitation(actor=gus, user=invitation.user)
    with pytest.raises(TransitionRefused):
        services.revoke_invitation(actor=gus, invitation=invitation)


def test_somebody_who_came_from_a_file_is_invited_from_their_page(cast, as_, cleo, mailoutbox):
    """They have an account that nobody can enter, and were never invited."""
    user = User.objects.create_user("filed@example.com", name="Fay Filed", role=Role.PARTNER_REP, is_active=False)
    member = Member.objects.create(user=user, partner=cast.one)
    assert as_(cleo).post(reverse("partners:member_invite_again", args=[member.ref])).status_code == 302
    assert accept(path_in(mailoutbox[-1])).status_code == 302
    user.refresh_from_db()
    assert user.is_active


def test_a_name_cannot_add_a_header(gus, mailoutbox):
    services.invite(actor=gus, email="x@example.com", name="X\r\nBcc: all@example.com", role=Role.FINANCE)
    assert "\n" not in User.objects.get(email="x@example.com").name
    assert "Bcc" not in mailoutbox[0].message()


def test_an_administrator_invites_from_the_page(gus, as_, mailoutbox):
    fields = {"name": "Ida Berg", "email": "ida@example.com", "role": Role.FINANCE, "title": ""}
    answer = as_(gus).post(reverse("accounts:person_invite"), fields)
    person = User.objects.get(email="ida@example.com")
    assert answer["Location"] == reverse("accounts:person", args=[person.ref])
    assert mailoutbox[0].to == ["ida@example.com"]
    page = as_(gus).get(answer["Location"]).content
    assert b"Send the invitation again" in page
