"""The page behind a link in a mail: one person does one thing to one object, without signing in.

Opening it changes nothing, for programs follow the links of mails too. A link that is forged, old, used, or opened by
somebody who is signed in as another person leads to a page that says what to do instead.
"""

from typing import Any

import pghistory
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from .. import links
from ..errors import DomainError
from ..reading import as_read_by


@method_decorator(never_cache, name="dispatch")
class ByMailPage(TemplateView):
    """Subclasses say what the link leads to (`find`), what is asked (`get_form`) and what is done (`perform`)."""

    template_name = "core/by_mail.html"
    instead = "home"  # the page for whoever cannot use the link
    title: Any = ""
    submit_label: Any = ""

    def find(self, token: str) -> tuple[Any, Any]:
        """Object and person of the link. Raises BadLink."""
        raise NotImplementedError

    def get_form(self, subject: Any, person: Any, data: Any = None) -> BaseForm | None:
        """What to fill in; None when what was sent needs no form."""
        raise NotImplementedError

    def perform(self, subject: Any, person: Any, form: Any) -> str:
        """Call the one service and return the sentence (or word) that says what was done. May raise DomainError."""
        raise NotImplementedError

    def describe(self, subject: Any, person: Any) -> dict[str, Any]:
        """What the page shows of the object, as far as a stranger who got the mail may read it."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        subject, person, refusal = self._claim()
        return self._refuse(refusal) if refusal else self._ask(subject, person, self.get_form(subject, person))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        subject, person, refusal = self._claim()
        if refusal:
            return self._refuse(refusal)
        form = self.get_form(subject, person, request.POST)
        if form is not None and not form.is_valid():
            return self._ask(subject, person, form, status=422)
        try:
            with pghistory.context(actor=str(person), via="mail link"):
                done = self.perform(subject, person, form)
        except DomainError as error:
            return self._refused(subject, person, form, error)
        return self._page(person, 200, done=done, subject=subject, refusal="", **self.describe(subject, person))

    def _claim(self) -> tuple[Any, Any, str]:
        try:
            subject, person = self.find(self.kwargs["token"])
        except links.BadLink as error:
            return None, None, error.message
        reader: Any = self.request.user
        if reader.is_authenticated and reader.pk != person.pk:
            # Names neither the person nor the object: whoever holds the link may be at another company.
            return None, None, _("This link was written for somebody else. Please use the pages of your own account.")
        return subject, person, ""

    def _refused(self, subject: Any, person: Any, form: Any, error: DomainError) -> HttpResponse:
        sentence = error.message
        for name, words in error.fields.items():
            if form is not None and name in form.fields:
                form.add_error(name, words)
        form = form if form is not None else self.get_form(subject, person)
        return self._ask(subject, person, form, refusal=sentence, status=error.status_code)

    def _ask(self, subject: Any, person: Any, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        values = self.describe(subject, person)
        return self._page(
            person, status, subject=subject, person=person, form=form, refusal=refusal, done="", **values
        )

    def _refuse(self, refusal: str) -> HttpResponse:
        return self._page(None, 410, refusal=refusal, subject=None, done="")

    def _page(self, reader: Any, status: int, **context: Any) -> HttpResponse:
        """Rendered for the person the mail was written for: nobody needs to be signed in here."""
        fixed = {"title": self.title, "submit_label": self.submit_label, "instead": reverse(self.instead)}
        with as_read_by(reader):
            values = self.get_context_data(**{**fixed, **context})
            return self.render_to_response(values, status=status).render()
