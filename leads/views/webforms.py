"""Forms for the vendor's site: their settings, and the page that anybody may fill in."""

from copy import copy
from typing import Any

from csp.constants import NONE
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from prm.accounts.enums import CHANNEL
from prm.core.callers import client_ip
from prm.core.errors import DomainError
from prm.core.limits import within
from prm.core.views import ActionPage, FormPage, ListPage

from .. import selectors
from ..forms import VisitorForm, WebFormForm
from ..models import WebForm
from ..services import webforms
from ..tables import WebFormTable

HOUR = 3600
PER_ADDRESS, PER_FORM = 10, 500


class WebForms(ListPage):
    roles = CHANNEL
    model = WebForm
    table_class = WebFormTable
    template_name = "leads/webforms.html"
    title = gettext_lazy("Forms on your site")
    subtitle = gettext_lazy("Whoever fills one in becomes a lead, with the consent they gave.")

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        return {
            "icon": "app-window",
            "title": _("No form yet."),
            "action_url": reverse("lead_settings:web_form_new"),
            "action_label": _("Make one"),
        }


class WebFormNew(FormPage):
    roles = CHANNEL
    form_class = WebFormForm
    title = gettext_lazy("Make a form")
    success_message = gettext_lazy("Made. Copy what is to stand on your site.")
    cancel_url = reverse_lazy("lead_settings:web_forms")

    def perform(self, form: Any) -> WebForm:
        return webforms.save_form(self.request.user, None, form.values())


class WebFormEdit(ActionPage):
    roles = CHANNEL
    model = WebForm
    form_class = WebFormForm
    template_name = "leads/webform.html"
    title = gettext_lazy("Form on your site")
    success_message = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": copy(self.object)}

    def perform(self, form: Any) -> WebForm:
        return webforms.save_form(self.request.user, self.object, form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = self.request.build_absolute_uri(self.object.get_public_url())
        asked = [field for field in VisitorForm(web_form=self.object) if field.name != "consent"]
        return super().get_context_data(public_url=url, asked=asked, **kwargs)

    def get_cancel_url(self) -> str:
        return reverse("lead_settings:web_forms")


@method_decorator([csrf_exempt, xframe_options_exempt, never_cache], name="dispatch")
class FillIn(View):
    """The public page. Only sites that the form names may show it in a frame or send it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.web_form = selectors.web_form(kwargs["token"])
        if self.web_form is None:
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response._csp_replace = {"frame-ancestors": self.web_form.origins or [NONE]}  # type: ignore[attr-defined]
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.answer(form=VisitorForm(web_form=self.web_form))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = VisitorForm(request.POST, web_form=self.web_form)
        if not self.comes_from_a_known_site():
            return self.answer(403, form=form, refusal=_("This site may not send the form. Please send it from here."))
        address = within("web_form_address", client_ip(request), PER_ADDRESS, HOUR)
        if not (within("web_form", token, PER_FORM, HOUR) and address):
            return self.answer(429, form=form, refusal=_("Too many at once. Please send it again in an hour."))
        if form.is_from_a_machine:
            return self.answer(done=True)
        if not form.is_valid():
            return self.answer(422, form=form)
        return self.receive(form)

    def receive(self, form: VisitorForm) -> HttpResponse:
        try:
            webforms.receive_from_form(self.web_form, form.facts())
        except DomainError as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name if name in form.fields else None, sentence)
            return self.answer(refusal.status_code, form=form, refusal=refusal.message)
        return self.answer(done=True)

    def comes_from_a_known_site(self) -> bool:
        own = f"{self.request.scheme}://{self.request.get_host()}"
        return self.request.headers.get("Origin", "") in {own, *self.web_form.origins}

    def answer(self, status: int = 200, **values: Any) -> HttpResponse:
        context = {"web_form": self.web_form, "title": self.web_form.name, **values}
        return render(self.request, "leads/fill_in.html", context, status=status)
