"""What people type about partners, territories and the programme."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from prm.accounts.models import User
from prm.core.forms import PersonForm, PersonModelForm
from prm.core.money import currency_choices, smallest_unit

from .. import rules, selectors
from ..enums import CompanySize, Industry
from ..models import Member, Partner, Product, Territory, Tier, TypeDefaults
from .parts import DAY, several


class CompanyForm(PersonModelForm):
    """What is known about a partner company; choices narrowed to people who can take the part."""

    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "owner" in self.fields:
            self.fields["owner"].queryset = selectors.channel_managers()
            self.fields["sales_rep"].queryset = selectors.sales_reps()
            self.fields["tier"].queryset = selectors.tiers()
            own = str(self.instance.currency or "")
            self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=currency_choices(own))

    class Meta:
        model = Partner
        fields = [
            "name", "type", "tier", "country", "city", "website", "phone", "about", "currency", "owner", "sales_rep",
            "contract_ends_on", "external_id",
        ]  # fmt: skip
        widgets = {"contract_ends_on": DAY, "about": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "sales_rep": _("Whom the partner calls. Without one, the channel manager."),
            "external_id": _("What your other systems call this partner."),
        }


class InvitePartnerForm(CompanyForm):
    admin_name = forms.CharField(label=_("First partner admin"), max_length=150)
    admin_email = forms.EmailField(
        label=_("Their e-mail address"),
        max_length=254,
        help_text=_("Gets a link to set a password, and then invites colleagues."),
    )
    field_order = ["name", "admin_name", "admin_email", "type", "tier", "country"]

    class Meta(CompanyForm.Meta):
        fields = [
            "name", "type", "tier", "country", "city", "website", "currency", "owner", "sales_rep", "contract_ends_on",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].initial = self.user.pk
        by_type = _("As the type of partner says")
        self.fields["tier"].required, self.fields["tier"].empty_label = False, by_type
        currency = self.fields["currency"]
        currency.required, currency.choices = False, [("", by_type), *currency.choices]
        self.initial["currency"] = ""


class EditPartnerForm(CompanyForm):
    """The fields that this person may change, and no others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = rules.editable_fields(self.user, self.instance.pk, list(self.fields))
        for name in set(self.fields) - allowed:
            del self.fields[name]
        if "contract_ends_on" in self.fields and selectors.latest_contract(self.instance):
            # The contract says it; it changes by renewing.
            del self.fields["contract_ends_on"]


class PartnerStateForm(forms.Form):
    state = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to suspend or to end. Colleagues read it; the partner does not."),
    )

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state.value, state.label) for state in rules.next_states(partner.state)]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("state") in rules.NEEDS_REASON and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why: whoever looks at this later needs to know."))
        return data


class ContractForm(forms.Form):
    starts_on = forms.DateField(label=_("First day"), widget=DAY)
    ends_on = forms.DateField(
        label=_("Last day (inclusive)"),
        widget=DAY,
        help_text=_("After it the partner gets no offers and registers nothing, until the contract is renewed."),
    )
    notice_days = forms.IntegerField(
        label=_("Days of notice"),
        min_value=0,
        max_value=730,
        initial=60,
        help_text=_("The channel manager is asked to renew it before notice ends."),
    )
    renews_itself = forms.BooleanField(
        label=_("Renews itself for as long again when notice ends and nobody has decided"), required=False
    )
    terms = forms.CharField(
        label=_("Document and version signed"), max_length=150, help_text=_("For example: General terms, version 3.")
    )
    signed_on = forms.DateField(label=_("Signed on"), required=False, widget=DAY)
    exclusivity = forms.CharField(
        label=_("Exclusive territory"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As the contract words it. Routing follows the territories."),
    )


class CampaignForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DAY)
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DAY,
        help_text=_("After it nothing new is added; what belongs to it stays."),
    )


class WordsField(forms.CharField):
    """A list written with commas or on lines of their own."""

    def __init__(self, *, max_length_each: int, **kwargs: Any) -> None:
        self.max_length_each = max_length_each
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        words = [word.strip() for word in text.replace("\n", ",").replace(";", ",").split(",")]
        words = list(dict.fromkeys(word for word in words if word))
        long = [word for word in words if len(word) > self.max_length_each]
        if long:
            message = _("“%(word)s” is longer than %(limit)s characters.")
            raise forms.ValidationError(message, params={"word": long[0][:60], "limit": self.max_length_each})
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or []) != self.clean(data)
        except forms.ValidationError:
            return True


