"""Lists of accounts."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.core.tables import (
    LinkColumn,
    PortalTable,
    WhenColumn,
    YesNoColumn,
)
from prm.core.templatetags.ui import tone

from .enums import TokenState
from .models import ApiToken, User


class PeopleTable(PortalTable):
    name = LinkColumn(verbose_name=gettext_lazy("Name"))
    email = tables.Column(verbose_name=gettext_lazy("E-mail address"))
    role = tables.Column(verbose_name=gettext_lazy("Role"))
    state = tables.Column(verbose_name=gettext_lazy("State"), accessor="is_active")
    has_second_factor = YesNoColumn(verbose_name=gettext_lazy("Second factor"))
    last_login = WhenColumn(verbose_name=gettext_lazy("Last sign-in"))

    class Meta(PortalTable.Meta):
        model = User
        caption = gettext_lazy("People")
        fields = ("name", "email", "role", "state", "has_second_factor", "last_login")

    def render_role(self, record: User) -> str:
        return record.get_role_display()

    def render_state(self, record: User) -> str:
        return pill(*account_state(record))

    def value_state(self, record: User) -> str:
        return account_state(record)[1]


class TokensTable(PortalTable):
    name = tables.Column(verbose_name=gettext_lazy("Name"))
    prefix = tables.Column(verbose_name=gettext_lazy("Begins with"))
    scopes = tables.Column(verbose_name=gettext_lazy("May"), orderable=False)
    state = tables.Column(verbose_name=gettext_lazy("State"), orderable=False)
    expires_at = WhenColumn(verbose_name=gettext_lazy("Works until"))
    last_used_at = WhenColumn(verbose_name=gettext_lazy("Last used"))
    action = tables.TemplateColumn(
        template_name="accounts/_token_action.html",
        verbose_name=gettext_lazy("Action"),
        orderable=False,
        exclude_from_export=True,
    )

    class Meta(PortalTable.Meta):
        model = ApiToken
        caption = gettext_lazy("API tokens")
        fields = ("name", "prefix", "scopes", "state", "expires_at", "last_used_at", "action")

    def render_scopes(self, value: list[str]) -> str:
        return ", ".join(value)

    def render_state(self, value: str) -> str:
        return pill(tone(value), TokenState(value).label)


def pill(tone_name: str, words: Any) -> str:
    return format_html('<span class="pill tone-{}"><span class="pill-dot"></span>{}</span>', tone_name, words)


def account_state(person: Any) -> tuple[str, str]:
    """Tone and words: who can sign in, who has been invited, whose account is closed."""
    if person.is_active:
        return "success", _("Active")
    if not person.has_usable_password():
        return "info", _("Invited")
    return "neutral", _("Closed")
