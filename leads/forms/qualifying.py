"""What staff found out about held leads: about one, or what many have in common."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from partners.enums import CompanySize, Industry
from partners.models import Product
from prm.core.countries import country_choices
from prm.core.forms import PersonForm
from prm.core.money import currency_choices

from ..enums import Requirement
from ..models import Lead
from .parts import ANY, area, choice, laid_out, part, row, text

# Where each thing that can be missing is typed.
FIELDS_OF = {
    Requirement.CONTACT_WAY: ("email", "phone"),
    Requirement.COUNTRY: ("country",),
    Requirement.NEED: ("need", "product"),
    Requirement.INDUSTRY: ("industry",),
    Requirement.SIZE: ("size",),
    Requirement.VALUE: ("value", "currency"),
}
KNOWN = (("title", "email", "phone"), ("country", "postcode"), ("industry", "size"), ("product", "value", "currency"))


class CompleteManyForm(PersonForm):
    """Facts that many leads can have in common."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), required=False, empty_label=_("Not known")
    )
    industry = choice(_("Industry"), Industry.choices)
    size = choice(_("Company size"), CompanySize.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [*ANY, *country_choices()]
        self.fields["product"].queryset = Product.objects.visible_to(self.user).filter(is_active=True)
        self.helper = laid_out(row("country", "product"), row("industry", "size"))

    def facts(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        return dict(self.cleaned_data)


class QualifyForm(CompleteManyForm):
    """What staff found out about a held lead, and what to do with it. What is missing comes first."""

    COMPLETE, LET_THROUGH, DISQUALIFY = "complete", "let_through", "disqualify"
    DECISIONS = [
        (COMPLETE, _("Add what is filled in below, and let it go if nothing is missing then")),
        (LET_THROUGH, _("Let it through as it is")),
        (DISQUALIFY, _("It is no lead: disqualify it")),
    ]

    decision = forms.ChoiceField(label=_("What now?"), choices=DECISIONS, widget=forms.RadioSelect, initial=COMPLETE)
    note = area(_("Note"), 2000, rows=2, help_text=_("Needed to disqualify."))
    postcode = text(_("Postcode"), 20)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = text(_("Phone"), 40)
    title = text(_("Job title"), 100)
    need = area(_("What they need"), 4000)
    value = forms.DecimalField(
        label=_("Estimated value"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = str(lead.value.currency) if lead.value else settings.DEFAULT_CURRENCY
        self.fields["currency"].choices = currency_choices(currency)
        self.initial |= {"currency": currency, "value": lead.amount, **_known(lead)}
        self.helper = _missing_first(lead.missing)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == self.DISQUALIFY and not data.get("note", "").strip():
            self.add_error("note", _("Say why."))
        return data

    def facts(self) -> dict[str, Any]:
        facts = {name: value for name, value in super().facts().items() if name not in ("decision", "note")}
        currency = facts.pop("currency", "") or settings.DEFAULT_CURRENCY
        return facts | ({} if facts["value"] is None else {"value": Money(facts["value"], currency)})


def _known(lead: Lead) -> dict[str, Any]:
    customer = {name: getattr(lead.customer, name) for name in ("postcode", "industry", "size")}
    contact = {name: getattr(lead.contact, name) for name in ("email", "phone", "title")}
    return {"country": str(lead.customer.country), "need": lead.need, "product": lead.product, **customer, **contact}


def _missing_first(missing: list[str]) -> FormHelper:
    wanted = [FIELDS_OF[code] for code in Requirement if code in missing]
    asked = {name for names in wanted for name in names}
    others = [[name for name in names if name not in asked] for names in (*KNOWN, ("need",))]
    parts = [part(_("What is missing"), *(row(*names) for names in wanted))] if wanted else []
    parts.append(part(_("What else is known of it"), *(row(*names) for names in others if names)))
    return laid_out("decision", *parts, "note")
