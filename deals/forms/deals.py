"""Working a deal."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals.enums import OPEN_STAGES, LossReason, Stage
from deals.models import Opportunity
from leads.models import Lead
from partners.models import Product
from prm.core.forms import PersonForm

from .money import AmountForm

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONG_TEXT = forms.Textarea(attrs={"rows": 4})


class ConvertForm(PersonForm, AmountForm):
    """A lead becomes a deal. Asks for what the lead could not know."""

    name = forms.CharField(label=gettext_lazy("Deal"), max_length=200)
    product = forms.ModelChoiceField(
        label=gettext_lazy("Product"), queryset=Product.objects.none(), to_field_name="code", required=False
    )
    close_on = forms.DateField(label=gettext_lazy("Expected close"), widget=DATE, required=False)
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300, required=False)

    field_order = ["name", "product", "amount", "currency", "close_on", "next_step"]

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].required = False
        self.fields["product"].queryset = Product.objects.visible_to(self.user).filter(is_active=True).order_by("name")
        product = lead.product
        self.initial.setdefault("name", f"{lead.company_name} · {product}" if product else lead.company_name)
        self.initial.setdefault("product", product.code if product else None)
        self.offer_currencies(self.user, lead.value)

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        kept = {name: self.cleaned_data[name] for name in ("name", "product", "close_on", "next_step")}
        return {**kept, "amount": self.money()}


class DealForm(PersonForm, AmountForm):
    """What changes while a deal is worked. `version` is the one the person saw when they began."""

    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=[(stage, Stage(stage).label) for stage in OPEN_STAGES]
    )
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300, required=False)
    close_on = forms.DateField(label=gettext_lazy("Expected close"), widget=DATE, required=False)
    name = forms.CharField(label=gettext_lazy("Deal"), max_length=200)
    competitors = forms.CharField(
        label=gettext_lazy("Competitors"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Who else the customer talks to, with commas between."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ["stage", "next_step", "amount", "currency", "close_on", "competitors", "name", "version"]
    kept: tuple[str, ...] = ("stage", "next_step", "close_on", "name", "competitors")
    parts = {"amount": ("amount", "currency")}

    def __init__(self, *args: Any, deal: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deal = deal
        self.fields["amount"].required = False
        self.fields["amount"].label = _("Amount")
        for name in ("version", *self.kept):
            self.initial.setdefault(name, getattr(deal, name))
        self.offer_currencies(self.user, deal.amount)

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        return {**{name: self.cleaned_data[name] for name in self.kept}, "amount": self.money()}


class MoveForm(forms.Form):
    """A card goes to another column."""

    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=[(stage, Stage(stage).label) for stage in OPEN_STAGES]
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, deal: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(stage=deal.stage, version=deal.version)


class DealByMailForm(DealForm):
    """What is asked from the mail: where the deal stands, in a minute."""

    note = forms.CharField(
        label=gettext_lazy("What is new"),
        max_length=2000,
        required=False,
        widget=LONG_TEXT,
        help_text=gettext_lazy("Both sides read it. If nothing has changed, say when it will."),
    )

    field_order = ["stage", "next_step", "amount", "currency", "close_on", "note", "version"]
    kept = ("stage", "next_step", "close_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"], self.fields["competitors"]


class WinForm(PersonForm, AmountForm):
    """The customer ordered."""

    note = forms.CharField(label=gettext_lazy("Note"), max_length=2000, required=False, widget=LONG_TEXT)

    field_order = ["amount", "currency", "note"]

    def __init__(self, *args: Any, deal: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].label = _("First-year value, as ordered")
        self.offer_currencies(self.user, deal.amount)


class CloseLostForm(forms.Form):
    """The deal will not come."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=LossReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("What can we learn from it?"), max_length=2000, required=False, widget=LONG_TEXT
    )


class NoteForm(PersonForm):
    """A note on the deal's timeline."""

    note = forms.CharField(label=gettext_lazy("Note"), max_length=4000, widget=LONG_TEXT)
    vendor_only = forms.BooleanField(label=gettext_lazy("For our own people only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.user.is_vendor:
            del self.fields["vendor_only"]
