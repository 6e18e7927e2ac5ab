"""What staff found out about a held lead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners.enums import CompanySize, Industry
from partners.models import Product
from prm.core.forms import PersonForm

from ..models import Lead
from .parts import ANY, area, choice, laid_out, part, row, text


class QualifyForm(PersonForm):
    """What staff found out about a held lead, and what to do with it."""

    COMPLETE, LET_THROUGH, DISQUALIFY = "complete", "let_through", "disqualify"
    DECISIONS = [
        (COMPLETE, _("Add what is filled in below, and check it again")),
        (LET_THROUGH, _("Let it through as it is")),
        (DISQUALIFY, _("It is no lead: disqualify it")),
    ]

    decision = forms.ChoiceField(label=_("What now?"), choices=DECISIONS, widget=forms.RadioSelect, initial=COMPLETE)
    note = area(_("Note"), 2000, rows=2, help_text=_("Needed to disqualify."))
    country = forms.ChoiceField(label=_("Country"), required=False)
    postcode = text(_("Postcode"), 20)
    industry = choice(_("Industry"), Industry.choices)
    size = choice(_("Company size"), CompanySize.choices)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = text(_("Phone"), 40)
    title = text(_("Job title"), 100)
    need = area(_("What they need"), 4000)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), required=False, empty_label=_("Not known")
    )

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [*ANY, *countries]
        self.fields["product"].queryset = Product.objects.visible_to(self.user).filter(is_active=True)
        rows = {"need": lead, "product": lead, "email": lead.contact, "phone": lead.contact, "title": lead.contact}
        for name in ("country", "postcode", "industry", "size", *rows):
            value = getattr(rows.get(name, lead.customer), name)
            self.fields[name].initial = str(value) if name == "country" else value
        self.helper = laid_out(
            "decision",
            "note",
            part(
                _("What is known of it"),
                row("country", "postcode"),
                row("industry", "size"),
                row("title", "email", "phone"),
                "need",
                "product",
            ),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == self.DISQUALIFY and not data.get("note", "").strip():
            self.add_error("note", _("Say why."))
        return data

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("decision", "note")}
