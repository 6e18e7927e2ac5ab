"""A file of registrations, as a member hands it in."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout

from partners.selectors import partner_of
from prm.core.money import currency_choices
from prm.importing.forms import FileForm

from .engagement import RulesForm


class RegistrationFileForm(RulesForm, FileForm):
    """The rules of engagement are accepted once for all rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner = partner_of(self.user)
        choices = currency_choices(str(partner.currency) if partner else "")
        self.fields["currency"].choices = choices
        self.fields["currency"].initial = choices[0][0]
        self.helper = FormHelper()
        self.helper.layout = Layout("file", "currency", "suggestions", "mapping", *self.rules_part())
