"""A partner's people: who they are, what they are certified for and speak, how they share leads."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prm.accounts.enums import MEMBER_ROLES, Role
from prm.core.languages import language_choices

from .. import selectors
from ..enums import Sharing
from ..models import Member, MemberQuerySet, Product
from .parts import DAY, several


class InviteMemberForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=MEMBER_ROLES,
        widget=forms.RadioSelect,
        initial=Role.PARTNER_REP,
        help_text=_("Reps work leads and deals. Admins also manage the team and see all of the company’s offers."),
    )


class EditMemberForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=MEMBER_ROLES, widget=forms.RadioSelect)
    capacity = forms.IntegerField(
        label=_("Open leads at a time"),
        min_value=0,
        max_value=500,
        help_text=_("No more leads are offered than this. 0 means none for now."),
    )
    away_from = forms.DateField(label=_("Away from"), required=False, widget=DAY)
    away_until = forms.DateField(
        label=_("Away until (inclusive)"),
        required=False,
        widget=DAY,
        help_text=_("Nobody who is away is offered a lead."),
    )

    def __init__(self, *args: Any, is_self: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_self:
            # One's own role is somebody else's decision.
            del self.fields["role"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("away_from"), data.get("away_until")
        if start and end and end < start:
            self.add_error("away_until", _("This day lies before the absence begins."))
        return data


class CertificateForm(forms.Form):
    product = forms.ModelChoiceField(label=_("Product"), queryset=Product.objects.none(), to_field_name="ref")
    member = forms.ModelChoiceField(
        label=_("Held by"),
        queryset=Member.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("The whole company: everybody counts as certified"),
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=DAY)
    expires_on = forms.DateField(
        label=_("Expires on"), widget=DAY, help_text=_("From this day on it does not count any more.")
    )
    number = forms.CharField(
        label=_("Number or link"), required=False, max_length=200, help_text=_("Where it can be checked.")
    )

    def __init__(self, *args: Any, members: MemberQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = selectors.certified_products()
        self.fields["member"].queryset = members

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("valid_from"), data.get("expires_on")
        if first and last and last <= first:
            self.add_error("expires_on", _("It would expire before it is valid."))
        return data


class SharingForm(forms.Form):
    rule = forms.ChoiceField(label=_("Leads for your company go"), choices=Sharing.choices, widget=forms.RadioSelect)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The partner reads it."),
    )


class LanguagesForm(forms.Form):
    languages = several(
        _("Languages"),
        language_choices,
        _("Leads in other languages are not offered. None means any. Hold Ctrl (or ⌘) to choose more than one."),
        is_long=True,
    )
