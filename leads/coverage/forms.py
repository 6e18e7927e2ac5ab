"""The facts of a lead that does not exist."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from leads.enums import Rank
from partners.enums import CompanySize, Industry
from partners.selectors import products
from prm.core.languages import language_choices
from prm.core.layouts import laid_out, row

ANY = [("", _("Not known"))]


class WhoWouldGetForm(forms.Form):
    country = forms.ChoiceField(label=_("Country"), required=False, choices=[*ANY, *countries])
    region = forms.CharField(label=_("Region"), required=False, max_length=80)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=20)
    industry = forms.ChoiceField(label=_("Industry"), required=False, choices=[*ANY, *Industry.choices])
    size = forms.ChoiceField(label=_("Company size"), required=False, choices=[*ANY, *CompanySize.choices])
    product = forms.ChoiceField(label=_("Product"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    rank = forms.ChoiceField(label=_("Rank"), required=False, choices=[*ANY, *Rank.choices])
    value = forms.DecimalField(
        label=_("Estimated value"), required=False, min_value=0, max_digits=14, decimal_places=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.products = {row.code: row for row in products()}
        self.fields["product"].choices = [*ANY, *((code, row.name) for code, row in self.products.items())]
        self.fields["language"].choices = [*ANY, *language_choices()]
        self.helper = laid_out(
            row("country", "region", "postcode"),
            row("industry", "size", "product"),
            row("language", "rank", "value"),
        )

    def facts(self) -> dict[str, Any]:
        """As the engine takes them."""
        product = self.products.get(self.cleaned_data["product"])
        needs = frozenset({product.code} if product and product.needs_certificate else ())
        return {**self.cleaned_data, "value": float(self.cleaned_data["value"] or 0), "needs": needs}
