"""The boundary of the library: what people write and upload. Files are judged by the service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.enums import PartnerType
from partners.selectors import tiers

from .enums import DocumentKind
from .files import ALLOWED, TYPES
from .services import LONGEST_BODY

ACCEPT = ",".join(f".{extension}" for extension in [*TYPES, "jpeg"])


class VersionForm(forms.Form):
    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Shown as plain paragraphs. An empty line begins a new one."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        max_length=255,
        allow_empty_file=True,  # the service says it better
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("%(kinds)s, up to 20 MB.") % {"kinds": ALLOWED},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not data.get("body", "").strip() and not data.get("file"):
            self.add_error("body", _("Write a text, attach a file, or both."))
        return data


class AudienceForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=150)
    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind.choices)
    summary = forms.CharField(label=_("Summary"), max_length=300, required=False)
    partner_types = forms.MultipleChoiceField(
        label=_("For these types of partner"),
        choices=PartnerType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )
    minimum_tier = forms.ModelChoiceField(
        label=_("From this tier up"), queryset=None, required=False, to_field_name="ref", empty_label=_("Every tier")
    )
    must_acknowledge = forms.BooleanField(
        label=_("Members are asked to read and accept every version"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minimum_tier"].queryset = tiers()


class NewDocumentForm(AudienceForm, VersionForm):
    field_order = ["title", "kind", "summary", "body", "file", "partner_types", "minimum_tier", "must_acknowledge"]


class AcknowledgeForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
