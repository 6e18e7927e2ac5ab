"""Who on the vendor's side looked at partners' customers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from prm.accounts.enums import SELLERS
from prm.core import looks
from prm.core.models import Look
from prm.core.views import ListPage

from ..filters import LookFilter
from ..tables import LooksTable


class Looks(ListPage):
    roles = SELLERS
    model = Look
    table_class = LooksTable
    filterset_class = LookFilter
    export_name = "looks"
    empty = {
        "icon": "eye",
        "title": _("Nobody has looked yet."),
        "text": _("When somebody of the vendor opens, exports or changes a partner's lead, deal or registration, it "
                  "stands here: who, what and when."),
    }  # fmt: skip

    def get_title(self) -> str:
        return str(_("Looks at partners' customers") if self.request.user.is_vendor else _("Looks at our customers"))

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        if self.request.user.is_vendor:
            return str(_("What we opened, exported and changed. Each partner reads its own part."))
        return str(_("Who on the vendor's side opened, exported or changed your leads, deals and registrations."))

    def get_queryset(self) -> Any:
        return looks.all_for(self.request.user)

    def make_table(self, rows: Any) -> Any:
        table = super().make_table(rows)
        if not self.request.user.is_vendor:
            table.exclude = (*table.exclude, "partner")
        return table
