"""What a row of a list of deals means."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from djmoney.money import Money

from leads import identity
from leads.importing import CustomerBook
from leads.importing.customers import COMPANION as ACCOUNTS
from leads.importing.customers import vocabularies as account_vocabularies
from partners.importing import ProductBook, TeamBook
from partners.importing.companies import of_currencies
from partners.importing.products import COMPANION as PRODUCTS
from partners.importing.teams import COMPANION as TEAMS
from prm.importing import fields, notes
from prm.importing.fields import Refused, Row
from prm.importing.importer import Importer, as_fact
from prm.importing.report import Report
from prm.importing.understanding import Table
from prm.importing.values import of_choices

from ..enums import CLOSED_STAGES, DealSource, LossReason, Stage
from ..models import Opportunity

STAGE_WORDS = {
    Stage.PROSPECTING: ("prospect", "new", "open", "lead"),
    Stage.ENGAGING: ("engaged", "qualification", "qualified", "discovery", "in progress"),
    Stage.PROPOSAL: ("proposed", "quote", "quoted", "offer"),
    Stage.NEGOTIATION: ("negotiating", "contract"),
    Stage.WON: ("closed won", "closed-won", "won deal"),
    Stage.LOST: ("closed lost", "closed-lost", "lost deal", "cancelled"),
}


class OpportunityImporter(Importer):
    """Deals as another system has them: their past is taken over, nothing is announced and no fee arises from it."""

    kind = "opportunities"
    title = gettext_lazy("Deals")
    model = Opportunity
    fields = (
        fields.text("external_id", "opportunity id", "deal id", "id", longest=100, required=True),
        fields.text("name", "opportunity", "opportunity name", "deal", "deal name", longest=200),
        fields.word("member", "sales agent", "agent", "sales rep", "rep"),
        fields.word("partner", "reseller", "partner name"),
        fields.text("customer", "account", "company", "customer name", longest=200),
        fields.word("product", "product name"),
        fields.word("stage", "deal stage", "status", required=True),
        fields.amount("amount", "close value", "value", "deal value"),
        fields.word("currency", "currency code"),
        fields.day("opened_on", "engage date", "open date", "created date", "opened"),
        fields.day("closed_on", "close date", "closed", "expected close"),
        fields.text("next_step", "next action", longest=300),
        fields.word("loss_reason", "reason lost"),
    )
    companions = {"accounts": ACCOUNTS, "products": PRODUCTS, "teams": TEAMS}
    refusals = {"one_deal_per_source_id": gettext_lazy("Another deal has this id already.")}

    # -- reading

    def prepare(self) -> None:
        self.teams = TeamBook(self.options)
        self.products = ProductBook(self.options.currency)
        self.customers = CustomerBook(self.options)
        self.vocabularies = {
            **account_vocabularies(),
            "member": self.teams.members,
            "partner": self.teams.partners,
            "product": self.products.vocabulary,
            "stage": of_choices(Stage, STAGE_WORDS),
            "currency": of_currencies(),
            "loss_reason": of_choices(LossReason),
        }

    def learn(self, name: str, table: Table | None, report: Report) -> None:
        book: Any = {"accounts": self.customers, "products": self.products, "teams": self.teams}[name]
        if table is not None:
            book.learn(table, report)

    def establish(self) -> None:
        for book in (self.customers, self.products, self.teams):
            book.establish()

    def look_up(self, rows: list[Row]) -> None:
        self.customers.look_up(self._names(rows))

    def _names(self, rows: Iterable[Row]) -> set[str]:
        return {name for row in rows if (name := row.get("customer")) and identity.normal_company(name)}

    def facts(self, row: Row, report: Report) -> dict[str, str]:
        self._check_times(row)
        self._check_customer(row, report)
        if not row.get("member") and not row.get("partner"):
            report.gaps[_("name no partner and nobody of one: imported as deals of our own")] += 1
        texts = {name: as_fact(row.get(name)) for name in row.columns if name != "external_id"}
        for name in ("member", "partner", "product"):
            if row.get(name):
                texts[name] = self.vocabularies[name].labels[row.values[name]]
        return texts

    def _check_times(self, row: Row) -> None:
        stage, opened, closed = row.values["stage"], row.get("opened_on"), row.get("closed_on")
        if stage in CLOSED_STAGES and closed is None:
            raise Refused(_("a deal that is “%(stage)s” has no closing date") % {"stage": Stage(stage).label})
        if opened and closed and closed < opened:
            raise Refused(_("the deal was closed (%(closed)s) before it was opened (%(opened)s)")
                          % {"closed": closed, "opened": opened})  # fmt: skip
        today = timezone.localdate()
        if (opened and opened > today) or (stage in CLOSED_STAGES and closed > today):
            raise Refused(_("the deal lies in the future"))

    def _check_customer(self, row: Row, report: Report) -> None:
        name = row.get("customer")
        if not name:
            report.gaps[_("name no customer: imported without one")] += 1
        elif not identity.normal_company(name):
            raise Refused(_("“%(text)s” is no name of a company") % {"text": name})
        else:
            self.customers.count_new(name, report)
            if self.customers.is_missing_in_list(name):
                report.gaps[_("name a customer that is not in the list of accounts: taken by its name only")] += 1

    def check(self, row: Row, existing: Opportunity) -> None:
        if existing.stage in CLOSED_STAGES and row.values["stage"] != existing.stage:
            sentence = _("The deal is closed as “%(stage)s”; an import does not reopen it")
            raise Refused(sentence % {"stage": existing.get_stage_display()})

    # -- writing

    def make(self, rows: list[Row]) -> list[Opportunity]:
        self.customers.make_missing(self._names(rows))
        new = [self._new(row) for row in rows]
        Opportunity.objects.bulk_create(new)
        details = [(deal, "\n".join(row.notes), deal.partner) for deal, row in zip(new, rows, strict=True)]
        notes.write(details, _("Imported from %(file)s") % {"file": self.options.file_name}, self.options.actor)
        return new

    def _new(self, row: Row) -> Opportunity:
        now = timezone.now()
        deal = Opportunity(
            deal_source=DealSource.IMPORT,
            source=self.options.source,
            external_id=row.values["external_id"],
            stage_since=now,
            last_activity_at=now,
        )
        self._write(deal, row, {field.name for field in self.fields})
        return deal

    def change(self, changes: list[tuple[Row, Opportunity, set[str]]]) -> None:
        self.customers.make_missing(self._names(row for row, _deal, _names in changes))
        for row, deal, names in changes:
            deal.last_activity_at = timezone.now()
            self._write(deal, row, names)
            deal.save()
        details = [(deal, ", ".join(sorted(names)), deal.partner) for _row, deal, names in changes]
        sentence = _("Changed by an import from %(file)s") % {"file": self.options.file_name}
        notes.write(details, sentence, self.options.actor)

    def _write(self, deal: Opportunity, row: Row, names: set[str]) -> None:
        if names & {"member", "partner"}:
            self._write_credit(deal, row)
        if "customer" in names:
            deal.customer = self.customers[row.values["customer"]] if row.get("customer") else None
        if "product" in names:
            deal.product = self.products[row.values["product"]] if row.get("product") else None
        if names & {"amount", "currency"}:
            amount, currency = row.get("amount"), row.get("currency", self.options.currency)
            deal.amount = None if amount is None else Money(amount, currency)  # type: ignore[assignment]
        if "next_step" in names:
            deal.next_step = row.get("next_step", "")
        if names & {"stage", "opened_on", "closed_on", "loss_reason"}:
            self._write_course(deal, row)
        deal.name = self._name(deal, row)

    def _write_credit(self, deal: Opportunity, row: Row) -> None:
        """The person's own partner goes before the one that is named beside them."""
        person = row.get("member")
        deal.member = deal.referrer = self.teams.member(person) if person else None
        partner = self.teams.partner_of(person) if person else row.get("partner")
        deal.partner = self.teams.partner(partner) if partner else None
        deal.campaign = self.teams.campaign(deal.partner)

    def _write_course(self, deal: Opportunity, row: Row) -> None:
        opened, closed = _noon(row.get("opened_on")), _noon(row.get("closed_on"))
        deal.stage, deal.opened_at, deal.close_on = row.values["stage"], opened, row.get("closed_on")
        deal.closed_at, deal.loss_reason = None, ""
        if deal.stage in CLOSED_STAGES:
            deal.closed_at = closed
            deal.stage_since = deal.last_activity_at = closed or deal.last_activity_at
            lost = deal.stage == Stage.LOST
            deal.loss_reason = row.get("loss_reason", LossReason.UNKNOWN) if lost else ""
        else:
            deal.stage_since = opened or deal.stage_since

    def _name(self, deal: Opportunity, row: Row) -> str:
        what = deal.product.name if deal.product else row.values["external_id"]
        who = deal.customer.name if deal.customer else row.values["external_id"]
        return str(row.get("name") or (f"{who} · {what}" if who != what else who))[:200]


def _noon(day: Any) -> datetime | None:
    """Noon in UTC: the same calendar day in nearly every time zone of a reader."""
    return datetime.combine(day, time(12), UTC) if isinstance(day, date) else None
