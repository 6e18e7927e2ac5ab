"""A form for the vendor's site: what staff set, and what a visitor fills in."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from prm.core.languages import language_choices

from .. import identity
from ..enums import FormField, Source
from ..models import WebForm
from .parts import ANY, area, laid_out, text

HONEYPOT = "fax"


class WebFormForm(forms.ModelForm):
    origins = area(
        _("Sites that may embed it"),
        2000,
        rows=3,
        help_text=_("One per line: https://www.example.com. None: only here."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("In which its visitors are talked to, unless the form asks them and they choose another."),
    )
    fields_asked = forms.MultipleChoiceField(
        label=_("Asks for, besides company, name and e-mail"),
        choices=FormField.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = WebForm
        fields = ["name", "campaign", "lead_source", "language", "origins", "consent_text", "thanks", "is_active"]
        widgets = {"consent_text": forms.Textarea(attrs={"rows": 3}), "thanks": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_source"].choices = [one for one in Source.choices if one[0] != Source.PARTNER]
        self.fields["language"].choices = [*ANY, *language_choices()]
        if self.instance.pk:
            self.initial["origins"] = "\n".join(self.instance.origins)
            self.initial["fields_asked"] = self.instance.fields

    def clean_origins(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["origins"].splitlines() if line.strip()]
        for line in lines:
            if not is_origin(line):
                words = {"line": line}
                raise forms.ValidationError(_("This is no address of a site: %(line)s"), params=words)
        return lines

    def values(self) -> dict[str, Any]:
        """What was typed, for the service."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return values | {"fields": self.cleaned_data["fields_asked"]}


def is_origin(line: str) -> bool:
    """Scheme and host, and a port at most: nothing that would end the header it is written into."""
    try:
        parts = urlsplit(line)
        rebuilt = f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return False
    return line == rebuilt and identity.normal_domain(parts.hostname or "") != "" and ";" not in line


class VisitorForm(forms.Form):
    """What a visitor of the vendor's site fills in."""

    company = text(_("Company"), 200, required=True, autocomplete="organization")
    contact_name = text(_("Your name"), 150, required=True, autocomplete="name")
    contact_email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    contact_title = text(_("Job title"), 100, autocomplete="organization-title")
    contact_phone = text(_("Phone"), 40, autocomplete="tel")
    website = text(_("Website"), 253, autocomplete="url")
    country = forms.ChoiceField(label=_("Country"), required=False)
    city = text(_("City"), 80, autocomplete="address-level2")
    postcode = text(_("Postcode"), 20, autocomplete="postal-code")
    need = area(_("What do you need?"), 4000)
    language = forms.ChoiceField(label=_("Language you would like to speak with us"), required=False)
    consent = forms.BooleanField()
    fax = forms.CharField(required=False, label=_("Leave this empty"), widget=forms.TextInput(attrs={"tabindex": -1}))

    def __init__(self, *args: Any, web_form: WebForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FormField.values:
            if name not in web_form.fields:
                del self.fields[name]
        if "country" in self.fields:
            self.fields["country"].choices = [("", _("Choose")), *countries]
        if "language" in self.fields:
            self.fields["language"].choices = [("", _("Choose")), *language_choices()]
            self.fields["language"].initial = web_form.language
        self.fields["consent"].label = web_form.consent_text
        self.fields[HONEYPOT].widget.attrs["autocomplete"] = "off"
        self.helper = laid_out(*(name for name in self.fields if name != HONEYPOT))

    @property
    def is_from_a_machine(self) -> bool:
        """A field that people do not see was filled in."""
        return bool(self.data.get(HONEYPOT))

    def facts(self) -> dict[str, str]:
        """What was typed, for the service."""
        return {name: value for name, value in self.cleaned_data.items() if name not in (HONEYPOT, "consent")}
