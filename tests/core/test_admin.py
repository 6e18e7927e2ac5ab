"""Django's admin is a window: administrators look at all models of ours, nobody changes one, secrets stay out."""

import pghistory.models
import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from prm.accounts.models import Invitation, User
from prm.accounts.services import create_token
from prm.core.admin import site
from prm.outbox.models import Message, WebhookEndpoint
from tests.world import make as make_world

OURS = {"accounts", "outbox", "promises", "partners", "library", "leads", "deals", "incentives", "goals", "reports"}
MODELS = sorted(site._registry, key=lambda model: model._meta.label)
EVERYONE_ELSE = ("ada", "ben", "fay", "cleo", "carl", "dan")


def address(model, what, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def test_every_model_of_ours_can_be_looked_at_and_no_other():
    found = [model for model in apps.get_models() if model._meta.app_label in OURS]
    # A proxy shows the rows of a model that is there already.
    ours = {model for model in found if not issubclass(model, pghistory.models.Event) and not model._meta.proxy}
    assert ours - set(MODELS) == set()
    assert {model._meta.app_label for model in MODELS} <= OURS | {"importing"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_an_administrator_looks_and_cannot_change(cast, as_, model):
    make_world(cast)
    client = as_(cast.gus)
    assert client.get(address(model, "changelist"), {"q": "Zwaluw"}).status_code == 200
    assert client.get(address(model, "add")).status_code == 403
    row = model._default_manager.order_by("pk").first()
    if row is not None:
        assert client.get(address(model, "change", row.pk)).status_code == 200
        assert client.post(address(model, "change", row.pk), {}).status_code == 403
        assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("who", EVERYONE_ELSE)
def test_nobody_else_looks(cast, as_, who):
    client = as_(getattr(cast, who))
    for path in ("/admin/", "/admin/partners/partner/", "/admin/login/"):
        response = client.get(path, follow=True)
        assert response.status_code == 403, path


def test_not_even_a_superuser_changes_rows_here(cast, as_):
    User.objects.filter(pk=cast.gus.pk).update(is_superuser=True)
    response = as_(User.objects.get(pk=cast.gus.pk)).post(address(User, "change", cast.carl.pk), {"name": "X"})
    assert response.status_code == 403


def test_people_sign_in_on_the_portals_own_page(db):
    response = Client().get("/admin/partners/partner/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")
    assert "partners" in response.redirect_chain[-1][0]


def test_secrets_stay_out(cast, as_):
    token, secret = create_token(user=cast.carl, name="x", scopes=["leads:read"])
    endpoint = WebhookEndpoint.objects.create(user=cast.carl, url="https://x.example", secret="whsec_topsecret")
    message = Message.objects.create(key="k", channel="mail", text="https://x/invitation/topsecret", html="topsecret")
    invitation = Invitation.objects.create(
        user=cast.carl, invited_by=cast.ada, digest="topsecretdigest", expires_at="2030-01-01T00:00Z"
    )
    client = as_(cast.gus)
    for row in (token, endpoint, message, invitation, cast.carl):
        page = client.get(address(type(row), "change", row.pk)).content.decode()
        assert "topsecret" not in page and token.digest not in page and secret not in page
        assert cast.carl.password not in page
