"""What people put to a deal."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals.enums import ContactRole
from partners.library.files import ACCEPT, ALLOWED
from prm.core.forms import FilesField, ManyFiles


class ContactForm(forms.Form):
    """A person at the customer."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    role = forms.ChoiceField(label=gettext_lazy("Part in the deal"), choices=ContactRole.choices)
    title = forms.CharField(label=gettext_lazy("Job title"), max_length=100, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)

    def person(self) -> dict[str, str]:
        """As the service takes it."""
        return {name: self.cleaned_data[name] for name in ("name", "title", "email", "phone")}


class FilesForm(forms.Form):
    file = FilesField(
        label=gettext_lazy("Files"),
        required=False,
        max_length=255,
        allow_empty_file=True,  # the service says it better
        widget=ManyFiles(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("%(kinds)s, up to 20 MB each.") % {"kinds": ALLOWED}
