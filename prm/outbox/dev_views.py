"""The mailbox of development and demo: everybody's mail on one page, for whoever can reach it.

Mail holds sign-in links, so this answers 404 unless the settings ask for it, and production's settings never do.
"""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView, View

from . import selectors
from .models import Message

# A mail is foreign matter: it may show itself and open links in another tab, and nothing else.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
FILE_POLICY = "default-src 'none'; sandbox"


class DevelopmentOnly(View):
    """Not there unless DEV_MAIL_PAGE is on."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEV_MAIL_PAGE:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @staticmethod
    def mail(ref: str) -> Message:
        try:
            return selectors.mail_with(ref)
        except Message.DoesNotExist:
            raise Http404 from None


class MailList(DevelopmentOnly, TemplateView):
    """All mail, newest first; `?to=` narrows it to an address."""

    template_name = "outbox/dev_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        to = self.request.GET.get("to", "")[:254]
        mails = Paginator(selectors.all_mails(to), 50).get_page(self.request.GET.get("page"))
        return super().get_context_data(title=_("Mail of this demo"), mails=mails, to=to, **kwargs)


class MailDetail(DevelopmentOnly, TemplateView):
    """One mail: its headers, its text, its HTML in a frame of its own, its files."""

    template_name = "outbox/dev_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mail = self.mail(kwargs["ref"])
        files = list(enumerate(selectors.attachments_of(mail)))
        return super().get_context_data(title=mail.subject, mail=mail, files=files, **kwargs)


@method_decorator(xframe_options_sameorigin, name="dispatch")
class MailHtml(DevelopmentOnly):
    """The HTML as a mail program would show it."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        # Its links open beside the frame, where our own pages refuse to be shown.
        html = self.mail(ref).html.replace("<head>", '<head><base target="_blank">', 1)
        return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


class MailFile(DevelopmentOnly):
    """An attachment, always as a download."""

    def get(self, request: HttpRequest, ref: str, number: int) -> HttpResponse:
        files = selectors.attachments_of(self.mail(ref))
        if number >= len(files):
            raise Http404
        file = files[number]
        response = HttpResponse(file.content, content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="{_ascii(file.name)}"'
        response["Content-Security-Policy"] = FILE_POLICY
        return response


def _ascii(name: str) -> str:
    kept = "".join(letter if letter.isalnum() or letter in ".-_ " else "_" for letter in name)
    return kept.encode("ascii", "replace").decode().replace("?", "_")
