"""Roles, closing and opening accounts; what takes rights away does so at once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from prm.accounts import services
from prm.accounts.enums import EVERYONE, MEMBERS, STAFF, Role
from prm.accounts.models import ApiToken, RolePolicy, User
from prm.accounts.signals import deactivated
from prm.core.errors import NotAllowed, TransitionRefused
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
PAGES = ["people", "person_invite", "role_policies"]
PERSON_PAGES = [
    "person",
    "person_role",
    "person_address",
    "person_deactivate",
    "person_reactivate",
    "person_factor_reset",
    "person_invite_again",
    "person_invitation_revoke",
]


def signed_in(client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def test_a_new_role_ends_every_session_and_the_person_is_told(gus, ben, as_, mailoutbox):
    client = as_(ben)
    assert signed_in(client)
    services.change_role(actor=gus, user=ben, role=Role.FINANCE)
    assert not signed_in(client)
    assert mailoutbox[0].to == [ben.email]
    assert "Finance" in mailoutbox[0].body


def test_another_address_signs_in_and_both_are_told(gus, ben, as_, mailoutbox):
    client, old = as_(ben), ben.email
    answer = as_(gus).post(reverse("accounts:person_address", args=[ben.ref]), {"email": "Ben.New@Example.com"})
    assert answer.status_code == 302 and not signed_in(client)
    assert [mail.to for mail in mailoutbox] == [[old], ["ben.new@example.com"]]
    assert all("ben.new@example.com" in mail.body for mail in mailoutbox)
    fresh = Client()
    fresh.post("/accounts/login/", {"login": "ben.new@example.com", "password": PASSWORD})
    assert signed_in(fresh)


@pytest.mark.parametrize("email", ["carl@example.com", "CARL@example.com", "no address", ""])
def test_an_address_that_is_taken_or_none_changes_nothing(gus, ben, carl, as_, mailoutbox, email):
    assert as_(gus).post(reverse("accounts:person_address", args=[ben.ref]), {"email": email}).status_code in (
        422,
        400,
    )
    ben.refresh_from_db()
    assert ben.email == "ben@example.com" and mailoutbox == []


def test_a_link_that_was_mailed_to_the_old_address_is_dead(gus, mailoutbox):
    invitation = services.invite(actor=gus, email="typo@example.com", name="Eve", role=Role.FINANCE)
    services.change_address(actor=gus, user=invitation.user, email="eve@example.com")
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None


@pytest.mark.parametrize("who", ["ada", "cleo", "carl", "gus"])
def test_only_another_administrator_changes_an_address(cast, who):
    """Neither a partner admin, who may manage the rep, nor oneself."""
    actor = getattr(cast, who)
    with pytest.raises(NotAllowed):
        services.change_address(actor=actor, user=cast.gus if who == "gus" else cast.carl, email="x@example.com")


def test_a_role_changed_behind_our_back_ends_every_session_too(ben, as_):
    client = as_(ben)
    User.objects.filter(pk=ben.pk).update(role=Role.ADMINISTRATOR)
    assert not signed_in(client)


def test_closing_an_account_ends_sessions_tokens_and_invitations_for_good(gus, cleo, as_):
    client = as_(cleo)
    token, _secret = services.create_token(user=cleo, name="crm", scopes=["leads:read"])
    services.deactivate(actor=gus, user=cleo)
    assert not signed_in(client)
    services.reactivate(actor=gus, user=cleo)
    assert not signed_in(client), "an old session does not come back with the account"
    assert not ApiToken.objects.usable().filter(pk=token.pk).exists()
    fresh = Client()
    fresh.post("/accounts/login/", {"login": cleo.email, "password": PASSWORD})
    assert signed_in(fresh)


def test_the_rooms_above_hear_of_it_and_can_undo_it(gus, cleo):
    def refuse(**kwargs):
        raise TransitionRefused("Cleo holds the last offer.")

    deactivated.connect(refuse)
    try:
        with pytest.raises(TransitionRefused):
            services.deactivate(actor=gus, user=cleo)
    finally:
        deactivated.disconnect(refuse)
    cleo.refresh_from_db()
    assert cleo.is_active


@pytest.mark.parametrize("role", sorted(EVERYONE))
@pytest.mark.parametrize("who", ["gus", "ada", "ben", "fay", "cleo", "carl"])
def test_who_gives_which_role(cast, who, role):
    actor, target = getattr(cast, who), cast.dan
    allowed = role in MEMBERS and actor.role in (Role.ADMINISTRATOR, Role.CHANNEL_MANAGER, Role.PARTNER_ADMIN)
    if allowed or role == target.role:
        assert services.change_role(actor=actor, user=target, role=role).role == role
    else:
        with pytest.raises(NotAllowed):
            services.change_role(actor=actor, user=target, role=role)
        target.refresh_from_db()
        assert target.role == Role.PARTNER_ADMIN


@pytest.mark.parametrize("service", [services.deactivate, services.reactivate])
@pytest.mark.parametrize("who", ["ben", "fay", "carl", "cleo", "ada"])
def test_who_may_not_close_a_colleague_of_the_staff(cast, who, service):
    with pytest.raises(NotAllowed):
        service(actor=getattr(cast, who), user=cast.gus)


def test_nobody_acts_on_themself_and_the_last_administrator_stays(gus, ben):
    for attempt in (
        lambda: services.change_role(actor=gus, user=gus, role=Role.FINANCE),
        lambda: services.deactivate(actor=gus, user=gus),
        lambda: services.reset_second_factor(actor=gus, user=gus),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    second = services.change_role(actor=gus, user=ben, role=Role.ADMINISTRATOR)
    services.deactivate(actor=second, user=gus)
    gus.refresh_from_db()
    with pytest.raises(NotAllowed):
        services.deactivate(actor=gus, user=second)
    assert User.objects.active().with_role(Role.ADMINISTRATOR).get() == second


def test_somebody_who_never_accepted_is_not_simply_opened(gus, mailoutbox):
    user = services.invite(actor=gus, email="x@example.com", name="X", role=Role.FINANCE).user
    with pytest.raises(TransitionRefused, match="not accepted"):
        services.reactivate(actor=gus, user=user)


def test_a_profile_holds_only_what_is_ones_own(cleo, as_):
    fields = {
        "name": "Cleo M.",
        "title": "Lead",
        "phone": "",
        "country": "BE",
        "time_zone": "Europe/Brussels",
        "language": "en",
    }
    extra = {"role": Role.ADMINISTRATOR, "is_superuser": "on", "email": "other@example.com", "is_active": ""}
    assert as_(cleo).post(reverse("accounts:profile"), fields | extra).status_code == 302
    cleo.refresh_from_db()
    assert (cleo.name, cleo.time_zone, cleo.country.code) == ("Cleo M.", "Europe/Brussels", "BE")
    assert (cleo.role, cleo.is_superuser, cleo.email) == (Role.PARTNER_ADMIN, False, "cleo@example.com")
    with pytest.raises(TypeError):
        services.update_profile(user=cleo, role=Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("country", "ZZ"),
        ("language", "xx"),
        ("away_from", "yesterday"),
        ("name", ""),
        pytest.param("name", "x" * 151, id="name-long"),
        pytest.param("phone", "1" * 10_000, id="phone-long"),
    ],
)
def test_a_profile_refuses_what_cannot_be(cleo, as_, field, value):
    fields = {
        "name": "Cleo",
        "country": "BE",
        "time_zone": "Europe/Brussels",
        "language": "en",
        "phone": "",
        "title": "",
    }
    answer = as_(cleo).post(reverse("accounts:profile"), fields | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    if value:
        assert value.encode() in answer.content, "what was typed is not lost"


def test_being_away_needs_a_first_day_and_an_order(cleo, as_):
    fields = {"name": "Cleo", "country": "BE", "time_zone": "UTC", "language": "en"}
    url = reverse("accounts:profile")
    assert as_(cleo).post(url, fields | {"away_until": "2026-01-02"}).status_code == 422
    assert as_(cleo).post(url, fields | {"away_from": "2026-01-03", "away_until": "2026-01-02"}).status_code == 422
    assert as_(cleo).post(url, fields | {"away_from": "2026-01-02", "away_until": "2026-01-02"}).status_code == 302


@pytest.mark.parametrize("page", PAGES + PERSON_PAGES)
@pytest.mark.parametrize("who", ["ada", "ben", "fay", "cleo", "carl", None])
def test_only_administrators_enter_the_peoples_pages(cast, as_, page, who):
    url = reverse(f"accounts:{page}", args=[cast.dan.ref] if page in PERSON_PAGES else [])
    client = as_(getattr(cast, who)) if who else Client()
    for method in (client.get, client.post):
        answer = method(url)
        assert answer.status_code == (403 if who else 302)
        assert who or answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("page", PAGES + PERSON_PAGES)
def test_an_administrator_opens_each_page(cast, as_, page):
    url = reverse(f"accounts:{page}", args=[cast.dan.ref] if page in PERSON_PAGES else [])
    assert as_(cast.gus).get(url).status_code == 200


def test_the_list_costs_the_same_for_one_and_for_many(gus, as_):
    client = as_(gus)
    client.get(reverse("accounts:people"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("accounts:people"))
    for number in range(30):
        User.objects.create_user(f"p{number}@example.com", None, name=f"P {number}", role=Role.FINANCE)
    with CaptureQueriesContext(connection) as many:
        assert client.get(reverse("accounts:people")).status_code == 200
    assert len(many) == len(few)


@pytest.mark.parametrize("column", ["name", "email", "role", "state", "has_second_factor", "last_login"])
def test_every_column_sorts_both_ways(cast, as_, column):
    client = as_(cast.gus)
    orders = []
    for sort in (column, f"-{column}"):
        page = client.get(reverse("accounts:people"), {"sort": sort})
        assert page.status_code == 200
        orders.append([row.record.pk for row in page.context["table"].rows])
    assert sorted(orders[0]) == sorted(orders[1])


def test_people_are_found_and_exported(cast, as_):
    client = as_(cast.gus)
    found = client.get(reverse("accounts:people"), {"q": "okafor"}).content
    assert b"Fay Okafor" in found
    assert b"Cleo Maes" not in found
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    closed = client.get(reverse("accounts:people"), {"state": "closed"}).content
    assert b"Ben Alder" in closed
    assert b"Fay Okafor" not in closed
    assert b"Ben Alder" not in client.get(reverse("accounts:people"), {"state": "invited"}).content
    User.objects.filter(pk=cast.dan.pk).update(name="=1+1")
    exported = client.get(reverse("accounts:people"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "'=1+1" in exported
    assert "\n=1+1" not in exported


def test_the_page_closes_and_opens_an_account(gus, dan, as_):
    client = as_(gus)
    assert client.post(reverse("accounts:person_deactivate", args=[dan.ref])).status_code == 302
    dan.refresh_from_db()
    assert not dan.is_active
    client.post(reverse("accounts:person_reactivate", args=[dan.ref]))
    dan.refresh_from_db()
    assert dan.is_active


def test_the_page_of_a_person_still_knows_who_looks(gus, dan, as_):
    page = as_(gus).get(reverse("accounts:person", args=[dan.ref]))
    assert (page.context["user"], page.context["object"]) == (gus, dan)


def test_a_service_that_refuses_says_so_on_the_page(gus, as_):
    answer = as_(gus).post(reverse("accounts:person_deactivate", args=[gus.ref]))
    assert answer.status_code == 403
    assert b"You may not open or close this account" in answer.content


def test_rules_are_set_per_role(gus, as_):
    client = as_(gus)
    client.post(reverse("accounts:role_policies"), {Role.FINANCE: "on"})
    assert RolePolicy.objects.get(mfa_required=True).role == Role.FINANCE
    client.post(reverse("accounts:role_policies"), {})
    assert not RolePolicy.objects.filter(mfa_required=True).exists()


def test_djangos_admin_is_for_looking_and_enters_through_our_sign_in(cast, as_):
    assert Client().get("/admin/")["Location"].startswith("/admin/login/")
    assert Client().get("/admin/login/")["Location"].startswith("/accounts/login/")
    assert Client().post("/admin/login/", {"username": cast.gus.email, "password": PASSWORD}).status_code == 302
    gus = as_(cast.gus)
    assert gus.get(f"/admin/accounts/user/{cast.dan.pk}/change/").status_code == 200
    assert gus.post(f"/admin/accounts/user/{cast.dan.pk}/change/", {"role": Role.ADMINISTRATOR}).status_code == 403
    for secret in ("mfa/authenticator", "account/emailaddress", "socialaccount/socialaccount"):
        assert gus.get(f"/admin/{secret}/").status_code == 404
    assert as_(cast.ada).get("/admin/").status_code == 302


def test_the_sides_are_disjoint():
    assert not STAFF & MEMBERS
