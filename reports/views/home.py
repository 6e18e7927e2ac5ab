"""The first page: what this person owes and is owed, then figures."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.enums import EVERYONE
from prm.core.views import Page

from ..homes import home_of
from ..worklists import first_name, side_by_side


class Home(Page):
    roles = EVERYONE
    template_name = "home/home.html"

    def get_title(self) -> str:
        return greeting(timezone.localtime().hour) % {"name": first_name(self.request.user)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = home_of(self.request.user)
        columns = side_by_side([section for section in home.sections if section.is_shown])
        return super().get_context_data(**{"home": home, "columns": columns, **kwargs}) | {"subtitle": home.subtitle}


def greeting(hour: int) -> str:
    """By the reader's own clock."""
    if 5 <= hour < 12:
        return _("Good morning, %(name)s")
    return _("Good afternoon, %(name)s") if 12 <= hour < 18 else _("Good evening, %(name)s")
