"""The page behind an invitation's link."""

from typing import Any

from allauth.account.internal.decorators import login_not_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from prm.core.errors import DomainError

from .. import selectors, services
from ..forms import PasswordForm
from ..services.inviting import InvitationUnusable, refuse_unusable


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("password", "again"), name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class AcceptInvitation(FormView):
    """Open to whoever holds the link; that is what the link is for. GET changes nothing."""

    template_name = "accounts/invitation.html"
    form_class = PasswordForm

    invitation: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.invitation = selectors.find_invitation(kwargs["token"])
        try:
            refuse_unusable(self.invitation)
            return super().dispatch(request, *args, **kwargs)
        except InvitationUnusable as refusal:
            context = {"title": _("This invitation cannot be used"), "reason": refusal.message}
            return self.response_class(request, ["accounts/invitation_unusable.html"], context, status=410)

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        try:
            services.accept_invitation(token=self.kwargs["token"], password=form.cleaned_data["password"])
        except InvitationUnusable:
            raise
        except DomainError as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name, sentence)
            return self.form_invalid(form)
        logout(self.request)  # whoever was signed in on this device
        messages.success(self.request, _("Your account is open. Sign in with your new password."))
        return HttpResponseRedirect(reverse("account_login"))

    def form_invalid(self, form: PasswordForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Welcome, %(name)s") % {"name": self.invitation.user.name}
        return super().get_context_data(title=title, invitation=self.invitation, **kwargs)
