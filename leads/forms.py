"""The boundary: what people type about leads and offers. Nothing here writes."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from djmoney.money import Money

from partners.enums import CompanySize, Industry
from partners.models import Campaign, Member, Product
from partners.selectors import campaigns_to_choose, credit_choices
from prm.accounts.models import User
from prm.core.forms import PersonForm
from prm.core.money import currency_choices

from . import identity, rules
from .enums import CloseReason, DeclineReason, Rank, Requirement, Source
from .models import Lead, LeadPolicy, ScoringRule
from .services.entering import LeadData

ANY = [("", _("Not known"))]


def _text(label: Any, length: int, *, required: bool = False, help_text: Any = "", **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


def _area(label: Any, length: int, *, required: bool = False, help_text: Any = "", rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


def _choice(label: Any, choices: Any, *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[*ANY, *choices], required=required)


def _row(*names: str) -> Row:
    return Row(*(Column(name, css_class="col-md") for name in names))


def _part(label: Any, *fields: Any) -> Fieldset:
    return Fieldset(label, *fields, css_class="mb-3")


def _laid_out(*parts: Any) -> FormHelper:
    helper = FormHelper()
    helper.layout = Layout(*parts)
    return helper


class EnterLeadForm(PersonForm):
    """What both sides say about a lead: the company, the person, the need."""

    company = _text(_("Company"), 200, required=True, autocomplete="off")
    website = _text(_("Website"), 253, help_text=_("Tells one company from another of the same name."))
    country = forms.ChoiceField(label=_("Country"))
    city = _text(_("City"), 80)
    postcode = _text(_("Postcode"), 20)
    contact_name = _text(_("Contact"), 150, required=True, autocomplete="off")
    contact_title = _text(_("Job title"), 100)
    contact_email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    contact_phone = _text(_("Phone"), 40)
    need = _area(_("What they need"), 4000)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), required=False, empty_label=_("Not known")
    )
    value = forms.DecimalField(
        label=_("Estimated value"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    industry = _choice(_("Industry"), Industry.choices)
    size = _choice(_("Company size"), CompanySize.choices)
    external_id = _text(_("Your own id"), 100, help_text=_("What your system calls it; the same id is taken once."))
    about_the_person: tuple[Any, ...] = ()
    about_the_lead: tuple[Any, ...] = ("external_id",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose")), *countries]
        self.fields["product"].queryset = Product.objects.visible_to(self.user).filter(is_active=True)
        self.fields["currency"].choices = currency_choices(settings.DEFAULT_CURRENCY)
        self.fields["currency"].initial = settings.DEFAULT_CURRENCY
        self.helper = _laid_out(
            _part(
                _("The company"),
                _row("company", "website"),
                _row("country", "postcode", "city"),
                _row("industry", "size"),
            ),
            _part(
                _("Who may buy there"),
                _row("contact_name", "contact_title"),
                _row("contact_email", "contact_phone"),
                *self.about_the_person,
            ),
            _part(_("What it is about"), "need", _row("product", "value", "currency"), *self.about_the_lead),
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
    consent = _text(_("Consent"), 300, help_text=_("How the person agreed to be contacted, if you know."))
    keep = forms.BooleanField(
        label=_("Keep it back for now"),
        required=False,
        help_text=_("It is held and offered to nobody until somebody lets it through."),
    )
    about_the_person = ("consent",)
    about_the_lead = (_row("lead_source", "external_id"), "keep")


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


class NoteForm(PersonForm):
    text = _area(_("Note"), 4000, required=True, rows=3)
    vendor_only = forms.BooleanField(label=_("For the vendor's staff only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.user.is_vendor:
            del self.fields["vendor_only"]


class OptionalNoteForm(forms.Form):
    note = _area(_("Note"), 2000, rows=3)


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why not?"), choices=DeclineReason.choices, widget=forms.RadioSelect)
    note = _area(
        _("In a few words"),
        2000,
        rows=3,
        help_text=_("Helps us to send you better leads. The customer never reads it."),
    )


class CloseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why?"), choices=CloseReason.choices, widget=forms.RadioSelect)
    note = _area(_("Note"), 2000, rows=3)
    quality = forms.TypedChoiceField(
        label=_("How good was the lead?"),
        choices=[("", _("No opinion")), (5, _("5, excellent")), (4, "4"), (3, "3"), (2, "2"), (1, _("1, useless"))],
        coerce=int,
        empty_value=None,
        required=False,
    )


class AssignForm(forms.Form):
    """People the lead can go to; narrowed by the view."""

    recipient = forms.ModelChoiceField(
        label=_("To"), queryset=User.objects.none(), to_field_name="ref", empty_label=_("Choose somebody")
    )
    note = _area(_("Why"), 300, rows=2)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = people
        self.fields["recipient"].label_from_instance = _person


def _person(user: User) -> str:
    member = getattr(user, "member", None)
    return f"{user.name} ({member.partner.name})" if member else user.name


class ReassignForm(forms.Form):
    member = forms.ModelChoiceField(
        label=_("To"), queryset=Member.objects.none(), to_field_name="ref", empty_label=_("Choose a colleague")
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = colleagues


class QualifyForm(PersonForm):
    """What staff found out about a held lead, and what to do with it."""

    COMPLETE, LET_THROUGH, DISQUALIFY = "complete", "let_through", "disqualify"
    DECISIONS = [
        (COMPLETE, _("Add what is filled in below, and check it again")),
        (LET_THROUGH, _("Let it through as it is")),
        (DISQUALIFY, _("It is no lead: disqualify it")),
    ]

    decision = forms.ChoiceField(label=_("What now?"), choices=DECISIONS, widget=forms.RadioSelect, initial=COMPLETE)
    note = _area(_("Note"), 2000, rows=2, help_text=_("Needed to disqualify."))
    country = forms.ChoiceField(label=_("Country"), required=False)
    postcode = _text(_("Postcode"), 20)
    industry = _choice(_("Industry"), Industry.choices)
    size = _choice(_("Company size"), CompanySize.choices)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = _text(_("Phone"), 40)
    title = _text(_("Job title"), 100)
    need = _area(_("What they need"), 4000)
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
        self.helper = _laid_out(
            "decision",
            "note",
            _part(
                _("What is known of it"),
                _row("country", "postcode"),
                _row("industry", "size"),
                _row("title", "email", "phone"),
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


class CreditForm(forms.Form):
    referrer = forms.ModelChoiceField(
        label=_("Brought by"),
        queryset=Member.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("Nobody"),
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"),
        queryset=Campaign.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("None"),
    )
    reason = _area(_("Why"), 2000, required=True, rows=3, help_text=_("Both sides read it with the decision."))

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lead.partner is not None:
            people, campaigns = credit_choices(lead.partner)
            self.fields["referrer"].queryset, self.fields["campaign"].queryset = people, campaigns


class RequestChangesForm(forms.Form):
    fields_wanted = forms.MultipleChoiceField(
        label=_("What is missing?"), choices=list(rules.ASKABLE.items()), widget=forms.CheckboxSelectMultiple
    )
    note = _area(
        _("Your message to the partner"), 2000, required=True, help_text=_("The partner reads it as you write it.")
    )


class AnswerForm(PersonForm):
    """Only the fields the sales rep named."""

    note = _area(_("Anything else"), 2000, rows=3)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        blank = InboundLeadForm(user=self.user).fields
        for name in lead.open_fields:
            self.fields[name] = blank[name]
            self.fields[name].required = True
            self.fields[name].initial = _current(lead, name)
        if "value" in lead.open_fields:
            self.fields["currency"] = blank["currency"]
        self.order_fields([*lead.open_fields, "currency", "note"])

    def answers(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.lead.open_fields}
        if "value" in values:
            currency = self.cleaned_data.get("currency") or settings.DEFAULT_CURRENCY
            values["value"] = Money(values["value"], currency)
        return values


def _current(lead: Lead, name: str) -> Any:
    if name in rules.CONTACT_FIELDS:
        return getattr(lead.contact, name.removeprefix("contact_"))
    if name in rules.COMPANY_FIELDS:
        return lead.as_entered.get(name, "")
    return lead.amount if name == "value" else getattr(lead, name)


class RejectForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)
    checked = _area(_("What did you check?"), 2000, required=True, rows=3)
    changes = _area(_("What would change the answer?"), 2000, required=True, rows=3)
    appeal_to = forms.ModelChoiceField(
        label=_("Whom can the partner ask to look again?"), queryset=User.objects.none(), to_field_name="ref"
    )

    def __init__(self, *args: Any, people: Any, reasons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons
        self.fields["appeal_to"].queryset = people


class ScoringRuleForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _laid_out("label", _row("field", "operator"), "value", "points", "is_active")

    class Meta:
        model = ScoringRule
        fields = ["label", "field", "operator", "value", "points", "is_active"]
        help_texts = {
            "label": _("As the partner reads it: why the lead scores."),
            "value": _("A number, or several values separated by commas. Empty for “is known”."),
            "points": _("From -100 to 100. All points together, held between 0 and 100, are the score."),
        }


class PolicyForm(forms.ModelForm):
    required = forms.MultipleChoiceField(
        label=_("Must be known before a lead is offered"),
        choices=Requirement.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = LeadPolicy
        fields = [
            "hot_from", "warm_from", "minimum_score", "required",
            "answer_days_hot", "answer_days_warm", "answer_days_cold",
            "contact_days_hot", "contact_days_warm", "contact_days_cold",
            "best_from", "trial_share", "emphasis",
            "hops", "idle_nudge_days", "conclude_days", "cooling_hours",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rank in Rank:  # what the days are for is said once, above the three
            self.fields[f"answer_days_{rank}"].label = self.fields[f"contact_days_{rank}"].label = rank.label
        self.helper = _laid_out(
            _part(_("Ranks, by score"), _row("hot_from", "warm_from", "minimum_score"), "required"),
            _part(
                _("Business days to answer an offer"), _row("answer_days_hot", "answer_days_warm", "answer_days_cold")
            ),
            _part(
                _("Business days to the first contact"),
                _row("contact_days_hot", "contact_days_warm", "contact_days_cold"),
            ),
            _part(_("Who gets it, among those who cover it equally"), _row("best_from", "trial_share", "emphasis")),
            _part(_("And then"), _row("hops", "conclude_days"), _row("idle_nudge_days", "cooling_hours")),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("hot_from", "minimum_score"):
            if (data.get(name) or 0) > 100:
                self.add_error(name, _("A score has 100 points at most."))
        for name, most in (("trial_share", 100), ("emphasis", 5)):
            if (data.get(name) or 0) > most:
                self.add_error(name, _("At most %(most)s.") % {"most": most})
        for name, value in data.items():
            if name.startswith(("answer_days", "contact_days")) and value is not None and value <= 0:
                self.add_error(name, _("More than 0."))
        for name in ("hops", "idle_nudge_days", "conclude_days"):
            if data.get(name) == 0:
                self.add_error(name, _("At least 1."))
        return data
