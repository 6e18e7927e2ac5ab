"""Notices of the person who is signed in, and the administrators' list of what could not be delivered."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from prm.accounts.enums import ADMINISTRATORS, EVERYONE
from prm.core.views.base import ActionPage, Guarded, Page, visible_object
from prm.core.views.lists import ListPage

from .. import selectors, services
from ..models import Message
from ..tables import ParkedTable


class NoticesPage(Page):
    """One's own notices, newest first."""

    roles = EVERYONE
    title = _("Notices")
    template_name = "outbox/notices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(selectors.notices_of(self.request.user), 25).get_page(self.request.GET.get("page"))
        unread = selectors.unread_notices(self.request.user)
        return super().get_context_data(**{"notices": page, "unread": unread, **kwargs})


class OpenNotice(Guarded):
    """Leads to what the notice is about. Only POST marks it as read."""

    roles = EVERYONE

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        return HttpResponseRedirect(self.target(self.notice(ref)))

    def post(self, request: HttpRequest, ref: str) -> HttpResponse:
        notice = services.open_notice(notice=self.notice(ref), actor=request.user)
        return HttpResponseRedirect(self.target(notice))

    def notice(self, ref: str) -> Message:
        return visible_object(Message, self.request.user, ref, selectors.notices_of(self.request.user))

    @staticmethod
    def target(notice: Message) -> str:
        # A path of this site; a notice is never a way out of it.
        inside = notice.url.startswith("/") and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
        return notice.url if inside else reverse("outbox:notices")


class ReadAll(Guarded):
    """Marks all own notices as read."""

    roles = EVERYONE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        count = services.read_all(actor=request.user)
        messages.success(request, ngettext("%d notice marked as read.", "%d notices marked as read.", count) % count)
        return HttpResponseRedirect(reverse("outbox:notices"))


class ParkedPage(ListPage):
    """What could not be delivered."""

    roles = ADMINISTRATORS
    model = Message
    table_class = ParkedTable
    title = _("Parked messages")
    subtitle = _("Mails and webhooks that were refused. Repair the cause, then send them again.")
    export_name = "parked-messages"
    empty = {"icon": "mail-check", "title": _("Nothing is parked."), "text": _("Every message left or is on its way.")}

    def get_queryset(self) -> QuerySet[Message]:
        return selectors.parked_messages(self.request.user)


class ResendPage(ActionPage):
    """Queues a parked message again, under its old id."""

    roles = ADMINISTRATORS
    model = Message
    template_name = "outbox/resend.html"
    title = _("Send again")
    submit_label = _("Send again")
    success_message = _("The message is queued again.")
    cancel_url = reverse_lazy("outbox:parked")

    def perform(self, form: BaseForm) -> Message:
        return services.resend(message=self.object, actor=self.request.user)

    def get_success_url_for(self, result: Any) -> str:
        return reverse("outbox:parked")
