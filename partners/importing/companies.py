"""What a row of a list of partners means."""

from typing import Any

from django.conf import settings
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries
from djmoney.settings import CURRENCY_CHOICES

from partners import rules
from partners.enums import PartnerState, PartnerType
from partners.models import Campaign, Partner, Tier
from prm.accounts.enums import CHANNEL
from prm.accounts.models import User
from prm.importing import fields, notes
from prm.importing.fields import Refused, Row
from prm.importing.importer import Importer, as_fact
from prm.importing.report import Report
from prm.importing.values import Vocabulary, of_choices, of_countries

from .owners import lowest_tier, owner_or_placeholder

TYPE_WORDS = {
    PartnerType.RESELLER: ("reseller", "var", "value added reseller", "value-added reseller", "dealer"),
    PartnerType.AGENT: ("agent", "referral", "referral agent", "sales agent", "referral partner"),
    PartnerType.DISTRIBUTOR: ("distribution", "wholesaler"),
    PartnerType.INTEGRATOR: ("system integrator", "si", "integration partner"),
    PartnerType.MSP: ("managed services", "service provider"),
}
# Facts by the field of Partner that holds them.
TEXTS = ("name", "city", "website", "phone", "about")
DAYS = ("joined_on", "contract_ends_on")


def of_currencies() -> Vocabulary:
    vocabulary = Vocabulary(guesses=False)
    for code, name in CURRENCY_CHOICES or ():
        vocabulary.add(code, code, words=[name])
    return vocabulary


class PartnerImporter(Importer):
    """Partners by their id in the source; one without an id is known by its name."""

    kind = "partners"
    title = gettext_lazy("Partners")
    model = Partner
    fields = (
        fields.text("external_id", "id", "partner id", "account id", longest=100),
        fields.text("name", "partner", "company", "partner name", "account", longest=150, required=True),
        fields.word("type", "partner type", "kind"),
        fields.word("tier", "level", "rank"),
        fields.word("state", "status"),
        fields.word("country", "land"),
        fields.text("city", "town", longest=80),
        fields.text("website", "url", "web", longest=200),
        fields.text("phone", "telephone", longest=40),
        fields.text("about", "description", "notes", longest=2000),
        fields.word("currency"),
        fields.word("owner", "channel manager", "account manager"),
        fields.day("joined_on", "partner since", "joined", "start date"),
        fields.day("contract_ends_on", "contract ends", "contract end", "end date"),
    )
    refusals = {
        "one_partner_per_name": gettext_lazy("Another partner has this name already."),
        "one_partner_per_source_id": gettext_lazy("Another partner has this id already."),
    }

    def prepare(self) -> None:
        self._tiers = {tier.name: tier for tier in Tier.objects.order_by("rank")}
        self._owners = {user.email: user for user in User.objects.active().with_role(*CHANNEL).order_by("pk")}
        owners = Vocabulary(guesses=False)
        for user in self._owners.values():
            owners.add(user.email, user.name, names=[user.email, user.ref])
        tiers = Vocabulary()
        for name in self._tiers:
            tiers.add(name, name)
        self.vocabularies = {
            "type": of_choices(PartnerType, TYPE_WORDS),
            "tier": tiers,
            "state": of_choices(PartnerState),
            "country": of_countries(),
            "currency": of_currencies(),
            "owner": owners,
        }

    def external_id(self, row: Row) -> str:
        key = row.get("external_id") or f"name:{' '.join(row.values['name'].casefold().split())}"
        return str(key)[:100]

    def facts(self, row: Row, report: Report) -> dict[str, str]:
        if not row.get("country"):
            country = countries.name(settings.DEFAULT_COUNTRY)
            report.gaps[_("name no country: imported as %(country)s") % {"country": country}] += 1
        if not row.get("type"):
            report.gaps[_("name no type: imported as %(type)s") % {"type": PartnerType.RESELLER.label}] += 1
        website = row.get("website", "")
        if website and "://" not in website:
            row.values["website"] = f"https://{website}"
        elif website and not website.startswith(("http://", "https://")):
            raise Refused(_("“%(text)s” is no address of a website") % {"text": website[:100]})
        return {name: as_fact(row.get(name)) for name in row.columns if name != "external_id"}

    def adopt(self, keys: list[str]) -> dict[str, Any]:
        """Also a partner that was entered by hand, by its name."""
        found = super().adopt([key for key in keys if not key.startswith("name:")])
        names = {key.removeprefix("name:"): key for key in keys if key.startswith("name:")}
        rows = Partner.objects.annotate(lower_name=Lower("name")).filter(lower_name__in=names)
        return {**found, **{names[row.lower_name]: row for row in rows.order_by("pk")}}

    def check(self, row: Row, existing: Partner) -> None:
        state = row.get("state")
        if state and state != existing.state and not rules.can_change_state(existing.state, state):
            words = {"old": existing.get_state_display(), "new": PartnerState(state).label}
            raise Refused(_("A partner that is “%(old)s” cannot become “%(new)s”") % words)

    def make(self, rows: list[Row]) -> list[Partner]:
        owner, tier = owner_or_placeholder(self.options.actor), lowest_tier()
        new = []
        for row in rows:
            partner = Partner(
                type=PartnerType.RESELLER,
                tier=tier,
                country=settings.DEFAULT_COUNTRY,
                currency=self.options.currency,
                owner=owner,
                source=self.options.source,
                external_id=row.get("external_id", ""),
            )
            self._write(partner, row, {field.name for field in self.fields})
            new.append(partner)
        Partner.objects.bulk_create(new)
        Campaign.objects.bulk_create(Campaign(partner=each, name=each.name, is_default=True) for each in new)
        details = [(each, "\n".join(row.notes), each) for each, row in zip(new, rows, strict=True)]
        notes.write(details, self._sentence(_("Imported from %(file)s")), self.options.actor)
        return new

    def change(self, changes: list[tuple[Row, Partner, set[str]]]) -> None:
        for row, partner, names in changes:
            self._write(partner, row, names)
            partner.save()
        details = [(partner, ", ".join(sorted(names)), partner) for _row, partner, names in changes]
        notes.write(details, self._sentence(_("Changed by an import from %(file)s")), self.options.actor)

    def _sentence(self, sentence: str) -> str:
        return sentence % {"file": self.options.file_name}

    def _write(self, partner: Partner, row: Row, names: set[str]) -> None:
        """An empty cell empties a text or a day; what a partner must have stays as it is."""
        for name in names.intersection(TEXTS):
            setattr(partner, name, row.get(name, ""))
        for name in names.intersection(DAYS):
            setattr(partner, name, row.get(name))
        for name in names.intersection(("type", "state", "country", "currency")):
            setattr(partner, name, row.get(name) or getattr(partner, name))
        if "tier" in names and row.get("tier"):
            partner.tier = self._tiers[row.values["tier"]]
        if "owner" in names and row.get("owner"):
            partner.owner = self._owners[row.values["owner"]]
