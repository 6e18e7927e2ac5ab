"""A mail's subject, text and HTML out of templates, in the recipient's language and time zone."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from prm.core.reading import as_read_by

from .text import one_line, storable


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render_mail(template: str, context: dict[str, Any], person: Any = None) -> Rendered:
    """Renders `mail/<template>.subject.txt`, `.txt` and, if there is one, `.html`.

    A mail without an HTML template gets its text inside the common layout. Raises TemplateDoesNotExist when the
    subject or the text is missing.
    """
    with as_read_by(person):
        values = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "recipient": person, **context}
        subject = one_line(_plain(f"mail/{template}.subject.txt", values))
        text = _tidy(_plain(f"mail/{template}.txt", values))
        body = text
        if person is not None:
            values |= {"choices_url": f"{settings.SITE_URL}{reverse('outbox:choices')}"}
            text += f"\n-- \n{gettext('Choose which mails you get')}: {values['choices_url']}\n"
        values |= {"subject": subject}
        try:
            html = render_to_string(f"mail/{template}.html", values)
        except TemplateDoesNotExist as missing:
            if missing.args[0] != f"mail/{template}.html":
                raise
            html = render_to_string("mail/layout.html", {**values, "text": body})
    return Rendered(subject=subject, text=storable(text), html=storable(html))


def _plain(name: str, values: dict[str, Any]) -> str:
    # Django escapes for HTML whatever the template's file is called; a text mail would show “O&#x27;Neill”.
    template: Any = get_template(name)
    return template.template.render(Context(values, autoescape=False))


def _tidy(text: str) -> str:
    """Without the empty lines that template tags leave behind."""
    return re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n")).strip() + "\n"
