"""What comes from the vendor's own site: a form, who filled it in, and somebody who did so twice."""

from datetime import datetime, timedelta

from leads.enums import FormField, Lack, Source

from .customers import Customers
from .lead_lives import LeadLives
from .lead_rows import Lead
from .people import Cast
from .world import Row, World

TOKEN = "ask-about-sensors-demo"  # its address is the same in every demo
CONSENT = "You may call or write to me about this. I can take this back at any time."
THANKS = "Thank you. Somebody who knows your business calls you within two working days."
CAMPAIGN = "Site, product pages"
NEED = "Please call me about {count} sensors for our halls."
COUNTRIES_IN_TURN = ("NL", "DE", "GB")


class Site:
    """The form is as old as the programme; whoever filled it in did so in the last days."""

    def __init__(self, world: World, cast: Cast, customers: Customers, leads: LeadLives) -> None:
        self.world, self.cast, self.customers, self.leads = world, cast, customers, leads

    def make(self) -> None:
        form = self._form()
        for number, country in enumerate(COUNTRIES_IN_TURN):
            at = self.world.now - timedelta(hours=3 * number + 2)
            customer = self.customers.make(at, country=country)
            lead = self._sent(form, at, customer, self.customers.contact(customer, at), 24 + 8 * number)
            self.leads.verbs.qualify(lead, at + timedelta(seconds=2))
        self._twice(form, customer, at + timedelta(minutes=25))

    def _form(self) -> Row:
        began = self.world.began
        return self.world.add(
            "leads.WebForm",
            "WF",
            token=TOKEN,
            name="Ask about sensors",
            campaign=CAMPAIGN,
            lead_source=str(Source.WEB),
            origins=["https://www.sensors.example"],
            fields=[str(FormField.CONTACT_PHONE), str(FormField.COUNTRY), str(FormField.NEED)],
            consent_text=CONSENT,
            consent_version=1,
            thanks=THANKS,
            created_at=began,
            updated_at=began,
        )

    def _sent(self, form: Row, at: datetime, customer: Row, contact: Row, count: int) -> Lead:
        agreed = f"{form.name}, version {form.consent_version}"
        contact.update(consent=agreed, consent_at=at)
        product, _need, value, currency = self.leads.about(customer.country)
        need = NEED.format(count=count)
        lead = self.leads.verbs.receive(
            at, customer, contact, product, need=need, value=value, currency=currency, source=Source.WEB
        )
        self.leads.leads.append(lead)
        self.world.add(
            "leads.WebEntry",
            lead_id=lead.row.id,
            form_id=form.id,
            consent_text=form.consent_text,
            consent_version=form.consent_version,
            consented_at=at,
            created_at=at,
            updated_at=at,
        )
        self.leads.verbs.sent_by_form(lead, at, form)
        return lead

    def _twice(self, form: Row, customer: Row, at: datetime) -> None:
        """The same person from another address, who writes the company otherwise: a likely double."""
        first = next(row for row in self.world.tables["leads.Contact"] if row.customer_id == customer.id)
        name = customer.domain.removesuffix(".example").replace("-", " ").title()
        again = self.customers.written_differently(customer, at, name)
        contact = self.customers.contact(again, at)
        contact.update(name=first.name, title=first.title, email=f"{first.email.split('@')[0]}@{again.domain}")
        lead = self._sent(form, at, again, contact, 40)
        lead.row.missing = [str(Lack.DUPLICATE)]
        self.leads.verbs.hold(lead, at + timedelta(seconds=2), self.cast.managers[0])
