"""What a row of a partner's own list of deals to register means. Every row goes through the door of the form."""

import copy
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from djmoney.money import Money

from deals import rules
from deals.enums import HelpWanted, RegistrationState
from deals.models import Registration
from deals.services import registering
from leads import identity
from partners.importing.companies import of_currencies
from partners.models import Product
from partners.selectors import campaigns_to_choose, member_of
from prm.accounts.enums import MEMBERS
from prm.core.errors import DomainError, InvalidInput, NotAllowed
from prm.core.labels import label_of
from prm.core.money import is_currency, smallest_unit
from prm.importing import fields, notes
from prm.importing.fields import Field, Refused, Row
from prm.importing.importer import Importer, as_fact
from prm.importing.report import Report
from prm.importing.values import Style, Vocabulary, of_choices, of_countries

TEXTS = ("company", "website", "city", "postcode", "contact_name", "contact_title", "contact_email", "contact_phone",
         "need")  # fmt: skip


def as_help(text: str, _style: Style) -> list[str]:
    """Kinds of help by name or code, separated by semicolon, bar or comma. Raises ValueError for one not offered."""
    known, found = of_choices(HelpWanted), []
    for part in text.replace("|", ";").replace(",", ";").split(";"):
        match = known.find(part.strip()) if part.strip() else None
        if match is not None:
            found.append(match.value)
        elif part.strip():
            sentence = _("“%(text)s” is no help that we offer (possible: %(possible)s)")
            raise ValueError(sentence % {"text": part.strip()[:60], "possible": ", ".join(HelpWanted.values)})
    return [name for name in HelpWanted.values if name in found]


