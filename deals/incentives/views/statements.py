"""A partner's statement of a quarter: what was owed, what changed, what is owed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Partner
from partners.selectors import partner_of
from prm.accounts.enums import CHANNEL, MEMBERS, MONEY_STAFF
from prm.core.exports import export_response
from prm.core.quarters import Quarter
from prm.core.views import Page
from prm.core.views.base import visible_object

from .. import selectors
from ..tables import StatementTable


class Statement(Page):
    """Of one's own partner or, for staff, of `?partner=`; of `?quarter=2026-Q4` or this one."""

    roles = MEMBERS | CHANNEL | MONEY_STAFF
    template_name = "incentives/statement.html"

    def get_title(self) -> str:
        return _("Statement")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        partner, quarter = self.get_partner(), self.get_quarter()
        accounts = selectors.statement_of(partner, quarter) if partner is not None else []
        if request.GET.get("export") in ("csv", "xlsx") and partner is not None:
            rows = [fee for account in accounts for fee in account.rows]
            name = f"statement-{partner.ref}-{quarter}"
            return export_response(StatementTable(rows), request.GET["export"], name)
        return self.render_to_response(self.get_context_data(partner=partner, quarter=quarter, accounts=accounts))

    def get_partner(self) -> Partner | None:
        ref = self.request.GET.get("partner", "")
        if self.request.user.role in MEMBERS or not ref:
            return partner_of(self.request.user)
        return visible_object(Partner, self.request.user, ref)

    def get_quarter(self) -> Quarter:
        text = self.request.GET.get("quarter", "")
        found = Quarter.named(text) if text else selectors.statement_quarters(timezone.localdate(), 1)[0]
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        partner = kwargs["partner"]
        is_vendor = self.request.user.is_vendor
        return super().get_context_data(
            quarters=selectors.statement_quarters(timezone.localdate()),
            choices=list(selectors.partners_with_fees(self.request.user)) if is_vendor else [],
            query=f"partner={partner.ref}&" if partner is not None and is_vendor else "",
            fees_url=reverse("incentives:fees"),
            **kwargs,
        )
