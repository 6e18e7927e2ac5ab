"""Webhooks: where another system is called when something happens, and how each call went."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from prm.core.views import ActionPage, DetailPage, FormPage, ListPage
from prm.core.views.base import visible_object

from .. import selectors, services
from ..forms import EndpointForm
from ..models import WebhookCall, WebhookEndpoint
from ..rules import HOOKERS
from ..tables import CallsTable, EndpointsTable


class Webhooks(ListPage):
    roles = HOOKERS
    title = _("Webhooks")
    subtitle = _("Your own systems are called as soon as something happens here.")
    template_name = "webhooks/list.html"
    model = WebhookEndpoint
    table_class = EndpointsTable
    export_name = "webhooks"

    def get_queryset(self) -> Any:
        return selectors.endpoints_for(self.request.user)

    @property
    def empty(self) -> dict[str, Any]:  # type: ignore[override]
        return {
            "icon": "webhook",
            "title": _("No system is called yet."),
            "text": _("Name an address of yours; it hears of leads, registrations, deals and fees within seconds."),
            "action_url": reverse("webhooks:new"),
            "action_label": _("Set up a webhook"),
        }


class ShowsSecret:
    """The secret is in the answer to the POST and nowhere else: not in the session, not behind a redirect."""

    request: Any

    @sensitive_variables("endpoint")
    def succeeded(self, endpoint: WebhookEndpoint) -> HttpResponse:
        context = {"title": _("Copy the signing secret now"), "endpoint": endpoint, "secret": endpoint.secret}
        return render(self.request, "webhooks/secret.html", context)


@method_decorator(never_cache, name="dispatch")
class WebhookNew(ShowsSecret, FormPage):
    roles = HOOKERS
    title = _("Set up a webhook")
    form_class = EndpointForm
    submit_label = _("Set it up")

    def perform(self, form: Any) -> WebhookEndpoint:
        return services.add_endpoint(actor=self.request.user, **form.cleaned_data)

    def get_cancel_url(self) -> str:
        return reverse("webhooks:list")


class WebhookPage(ListPage):
    """One endpoint, and its calls."""

    roles = HOOKERS
    model = WebhookEndpoint
    table_class = CallsTable
    template_name = "webhooks/detail.html"
    export_name = "webhook-calls"
    empty = {
        "icon": "send",
        "title": _("It has not been called yet."),
        "text": _("Send a test call to see whether the other side answers."),
    }

    def get_queryset(self) -> QuerySet[WebhookCall]:
        self.endpoint = visible_object(
            WebhookEndpoint, self.request.user, self.kwargs["ref"], WebhookEndpoint.objects.select_related("user")
        )
        return selectors.calls_of(self.request.user, self.endpoint)

    def get_title(self) -> str:
        return self.endpoint.url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(endpoint=self.endpoint, **kwargs)


class EndpointAction(ActionPage):
    roles = HOOKERS
    model = WebhookEndpoint

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"subtitle": self.object.url, **kwargs})


class WebhookEdit(EndpointAction):
    title = _("Change the webhook")
    form_class = EndpointForm
    success_message = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"url": self.object.url, "events": self.object.events}

    def perform(self, form: Any) -> WebhookEndpoint:
        return services.change_endpoint(actor=self.request.user, endpoint=self.object, changes=form.cleaned_data)


class WebhookTry(EndpointAction):
    title = _("Send a test call")
    submit_label = _("Send a test call")
    success_message = _("On its way. Look below in a few seconds.")

    def perform(self, form: Any) -> None:
        services.try_endpoint(actor=self.request.user, endpoint=self.object)


class WebhookSwitch(EndpointAction):
    """On when it is off, and off when it is on."""

    template_name = "webhooks/switch.html"

    def get_title(self) -> str:
        return str(_("Switch the webhook off?") if self.object.active else _("Switch the webhook on?"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = _("Switch off") if self.object.active else _("Switch on")
        return super().get_context_data(submit_label=label, **kwargs)

    def perform(self, form: Any) -> WebhookEndpoint:
        changes = {"active": not self.object.active}
        return services.change_endpoint(actor=self.request.user, endpoint=self.object, changes=changes)

    def get_success_message(self, result: WebhookEndpoint) -> str:
        return str(_("The webhook is on.") if result.active else _("The webhook is off. What waits is not sent."))


@method_decorator(never_cache, name="dispatch")
class WebhookRenew(ShowsSecret, EndpointAction):
    template_name = "webhooks/renew.html"
    title = _("Make a new signing secret?")
    submit_label = _("Make a new secret")

    def perform(self, form: Any) -> WebhookEndpoint:
        return services.renew_secret(actor=self.request.user, endpoint=self.object)


class WebhookDelete(EndpointAction):
    template_name = "webhooks/delete.html"
    title = _("Delete the webhook?")
    submit_label = _("Delete")

    def perform(self, form: Any) -> None:
        services.delete_endpoint(actor=self.request.user, endpoint=self.object)

    def succeeded(self, result: Any) -> HttpResponse:
        messages.success(self.request, _("The webhook is deleted."))
        return HttpResponseRedirect(reverse("webhooks:list"))


class CallPage(DetailPage):
    """One call: what was sent, and every try."""

    roles = HOOKERS
    model = WebhookCall
    queryset = WebhookCall.objects.select_related("endpoint__user")
    template_name = "webhooks/call.html"

    def get_title(self) -> str:
        return self.object.subject

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        call = self.object
        tries = selectors.tries_of(self.request.user, call)
        return super().get_context_data(
            call=call, tries=tries, body=selectors.body_of(call), endpoint=call.endpoint, **kwargs
        )


class CallAgain(ActionPage):
    roles = HOOKERS
    model = WebhookCall
    queryset = WebhookCall.objects.select_related("endpoint")
    title = _("Send it again")
    submit_label = _("Send it again")
    template_name = "webhooks/again.html"
    success_message = _("On its way again, under its old id.")

    def perform(self, form: Any) -> None:
        services.call_again(call=self.object, actor=self.request.user)
