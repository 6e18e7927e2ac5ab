"""What a row of a list of leads means. Every lead goes through the same door as one that is typed in."""

import hashlib
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from djmoney.money import Money

from leads.enums import FINAL, LeadState, Source
from leads.models import Lead
from leads.services.entering import LeadData, receive_many
from leads.services.qualifying import complete_lead
from partners.enums import CompanySize
from partners.importing import ProductBook
from partners.importing.companies import of_currencies
from prm.core.errors import InvalidInput
from prm.importing import fields, notes
from prm.importing.fields import Refused, Row
from prm.importing.importer import Importer, as_fact
from prm.importing.report import Report
from prm.importing.values import of_choices, of_languages

from .customers import size_of, vocabularies

SOURCE_WORDS = {
    Source.WEB: ("web", "website", "organic search", "google", "direct traffic", "landing page", "contact form"),
    Source.EVENT: ("trade show", "webinar", "conference", "fair"),
    Source.REFERRAL: ("reference", "recommendation", "referral sites", "word of mouth"),
    Source.ADS: ("ads", "paid search", "advertisement", "social media", "facebook", "linkedin"),
    Source.OUTREACH: ("cold call", "outbound", "e-mail campaign"),
}
# What may still change once a lead is on its way; the customer and the contact are others' knowledge by then.
CHANGEABLE = ("need", "language", "product", "value")


class LeadImporter(Importer):
    """Leads of the vendor's own. One without an id is known by its company, person, product and need."""

    kind = "leads"
    title = gettext_lazy("Leads")
    model = Lead
    batch = 250  # each holds its customers' rows until the batch is written
    fields = (
        fields.text("external_id", "id", "lead id", "lead number", "prospect id", longest=100),
        fields.text("company", "account", "customer", "company name", "organisation", longest=200, required=True),
        fields.text("website", "url", "domain", longest=253),
        fields.word("country", "land"),
        fields.text("region", "state", "province", longest=80),
        fields.text("city", "town", longest=80),
        fields.text("postcode", "zip", "postal code", longest=20),
        fields.word("industry", "sector", "branch"),
        fields.word("size", "company size"),
        fields.amount("employees", "number of employees", "headcount"),
        fields.text("contact_name", "contact", "name", "full name", "person", longest=150),
        fields.text("contact_title", "title", "job title", "position", longest=100),
        fields.email("contact_email", "email", "e-mail", "mail"),
        fields.text("contact_phone", "phone", "telephone", "mobile", longest=40),
        fields.text("consent", longest=300),
        fields.text("need", "message", "notes", "description", "comment", longest=4000),
        fields.word("language", "spoken language", "preferred language"),
        fields.word("product", "product name", "interest"),
        fields.amount("value", "estimated value", "amount", "budget"),
        fields.word("currency", "currency code"),
        fields.word("lead_source", "source", "origin", "channel"),
    )
    refusals = {"one_lead_per_source_id": gettext_lazy("Another lead has this id already.")}

    def prepare(self) -> None:
        self.products = ProductBook(self.options.currency)
        self.vocabularies = {
            **vocabularies(),
            "size": of_choices(CompanySize),
            "language": of_languages(),
            "product": self.products.vocabulary,
            "currency": of_currencies(),
            "lead_source": of_choices(Source, SOURCE_WORDS),
        }

    def external_id(self, row: Row) -> str:
        if row.get("external_id"):
            return str(row.values["external_id"])
        known_by = ("company", "contact_name", "contact_email", "product", "need")
        text = "\n".join(as_fact(row.get(name)).casefold() for name in known_by)
        return f"row:{hashlib.sha256(text.encode()).hexdigest()[:32]}"

    def facts(self, row: Row, report: Report) -> dict[str, str]:
        try:
            self._data(row).checked()
        except InvalidInput as refusal:
            name, sentence = next(iter(refusal.fields.items()))
            raise Refused(f"{name}: {sentence}") from refusal
        if not row.get("contact_name"):
            report.gaps[_("name no person: the e-mail address stands in its place")] += 1
        return {name: as_fact(row.get(name)) for name in row.columns if name != "external_id"}

    def _data(self, row: Row) -> LeadData:
        same = ("company", "website", "country", "region", "city", "postcode", "industry", "contact_title",
                "contact_email", "contact_phone", "consent", "need", "language", "external_id")  # fmt: skip
        product = row.get("product")
        return LeadData(
            **{name: row.get(name, "") for name in same},
            size=row.get("size") or size_of(row.get("employees")),
            contact_name=row.get("contact_name") or row.get("contact_email", ""),
            product=self.products[product] if product else None,
            value=row.get("value"),
            currency=row.get("currency", self.options.currency),
            lead_source=row.get("lead_source", Source.IMPORT),
            source=self.options.source,
        )

    def check(self, row: Row, existing: Lead) -> None:
        if existing.state in FINAL:
            sentence = _("The lead is “%(state)s”; an import does not change it any more")
            raise Refused(sentence % {"state": existing.state_words})

    def make(self, rows: list[Row]) -> list[Lead]:
        leads = receive_many(self.options.actor, [self._data(row) for row in rows])
        details = [(lead, "\n".join(row.notes), None) for lead, row in zip(leads, rows, strict=True)]
        notes.write(details, _("Imported from %(file)s") % {"file": self.options.file_name}, self.options.actor)
        return leads

    def change(self, changes: list[tuple[Row, Lead, set[str]]]) -> None:
        for row, lead, names in changes:
            data = self._data(row)
            facts: dict[str, Any] = {name: getattr(data, name) for name in names if hasattr(data, name)}
            if data.value is not None and names & {"value", "currency"}:
                facts["value"] = Money(data.value, data.currency)
            if lead.state == LeadState.HELD:
                renamed = {name.removeprefix("contact_"): value for name, value in facts.items()}
                complete_lead(None, lead, renamed)
            else:
                self._write(lead, facts)
        details = [(lead, ", ".join(sorted(names)), None) for _row, lead, names in changes]
        sentence = _("Changed by an import from %(file)s") % {"file": self.options.file_name}
        notes.write(details, sentence, self.options.actor)

    def _write(self, lead: Lead, facts: dict[str, Any]) -> None:
        changed = [name for name in CHANGEABLE if name in facts]
        for name in changed:
            setattr(lead, name, facts[name])
        if changed:
            lead.save(update_fields=[*changed, "value_currency"] if "value" in changed else changed)
