"""What people fill in about accounts. Forms check shapes; services decide."""

from datetime import datetime, timedelta
from typing import Any, cast

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prm.core.forms import PersonForm, PersonModelForm

from . import rules, second_factor
from .choices import time_zones
from .enums import STAFF, Role
from .models import User
from .scopes import scopes_for


def offer(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Set the choices of a field that depend on who fills the form in."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username webauthn",
            "placeholder": "",
            "autofocus": True,
        }
        self.fields["password"].widget.attrs["placeholder"] = ""
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device")


class SpendsCode:
    """A code from the authenticator app is used up in the database, where a second try finds it spent."""

    def clean_code(self) -> str:
        code = super().clean_code()  # type: ignore[misc]
        authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP and not second_factor.spend(authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(SpendsCode, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateForm(SpendsCode, mfa_forms.ReauthenticateForm):
    pass


class ProfileForm(PersonModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("name", "title", "phone", "country", "time_zone", "language", "away_from", "away_until")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
            "away_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "away_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"away_from": _("While you are away, nothing new is routed to you.")}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("away_from"), values.get("away_until")
        if end and not start:
            self.add_error("away_from", _("Say from when."))
        elif start and end and end < start:
            self.add_error("away_until", _("This is before the first day."))
        return values


class TokenForm(PersonForm):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Which program will use it, and where."))
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=_("Works for"), coerce=int, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "scopes", list(scopes_for(self.user.role).items()))
        offer(self, "days", [(30, _("30 days")), (90, _("90 days")), (365, _("one year"))])

    def expires(self) -> datetime:
        return timezone.now() + timedelta(days=self.cleaned_data["days"])


class PasswordForm(forms.Form):
    """The first password of somebody invited."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A few words that only you put together are good."),
    )
    again = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", _("The two are not the same."))
        return values


class InviteStaffForm(PersonForm):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), initial=Role.SALES_REP)
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = rules.invitable_roles(self.user.role) & STAFF
        offer(self, "role", [choice for choice in Role.choices if choice[0] in allowed])


class AddressForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class RoleForm(PersonForm):
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        changes = [choice for choice in Role.choices if rules.may_change_role(self.user.role, person.role, choice[0])]
        offer(self, "role", changes)
        self.fields["role"].initial = person.role


class RolePoliciesForm(forms.Form):
    """One checkbox per role."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in Role:
            label = gettext("%(role)s needs a second factor") % {"role": role.label}
            self.fields[role.value] = forms.BooleanField(label=label, required=False)
