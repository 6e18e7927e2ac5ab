"""Registering a deal, completing it, and what is said about it."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from deals import rules
from deals.conflicts import Answer
from deals.enums import HelpWanted, RejectionReason
from deals.models import Registration
from leads.models import Lead
from partners.library.enums import DocumentKind
from partners.library.models import DocumentVersion
from partners.library.selectors import published
from partners.models import Product
from partners.selectors import campaigns_to_choose, partner_of
from prm.accounts.models import User
from prm.core.forms import PersonForm
from prm.core.labels import label_of
from prm.core.refusing.forms import LetterForm

from .engagement import RulesForm
from .money import AmountForm

LONG_TEXT = forms.Textarea(attrs={"rows": 4})


def _date() -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=gettext_lazy("Expected close"), widget=widget)


def _heading(text: str) -> str:
    return f'<span class="fs-6">{text}</span>'


def _row(*names: str) -> Row:
    width = {2: "col-sm-6", 3: "col-sm-4"}[len(names)]
    return Row(*(Column(name, css_class=width) for name in names))


def _text(label: Any, length: int, *, required: bool = True, **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, widget=forms.TextInput(attrs=attrs))


class FactsForm(PersonForm, AmountForm):
    """What a registration says about the customer and the deal."""

    company = _text(gettext_lazy("Company"), 200, autocomplete="off")
    website = _text(gettext_lazy("Website"), 253, required=False, inputmode="url", autocomplete="off")
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    city = _text(gettext_lazy("City"), 80, required=False)
    postcode = _text(gettext_lazy("Postcode"), 20, required=False)
    contact_name = _text(gettext_lazy("Name"), 150, autocomplete="off")
    contact_title = _text(gettext_lazy("Job title"), 100, required=False)
    contact_email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    contact_phone = _text(gettext_lazy("Phone"), 40, required=False, inputmode="tel")
    product = forms.ModelChoiceField(
        label=gettext_lazy("Product"), queryset=Product.objects.none(), to_field_name="code"
    )
    close_on = _date()
    need = forms.CharField(
        label=gettext_lazy("What they need, and what you have done so far"), max_length=4000, widget=LONG_TEXT
    )

    def __init__(self, *args: Any, registration: Registration | None = None, **kwargs: Any) -> None:
        self.registration = registration
        super().__init__(*args, **kwargs)
        partner = partner_of(self.user)
        country = str(partner.country) if partner else ""
        self.fields["country"].choices = [("", "—"), *countries]
        self.fields["country"].initial = country
        self.fields["product"].queryset = Product.objects.visible_to(self.user).filter(is_active=True).order_by("name")
        if registration is not None:
            self._begin_with(registration)
        self.offer_currencies(self.user, registration.amount if registration else None)

    def _begin_with(self, registration: Registration) -> None:
        for name in rules.OPENABLE_FIELDS:
            if name != "amount":
                self.initial.setdefault(name, getattr(registration, name))
        self.initial["country"] = str(registration.country)
        self.initial["product"] = registration.product.code if registration.product else None

    def clean_close_on(self) -> Any:
        day = self.cleaned_data["close_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Name the day on which you expect the order."))
        return day

    def facts(self) -> dict[str, Any]:
        """The values as the services take them."""
        given = {name: self.cleaned_data[name] for name in rules.OPENABLE_FIELDS if name in self.cleaned_data}
        if "amount" in self.fields:
            given["amount"] = self.money()
        return given


class RegistrationForm(RulesForm, FactsForm):
    """A new registration or a draft. Saved as a draft it may lack anything but the company."""

    answer = Answer()
    outlook: Mapping[str, Any] = {}

    external_id = _text(gettext_lazy("Your own id"), 100, required=False)
    help_wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Help you want from us"),
        choices=HelpWanted.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lead = forms.ModelChoiceField(
        queryset=Lead.objects.none(), to_field_name="ref", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, as_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_draft = as_draft
        self.qualification: list[DocumentVersion] = published(DocumentKind.QUALIFICATION, self.user)
        self.fields["lead"].queryset = Lead.objects.visible_to(self.user)
        if self.registration is not None:
            self.initial["external_id"] = self.registration.external_id
            self.initial["help_wanted"] = self.registration.help_wanted
            self.initial["lead"] = self.registration.lead.ref if self.registration.lead else None
        campaigns = campaigns_to_choose(partner_of(self.user))
        if len(campaigns) > 1:  # the one it always has needs no choosing
            self.fields["campaign"] = forms.ModelChoiceField(
                label=_("Campaign"), queryset=campaigns, to_field_name="ref", required=False, empty_label=None
            )
            if self.registration is not None and self.registration.campaign is not None:
                self.initial["campaign"] = self.registration.campaign.ref
        if as_draft:
            for name, field in self.fields.items():
                field.required = name == "company"
        self.helper = self._laid_out()

    def _laid_out(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Fieldset(
                _heading(_("The customer and the product")),
                _row("company", "website"),
                _row("country", "postcode", "city"),
                "product",
                HTML('{% include "deals/_check_area.html" %}'),
            ),
            Fieldset(
                _heading(_("Who you talk to there")),
                _row("contact_name", "contact_title"),
                _row("contact_email", "contact_phone"),
            ),
            Fieldset(
                _heading(_("The deal")),
                _row("amount", "currency", "close_on"),
                "need",
                "help_wanted",
                "external_id",
                *(["campaign"] if "campaign" in self.fields else []),
            ),
            HTML('{% include "deals/_deciders_area.html" %}'),
            *self.rules_part(),
            "lead",
        )
        return helper

    def facts(self) -> dict[str, Any]:
        own = {name: self.cleaned_data[name] for name in ("lead", "external_id", "help_wanted")}
        chosen = self.cleaned_data.get("campaign")
        return {**super().facts(), **own, **({"campaign": chosen} if chosen else {})}


class AnswerForm(FactsForm):
    """Only the fields that the reviewer opened."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, registration=registration, **kwargs)
        opened = set(registration.open_fields)
        if "amount" in opened:
            opened.add("currency")
        for name in list(self.fields):
            if name not in opened:
                del self.fields[name]


class ApproveForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note to the partner"), max_length=2000, required=False, widget=LONG_TEXT
    )


class RequestChangesForm(forms.Form):
    fields_wanted = forms.MultipleChoiceField(
        label=gettext_lazy("What should the partner complete?"), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=gettext_lazy("What is missing, and why you need it"), max_length=2000, widget=LONG_TEXT
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, label_of(Registration, name)) for name in rules.OPENABLE_FIELDS]
        self.fields["fields_wanted"].choices = [(name, label[:1].upper() + label[1:]) for name, label in names]


class RejectForm(LetterForm):
    reason_choices = RejectionReason.choices


class ExtendForm(forms.Form):
    evidence = forms.CharField(
        label=gettext_lazy("What has happened since the approval"),
        max_length=2000,
        widget=LONG_TEXT,
        help_text=gettext_lazy("Meetings, a proposal, a test: whatever shows that the deal moves."),
    )


class ReassignForm(PersonForm):
    reviewer = forms.ModelChoiceField(
        label=gettext_lazy("Who reviews it from now on"), queryset=User.objects.none(), to_field_name="ref"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from deals.selectors import reviewers

        self.fields["reviewer"].queryset = reviewers()
