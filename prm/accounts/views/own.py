"""A person's own profile, security and second factor."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from prm.core.views import FormPage, Page

from .. import selectors, services
from ..enums import EVERYONE
from ..forms import ProfileForm
from ..models import User


class Profile(FormPage):
    roles = EVERYONE
    title = _("Your profile")
    template_name = "accounts/profile.html"
    form_class = ProfileForm
    submit_label = _("Save")
    success_message = _("Your profile is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        # A copy: what somebody is still typing must not show in the header.
        return {**super().get_form_kwargs(), "instance": User.objects.get_by_ref(self.request.user.ref)}

    def perform(self, form: Any) -> User:
        return services.update_profile(user=self.request.user, **form.cleaned_data)

    def get_success_url_for(self, result: Any) -> str:
        return reverse("accounts:profile")


@method_decorator(never_cache, name="dispatch")
class Security(Page):
    roles = EVERYONE
    title = _("Security")
    subtitle = _("How you prove that it is you, and where you are signed in.")
    template_name = "accounts/security.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            factors=selectors.factors_of(user),
            needed=selectors.mfa_required(user.role),
            sessions=selectors.open_sessions(user),
            sign_ons=get_social_adapter().list_providers(self.request),
            **kwargs,
        )


class SecondFactor(Page):
    """Where a person is sent whose role demands a second factor, until they have one."""

    roles = EVERYONE
    title = _("One more step: a second factor")
    template_name = "accounts/second_factor.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if selectors.second_factors(request.user).exists():
            return HttpResponseRedirect(reverse("accounts:security"))
        return super().get(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class Sessions(Page):
    """Where the person is signed in. POST signs out everywhere else."""

    roles = EVERYONE
    title = _("Where you are signed in")
    template_name = "accounts/sessions.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ended = services.sign_out_elsewhere(user=request.user, session_key=request.session.session_key)
        sentence = ngettext(
            "You were signed out at %(n)s other place.", "You were signed out at %(n)s other places.", ended
        )
        messages.success(request, sentence % {"n": ended})
        return HttpResponseRedirect(reverse("accounts:sessions"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self.request.session.session_key
        return super().get_context_data(sessions=selectors.open_sessions(self.request.user), current_key=key, **kwargs)
