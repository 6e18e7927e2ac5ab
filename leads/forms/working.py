"""What people say about a lead that is under way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Campaign, Member
from partners.selectors import credit_choices
from prm.accounts.models import User
from prm.core.forms import PersonForm

from .. import rules
from ..enums import CloseReason, DeclineReason, Quality
from ..models import Lead
from .parts import area

HOW_GOOD = _("How good was the lead?")
WHAT_WAS_WRONG = _("Say what was wrong with it: it makes the next leads better.")


class NoteForm(PersonForm):
    text = area(_("Note"), 4000, required=True, rows=3)
    vendor_only = forms.BooleanField(label=_("For the vendor's staff only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.user.is_vendor:
            del self.fields["vendor_only"]


class OptionalNoteForm(forms.Form):
    note = area(_("Note"), 2000, rows=3)


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why not?"), choices=DeclineReason.choices, widget=forms.RadioSelect)
    note = area(
        _("In a few words"),
        2000,
        rows=3,
        help_text=_("Helps us to send you better leads. The customer never reads it."),
    )


class CloseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why?"), choices=CloseReason.choices, widget=forms.RadioSelect)
    note = area(_("Note"), 2000, rows=3)
    quality = forms.TypedChoiceField(
        label=HOW_GOOD,
        choices=[("", _("No opinion")), *Quality.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("quality") in rules.POOR_QUALITY and not data.get("note", "").strip():
            self.add_error("note", WHAT_WAS_WRONG)
        return data


class RateForm(forms.Form):
    quality = forms.TypedChoiceField(label=HOW_GOOD, choices=Quality.choices, coerce=int, widget=forms.RadioSelect)
    note = area(_("What makes you say so?"), 2000, rows=3, help_text=_("Both sides read it."))


class AssignForm(forms.Form):
    """People the lead can go to; narrowed by the view."""

    recipient = forms.ModelChoiceField(
        label=_("To"), queryset=User.objects.none(), to_field_name="ref", empty_label=_("Choose somebody")
    )
    note = area(_("Why"), 300, rows=2)

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
    reason = area(_("Why"), 2000, required=True, rows=3, help_text=_("Both sides read it with the decision."))

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lead.partner is not None:
            people, campaigns = credit_choices(lead.partner)
            self.fields["referrer"].queryset, self.fields["campaign"].queryset = people, campaigns