class RegistrationImporter(Importer):
    """Registrations by the partner's own id. What nobody could decide is kept as a draft of the partner's.

    One row is one transaction, as one form is: it holds its customer no longer than a person who registers it.
    """

    kind = "registrations"
    title = gettext_lazy("Deal registrations")
    model = Registration
    roles = MEMBERS
    door = "deals:register_file"
    batch = 1
    fields = (
        fields.text("external_id", "id", "deal id", "opportunity id", "your own id", longest=100, required=True),
        fields.text("company", "customer", "account", "company name", "account name", longest=200, required=True),
        fields.text("website", "url", "domain", longest=253),
        fields.word("country", "land"),
        fields.text("postcode", "zip", "postal code", longest=20),
        fields.text("city", "town", longest=80),
        fields.text("contact_name", "contact", "person", "full name", longest=150),
        fields.text("contact_title", "job title", "position", "title", longest=100),
        fields.email("contact_email", "email", "e-mail", "mail"),
        fields.text("contact_phone", "phone", "telephone", "mobile", longest=40),
        fields.word("product", "product code", "product name"),
        fields.amount("amount", "value", "first-year value", "deal value"),
        fields.word("currency", "currency code"),
        fields.day("close_on", "expected close", "close date", "closing date"),
        fields.text("need", "description", "notes", "comment", longest=4000),
        Field("help_wanted", ("help", "help you want from us"), as_help),
        fields.word("campaign", "campaign name"),
    )
    refusals = {
        "one_registration_per_external_id": gettext_lazy("You have used this id for another registration."),
    }

    @classmethod
    def admit(cls, actor: Any) -> Any:
        member = member_of(actor)
        if member is None or not actor.is_active:
            raise NotAllowed(_("Only members of a partner register deals."))
        registering.check_open_for_business(member.partner)
        registering.accept_rules(actor, [])
        return member.partner

    # -- reading

    def prepare(self) -> None:
        actor = self.options.actor
        self.products = {row.code: row for row in Product.objects.visible_to(actor).filter(is_active=True)}
        self.campaigns = {row.ref: row for row in campaigns_to_choose(self.options.partner)}
        self.vocabularies = {
            "country": of_countries(),
            "currency": of_currencies(),
            "product": _named({code: row.name for code, row in self.products.items()}),
            "campaign": _named({ref: row.name for ref, row in self.campaigns.items()}, guesses=False),
        }
        self.held_back = self._why_nothing_is_sent()

    def _why_nothing_is_sent(self) -> str:
        """What has happened since the file was handed in that lets nothing be sent; '' for nothing."""
        try:
            self.admit(self.options.actor)
        except NotAllowed:
            return _("are kept as drafts: your company cannot register deals at the moment")
        except InvalidInput:
            return _("are kept as drafts: the rules of engagement have changed, please read them and send each")
        return ""

    def adopt(self, keys: list[str]) -> dict[str, Any]:
        rows = Registration.objects.filter(partner=self.options.partner, external_id__in=keys)
        return {row.external_id: row for row in rows.order_by("pk")}

    def facts(self, row: Row, report: Report) -> dict[str, str]:
        if not identity.normal_company(row.values["company"]):
            raise Refused(_("“%(text)s” is no name of a company") % {"text": row.values["company"]})
        self._check_amount(row)
        return {name: as_fact(row.get(name)) for name in row.columns if name != "external_id"}

    def _check_amount(self, row: Row) -> None:
        currency = self._currency(row)
        if not is_currency(currency):
            raise Refused(_("“%(currency)s” is no money that somebody pays with") % {"currency": currency})
        if row.get("amount") is not None and row.values["amount"] % smallest_unit(currency):
            raise Refused(_("amount: %(currency)s has no such small amounts") % {"currency": currency})

    def _currency(self, row: Row) -> str:
        return str(row.get("currency", self.options.currency))

    def check(self, row: Row, existing: Registration) -> None:
        if existing.state != RegistrationState.DRAFT:
            state = RegistrationState(rules.shown_state(existing.state, to_vendor=False)).label
            sentence = _("%(ref)s has this id and is “%(state)s”: a file does not change it any more")
            raise Refused(sentence % {"ref": existing.ref, "state": state})

    def foresee(self, row: Row, existing: Registration | None, names: set[str], report: Report) -> None:
        if self.held_back:
            report.gaps[self.held_back] += 1
        elif problems := self._problems(row, existing, names):
            labels = {name: label_of(Registration, name) for name in problems}
            told = " ".join(f"{labels[name]}: {sentence}" for name, sentence in problems.items())
            report.tell(row.line, _("Kept as a draft. %(problems)s") % {"problems": told})

    def _problems(self, row: Row, existing: Registration | None, names: set[str]) -> dict[str, str]:
        """Why the row cannot be sent, by field; nothing when it can."""
        trial = copy.copy(existing) if existing else Registration(partner=self.options.partner)
        registering.write_fields(trial, self._data(row, names), registering.DRAFT_FIELDS)
        try:
            registering.check_complete(trial)
        except InvalidInput as refusal:
            return refusal.fields
        return {}

    def _data(self, row: Row, names: set[str]) -> dict[str, Any]:
        """What the row says under these names, as the services take it."""
        data: dict[str, Any] = {name: row.get(name, "") for name in (*TEXTS, "country") if name in names}
        data |= {"close_on": row.get("close_on")} if "close_on" in names else {}
        data |= {"help_wanted": row.get("help_wanted", [])} if "help_wanted" in names else {}
        if "product" in names:
            data["product"] = self.products[row.values["product"]] if row.get("product") else None
        if "campaign" in names and row.get("campaign"):
            data["campaign"] = self.campaigns[row.values["campaign"]]
        if names & {"amount", "currency"}:
            amount = row.get("amount")
            data["amount"] = None if amount is None else Money(amount, self._currency(row))
        return data

    # -- writing

    def make(self, rows: list[Row]) -> list[Registration]:
        return [self._take_in(row, None, set(row.columns)) for row in rows]

    def change(self, changes: list[tuple[Row, Registration, set[str]]]) -> None:
        for row, existing, names in changes:
            self._take_in(row, existing, names)

    def _take_in(self, row: Row, existing: Registration | None, names: set[str]) -> Registration:
        """Sent when nothing is missing, else kept as a draft. Raises Refused with the sentence of the form."""
        data = self._data(row, names) | ({} if existing else {"external_id": self.external_id(row)})
        is_draft = bool(self.held_back or self._problems(row, existing, names))
        door = registering.save_draft if is_draft else registering.register
        try:
            taken = door(self.options.actor, existing, data)
        except DomainError as refusal:
            told = (f"{label_of(Registration, name)}: {sentence}" for name, sentence in refusal.fields.items())
            raise Refused(" ".join(told) or refusal.message) from refusal
        sentence = _("Imported from %(file)s") % {"file": self.options.file_name}
        notes.write([(taken, "\n".join(row.notes), taken.partner)], sentence, self.options.actor)
        self._count(taken)
        return taken

    def _count(self, taken: Registration) -> None:
        if taken.state == RegistrationState.CONTESTED:
            self.outcomes[_("are kept as they are: a channel manager decides and tells you")] += 1
        elif taken.state == RegistrationState.DRAFT:
            if not self.held_back:
                self.outcomes[_("are kept as drafts, because something is missing or cannot be right")] += 1
        else:
            self.outcomes[_("were sent: thank you, your sales rep has them")] += 1


def _named(names: dict[str, str], *, guesses: bool = True) -> Vocabulary:
    """Things by code and name."""
    vocabulary = Vocabulary(guesses)
    for code, name in names.items():
        vocabulary.add(code, name, names=[code])
    return vocabulary
