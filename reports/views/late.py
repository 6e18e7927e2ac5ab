"""What is late, on both sides, and whose turn it is."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, SELLERS
from prm.core import charts, formats
from prm.core.views import ListPage
from prm.promises.models import Promise

from .. import selectors
from ..filters import LateFilter
from ..selectors.deciding import deciders
from ..tables import LateTable
from ..worklists import link

DAYS = 365


class Late(ListPage):
    roles = SELLERS
    model = Promise
    table_class = LateTable
    filterset_class = LateFilter
    template_name = "reports/late.html"
    title = gettext_lazy("What is late")
    subtitle = gettext_lazy("Promises of both sides whose time has passed, the oldest first.")
    export_name = "late"
    empty = {
        "icon": "circle-check",
        "title": gettext_lazy("Nothing is late."),
        "text": gettext_lazy("Both sides have kept their promises."),
    }

    def get_queryset(self) -> Any:
        return selectors.late(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = selectors.late_by_person(self.request.user)
        bars = [
            (f"{person.name} ({person.side})", person.count, link("reports:late", person=person.ref))
            for person in counted
        ]
        title = _("Late promises by person")
        if self.request.user.role in CHANNEL:
            since = timezone.localdate() - timedelta(days=DAYS)
            kwargs |= {"is_for_channel": True, "deciders": deciders(self.request.user, since)}
        return super().get_context_data(chart=charts.bars(bars, formats.number), chart_title=title, **kwargs)
