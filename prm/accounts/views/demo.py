"""Signing in as one of a demo's people with one click."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from .. import demo


@method_decorator(never_cache, name="dispatch")
@method_decorator(rate_limit(action="login"), name="dispatch")
class DemoSignIn(View):
    """The password comes from the installation's own file, so no page shows it; all of allauth's steps follow."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = demo.find(request.POST.get("person", ""))
        if person is None:
            raise Http404
        credentials = {"email": person["email"], "password": person["password"]}
        try:
            user = get_adapter().authenticate(request, **credentials)
        except ValidationError as too_many:
            messages.error(request, " ".join(too_many.messages))
            return HttpResponseRedirect(reverse("account_login"))
        if user is None:
            messages.error(request, _("This person's password was changed. Sign in with the new one."))
            return HttpResponseRedirect(reverse("account_login"))
        return perform_password_login(request, credentials, Login(user=user, email=person["email"]))
