"""The rules of engagement that a member accepts with what they register."""

from typing import Any

from crispy_forms.layout import HTML
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.library.enums import DocumentKind
from partners.library.models import DocumentVersion
from partners.library.selectors import acknowledgement_of, published
from prm.core.forms import PersonForm


class RulesForm(PersonForm):
    """Asks for what is in force and was not accepted before; with `as_draft` it may wait."""

    as_draft = False

    accept_rules = forms.BooleanField(
        label=gettext_lazy("I have read the rules of engagement, and what I register keeps to them."), required=False
    )
    rules_read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules: list[DocumentVersion] = published(DocumentKind.RULES_OF_ENGAGEMENT, self.user)
        self.initial["rules_read"] = self._in_force()
        if all(acknowledgement_of(self.user, version) for version in self.rules):
            del self.fields["accept_rules"]

    def rules_part(self) -> list[Any]:
        """For the form's layout."""
        box = ["accept_rules"] if "accept_rules" in self.fields else []
        return [HTML('{% include "deals/_rules.html" %}'), *box, "rules_read"]

    def _in_force(self) -> str:
        return "-".join(str(version.pk) for version in self.rules)

    def clean_accept_rules(self) -> bool:
        accepted = self.cleaned_data["accept_rules"]
        if not self.as_draft and not accepted:
            raise forms.ValidationError(_("Please read them and tick this box. It is needed once per version."))
        if accepted and self.data.get(self.add_prefix("rules_read")) != self._in_force():
            raise forms.ValidationError(_("There is a newer version now. Please read it and tick the box again."))
        return accepted

    def accepted(self) -> list[int]:
        """The row numbers of the versions that were accepted in this form."""
        return [version.pk for version in self.rules] if self.cleaned_data.get("accept_rules") else []
