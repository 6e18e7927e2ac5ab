"""A person's own API tokens."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from prm.core.views import ActionPage, FormPage, ListPage

from .. import selectors, services
from ..enums import EVERYONE
from ..forms import TokenForm
from ..models import ApiToken
from ..tables import TokensTable


class Tokens(ListPage):
    roles = EVERYONE
    title = _("API tokens")
    subtitle = _("Keys with which your own programs do what you may do here.")
    template_name = "accounts/tokens.html"
    model = ApiToken
    table_class = TokensTable

    def get_queryset(self) -> Any:
        return selectors.own_tokens(self.request.user)

    @property
    def empty(self) -> dict[str, Any]:  # type: ignore[override]
        return {
            "icon": "key-round",
            "title": _("You have no tokens."),
            "text": _("Make one for each program that is to work with your leads and deals."),
            "action_url": reverse("accounts:token_new"),
            "action_label": _("Make a token"),
        }


@method_decorator(never_cache, name="dispatch")
@method_decorator(reauthentication_required(app="prm.accounts"), name="dispatch")
class TokenNew(FormPage):
    """The secret is in the answer to the POST and nowhere else: not in the session, not behind a redirect."""

    roles = EVERYONE
    title = _("Make an API token")
    template_name = "accounts/token_new.html"
    form_class = TokenForm
    submit_label = _("Make the token")

    def perform(self, form: Any) -> tuple[ApiToken, str]:
        values = form.cleaned_data
        user = self.request.user
        return services.create_token(user=user, name=values["name"], scopes=values["scopes"], expires=form.expires())

    @sensitive_variables("result", "secret")
    def succeeded(self, result: tuple[ApiToken, str]) -> HttpResponse:
        token, secret = result
        context = {"title": _("Copy your token now"), "token": token, "secret": secret}
        return render(self.request, "accounts/token_made.html", context)

    def get_cancel_url(self) -> str:
        return reverse("accounts:tokens")


class TokenRevoke(ActionPage):
    roles = EVERYONE
    model = ApiToken
    template_name = "accounts/token_revoke.html"
    title = _("Revoke this token?")
    submit_label = _("Revoke")
    success_message = _("The token is revoked. Programs that use it are refused from now on.")

    def perform(self, form: Any) -> None:
        services.revoke_token(actor=self.request.user, token=self.object)
