"""Customers named by other files, and the list of accounts that may come with them."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from leads import identity
from leads.models import Customer
from partners.enums import CompanySize, Industry
from prm.importing import fields, notes
from prm.importing.fields import Companion, Row
from prm.importing.importer import Options
from prm.importing.report import Report
from prm.importing.understanding import Table, Vocabularies
from prm.importing.values import of_choices, of_countries

INDUSTRY_WORDS = {
    Industry.EDUCATION: ("university", "school", "training"),
    Industry.ENERGY: ("utilities", "oil and gas"),
    Industry.FINANCE: ("banking", "insurance", "financial services"),
    Industry.GOVERNMENT: ("public sector", "public administration"),
    Industry.HEALTH: ("medical", "healthcare", "pharmaceuticals", "life sciences"),
    Industry.HOSPITALITY: ("hotels", "travel", "tourism"),
    Industry.LOGISTICS: ("transport", "transportation", "shipping"),
    Industry.MANUFACTURING: ("industry", "production"),
    Industry.MARKETING: ("media", "entertainment", "advertising"),
    Industry.RETAIL: ("wholesale", "trade", "e-commerce"),
    Industry.SERVICES: ("services", "consulting", "employment", "staffing", "legal"),
    Industry.SOFTWARE: ("technology", "it", "internet", "information technology", "saas"),
    Industry.TELECOM: ("telecommunications", "telecoms"),
}
SIZES = ((10, CompanySize.MICRO), (50, CompanySize.SMALL), (250, CompanySize.MEDIUM), (1000, CompanySize.LARGE))
COMPANION = Companion(
    "accounts.csv",
    (
        fields.text("account_name", "account", "company", "customer", "name", longest=200, required=True),
        fields.text("account_website", "website", "domain", "url", longest=253),
        fields.word("industry", "sector", "branch"),
        fields.amount("employees", "number of employees", "headcount"),
        fields.word("account_country", "country", "office location", "location", vocabulary="country"),
        fields.text("account_region", "region", "state", longest=80),
        fields.text("account_city", "city", longest=80),
        fields.text("account_postcode", "postcode", "zip", "postal code", longest=20),
        fields.text("parent_name", "subsidiary of", "parent", "parent account", longest=200),
    ),
)


def vocabularies() -> Vocabularies:
    return {"industry": of_choices(Industry, INDUSTRY_WORDS), "country": of_countries()}


def size_of(employees: Any) -> str:
    """The class of company size; '' when the number is not known."""
    if employees is None:
        return ""
    return next((size for limit, size in SIZES if employees < limit), CompanySize.ENTERPRISE)


class CustomerBook:
    """Customers by the name a file has for them. One that is known already stays as it is."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._identities: dict[str, str] = {}
        self._customers: dict[str, Customer] = {}
        self._notes: dict[str, list[str]] = {}
        self._listed: set[str] = set()
        self._counted: set[str] = set()

    def __getitem__(self, name: str) -> Customer:
        return self._customers[self._identities[_key(name)]]

    def is_missing_in_list(self, name: str) -> bool:
        """Whether there is a list of accounts, but without this one."""
        return bool(self._listed) and _key(name) not in self._listed

    def count_new(self, name: str, report: Report) -> None:
        """Say in the report, once, that this customer will be made."""
        customer = self[name]
        if customer.pk is None and customer.identity not in self._counted:
            self._counted.add(customer.identity)
            report.related[_("customers made")] += 1

    # -- the list of accounts

    def learn(self, table: Table, report: Report) -> None:
        rows = [row for row in table.rows(report) if identity.normal_company(row.values["account_name"])]
        wanted = {_key(row.values["account_name"]): self._customer(row) for row in rows}
        known = self._known(wanted)
        for row in rows:
            name = _key(row.values["account_name"])
            customer = known.get(name) or wanted[name]
            self._remember(name, customer)
            self._listed.add(name)
            self.count_new(name, report)
            if customer.pk is None:
                self._notes[customer.identity] = row.notes

    def establish(self) -> None:
        self._make([customer for customer in self._customers.values() if customer.pk is None])

    def _customer(self, row: Row) -> Customer:
        name, country = row.values["account_name"], row.get("account_country", "")
        domain = identity.company_domain(row.get("account_website", ""))
        return Customer(
            name=name,
            identity=identity.customer_identity(name, domain, country),
            domain=domain,
            country=country,
            region=row.get("account_region", ""),
            city=row.get("account_city", ""),
            postcode=row.get("account_postcode", ""),
            industry=row.get("industry", ""),
            size=size_of(row.get("employees")),
            parent_name=row.get("parent_name", ""),
            source=self.options.source,
            external_id=name[:100],
        )

    # -- names in rows

    def look_up(self, names: Collection[str]) -> None:
        """Find these customers, or prepare to make them."""
        wanted = {
            _key(name): Customer(
                name=name,
                identity=identity.customer_identity(name),
                source=self.options.source,
                external_id=name[:100],
            )
            for name in names
            if _key(name) not in self._identities
        }
        known = self._known(wanted)
        for name, customer in wanted.items():
            self._remember(name, known.get(name) or customer)

    def make_missing(self, names: Collection[str]) -> None:
        """Make those of the named customers that are not there yet."""
        customers = {customer.identity: customer for name in names if (customer := self[name]).pk is None}
        self._make(list(customers.values()))

    def _known(self, wanted: dict[str, Customer]) -> dict[str, Customer]:
        """Those of the wanted that are there: by identity, or by the name our source has for them."""
        same = Q(identity__in=[customer.identity for customer in wanted.values()])
        named = Q(source=self.options.source, external_id__in=[each.external_id for each in wanted.values()])
        rows = (
            list(Customer.objects.filter(same | named).select_related("merged_into").order_by("pk")) if wanted else []
        )
        by_identity = {row.identity: row for row in rows}
        by_name = {row.external_id: row for row in rows if row.source == self.options.source}
        found = {
            name: by_name.get(customer.external_id) or by_identity.get(customer.identity)
            for name, customer in wanted.items()
        }
        return {name: customer.merged_into or customer for name, customer in found.items() if customer}

    def _remember(self, name: str, customer: Customer) -> None:
        self._identities[name] = self._customers.setdefault(customer.identity, customer).identity

    def _make(self, customers: list[Customer]) -> None:
        Customer.objects.bulk_create(customers)
        entries = [(each, "\n".join(self._notes.get(each.identity, [])), None) for each in customers]
        notes.write(entries, _("Imported from %(file)s") % {"file": self.options.file_name}, self.options.actor)


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