class TerritoryForm(PersonForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    partner = forms.ModelChoiceField(
        label=_("Partner"),
        queryset=Partner.objects.none(),
        required=False,
        to_field_name="ref",
        help_text=_("Either a partner or one of your sales reps."),
    )
    member = forms.ModelChoiceField(
        label=_("Only this member"), queryset=Member.objects.none(), required=False, to_field_name="ref"
    )
    staff = forms.ModelChoiceField(
        label=_("Sales rep"), queryset=User.objects.none(), required=False, to_field_name="ref"
    )
    countries = several(
        _("Countries"), countries, _("None means any. Hold Ctrl (or ⌘) to choose more than one."), is_long=True
    )
    regions = WordsField(label=_("Regions"), max_length_each=80, help_text=_("Separated by commas."))
    postal_prefixes = WordsField(
        label=_("Postal prefixes"), max_length_each=12, help_text=_("How the postcode begins: 10, 11, SW1.")
    )
    industries = several(_("Industries"), Industry.choices, is_long=True)
    sizes = several(_("Company sizes"), CompanySize.choices)
    products = several(_("Products"), ())
    precedence = forms.IntegerField(
        label=_("Precedence"),
        min_value=-1000,
        max_value=1000,
        initial=0,
        help_text=_("Of two territories that fit, the higher one wins; of equal ones, the more specific."),
    )
    valid_from = forms.DateField(label=_("Valid from"), required=False, widget=DAY)
    valid_until = forms.DateField(label=_("Valid until (inclusive)"), required=False, widget=DAY)
    covers_everything = forms.BooleanField(
        label=_("No rules are meant: this covers every lead everywhere"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = selectors.directory(self.user)
        self.fields["member"].queryset = selectors.all_members(self.user)
        self.fields["member"].label_from_instance = lambda member: f"{member.user.name} ({member.partner})"
        self.fields["staff"].queryset = selectors.sales_reps()
        self.fields["products"].choices = [(row.code, row.name) for row in selectors.products()]

    @staticmethod
    def initial_of(territory: Territory) -> dict[str, Any]:
        """The territory as this form shows it."""
        names = [name for name in TerritoryForm.base_fields if name != "covers_everything"]
        initial = {name: getattr(territory, name) for name in names}
        for name in ("partner", "member", "staff"):
            initial[name] = initial[name].ref if initial[name] else None
        return initial


class TierForm(forms.ModelForm):
    """A tier and what it asks for; one field `revenue_EUR` for each currency that partners count in."""

    class Meta:
        model = Tier
        fields = ["name", "rank", "uplift_points", "benefits", "deals_needed", "kept_needed"]
        widgets = {"benefits": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "rank": _("A higher rank is better."),
            "uplift_points": _("Percentage points added to the fees of partners in this tier."),
            "benefits": _("Every partner reads this."),
            "deals_needed": _("In four quarters. Empty asks for none."),
            "kept_needed": _("Of what the partner promised in four quarters. Too few promises count as kept."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {str(row.amount.currency): row.amount.amount for row in selectors.revenues_of(self.instance)}
        self.currencies = selectors.currencies_of_partners() | set(asked)
        for currency in sorted(self.currencies):
            self.fields[f"revenue_{currency}"] = forms.DecimalField(
                label=_("Revenue won, %(currency)s") % {"currency": currency},
                required=False,
                min_value=smallest_unit(currency),
                max_digits=14,
                decimal_places=2,
                initial=asked.get(currency),
                help_text=_("In four quarters, by partners that count in this currency. Empty asks for none."),
            )

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        data = self.cleaned_data
        revenues = {currency: data[f"revenue_{currency}"] for currency in self.currencies}
        return {"fields": {name: data[name] for name in self._meta.fields}, "revenues": revenues}


class TierReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The figures are in the mail already; say what they do not."),
    )


class TypeDefaultsForm(forms.ModelForm):
    class Meta:
        model = TypeDefaults
        fields = ["tier", "currency", "contract_months", "capacity", "plan_name"]
        help_texts = {
            "tier": _("Where a new partner of this type begins. Empty: the lowest tier."),
            "contract_months": _("The last day of a first contract follows from it; it can be changed there."),
            "capacity": _("Of each new member; a partner admin changes it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].queryset = selectors.tiers()
        own = str(self.instance.currency)
        self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=currency_choices(own))
        names = sorted({*selectors.plan_names(), self.instance.plan_name} - {""})
        self.fields["plan_name"] = forms.ChoiceField(
            label=_("Compensation plan"),
            choices=[("", _("The one for everybody")), *((name, name) for name in names)],
            required=False,
            help_text=_("A partner keeps it; a deal is counted by the version of the day it is registered."),
        )


class SalesRepForm(forms.Form):
    products = forms.ModelMultipleChoiceField(
        label=_("Specialist for"),
        queryset=Product.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What partners bring for these products comes here first. None: whatever is covered."),
    )
    capacity = forms.IntegerField(
        label=_("Open reviews at a time"), min_value=1, max_value=1000, help_text=_("Above that others get them.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["products"].queryset = selectors.products()


class ProductForm(forms.ModelForm):
    class Meta:
        model = Product
        fields = ["name", "code", "family", "list_price", "needs_certificate", "is_active"]
        help_texts = {
            "code": _("Territories, imports and the API name the product by it. It cannot change later."),
            "family": _("The scope of protection: one partner per customer and family."),
            "needs_certificate": _("Nobody else is offered a lead for it. Partners enter their certificates."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount, currency = self.fields["list_price"].widget.widgets
        amount.attrs["aria-label"], currency.attrs["aria-label"] = _("List price"), _("Currency of the list price")
        if self.instance.pk:
            self.fields["code"].disabled = True
