"""What both sides say about a new lead."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners.enums import CompanySize, Industry
from partners.models import Product
from partners.selectors import campaigns_to_choose
from prm.core.forms import PersonForm
from prm.core.languages import language_choices
from prm.core.money import currency_choices

from .. import identity
from ..enums import Source
from ..services.entering import LeadData
from .parts import ANY, area, choice, laid_out, part, row, text


class EnterLeadForm(PersonForm):
    """What both sides say about a lead: the company, the person, the need."""

    company = text(_("Company"), 200, required=True, autocomplete="off")
    website = text(_("Website"), 253, help_text=_("Tells one company from another of the same name."))
    country = forms.ChoiceField(label=_("Country"))
    city = text(_("City"), 80)
    postcode = text(_("Postcode"), 20)
    contact_name = text(_("Contact"), 150, required=True, autocomplete="off")
    contact_title = text(_("Job title"), 100)
    contact_email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    contact_phone = text(_("Phone"), 40)
    need = area(_("What they need"), 4000)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), required=False, empty_label=_("Not known")
    )
    value = forms.DecimalField(
        label=_("Estimated value"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, help_text=_("That they want to be talked to in, if you know.")
    )
    industry = choice(_("Industry"), Industry.choices)
    size = choice(_("Company size"), CompanySize.choices)
    external_id = text(_("Your own id"), 100, help_text=_("What your system calls it; the same id is taken once."))
    about_the_person: tuple[Any, ...] = ()
    about_the_lead: tuple[Any, ...] = ("external_id",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose")), *countries]
        self.fields["language"].choices = [*ANY, *language_choices()]
        self.fields["product"].queryset = Product.objects.visible_to(self.user).filter(is_active=True)
        self.fields["currency"].choices = currency_choices(settings.DEFAULT_CURRENCY)
        self.fields["currency"].initial = settings.DEFAULT_CURRENCY
        self.helper = laid_out(
            part(
                _("The company"),
                row("company", "website"),
                row("country", "postcode", "city"),
                row("industry", "size"),
            ),
            part(
                _("Who may buy there"),
                row("contact_name", "contact_title"),
                row("contact_email", "contact_phone"),
                "language",
                *self.about_the_person,
            ),
            part(_("What it is about"), "need", row("product", "value", "currency"), *self.about_the_lead),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("contact_email") and not data.get("contact_phone") and "contact_email" not in self.errors:
            self.add_error("contact_email", _("Give an e-mail address or a phone number."))
        return data

    def clean_website(self) -> str:
        website = self.cleaned_data["website"].strip()
        if website and not identity.normal_domain(website):
            raise forms.ValidationError(_("This is no web address. An example: acme.com"))
        return website

    def lead_data(self, **extra: Any) -> LeadData:
        """What was typed, for the service."""
        values = {name: value for name, value in self.cleaned_data.items() if name in LeadData.__dataclass_fields__}
        return LeadData(**values, **extra)


class OutboundLeadForm(EnterLeadForm):
    """The vendor's own lead."""

    lead_source = forms.ChoiceField(
        label=_("Source"), choices=[choice for choice in Source.choices if choice[0] != Source.PARTNER]
    )
    consent = text(_("Consent"), 300, help_text=_("How the person agreed to be contacted, if you know."))
    keep = forms.BooleanField(
        label=_("Keep it back for now"),
        required=False,
        help_text=_("It is held and offered to nobody until somebody lets it through."),
    )
    about_the_person = ("consent",)
    about_the_lead = (row("lead_source", "external_id"), "keep")


class InboundLeadForm(EnterLeadForm):
    """A partner's lead. Where partner and person stand is known already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner = self.user.member.partner
        self.fields["country"].initial = str(partner.country)
        self.fields["currency"].choices = currency_choices(str(partner.currency))
        self.fields["currency"].initial = str(partner.currency)
        self.fields["need"].required = True
        self.fields["need"].help_text = _("And what you have done so far, so that we do not ask twice.")
        choices = campaigns_to_choose(partner)
        if len(choices) > 1:  # the one it always has needs no choosing
            self.fields["campaign"] = forms.ModelChoiceField(
                label=_("Campaign"), queryset=choices, to_field_name="ref", required=False, empty_label=None
            )
            self.helper.layout.fields[-1].fields.append("campaign")
