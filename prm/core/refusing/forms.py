"""What people type about a no: the letter, a word to a colleague, the appeal, the answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONG_TEXT = forms.Textarea(attrs={"rows": 4})


class LetterForm(forms.Form):
    """The parts of the letter; a subclass names the `reasons`, its choices."""

    reason_choices: Any = ()
    reasons = forms.MultipleChoiceField(label=_("Why"), widget=forms.CheckboxSelectMultiple)
    checked = forms.CharField(label=_("What you checked"), max_length=2000, widget=LONG_TEXT)
    what_would_change = forms.CharField(label=_("What would change the answer"), max_length=2000, widget=LONG_TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].choices = self.reason_choices  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    note = forms.CharField(label=_("Why, for your colleague"), max_length=2000, widget=LONG_TEXT)


class AppealForm(forms.Form):
    reason = forms.CharField(
        label=_("Why should we look again?"),
        max_length=2000,
        widget=LONG_TEXT,
        help_text=_("Facts help most: what we missed, what has changed, who at the customer can confirm it."),
    )


class AppealAnswerForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("reopen", _("Review it again")), ("uphold", _("The decision stands"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Your answer to the partner"), max_length=2000, widget=LONG_TEXT)

    def decided(self) -> dict[str, Any]:
        """The answer, and whether it is reviewed again, as the services take them."""
        return {"answer": self.cleaned_data["answer"], "reopen": self.cleaned_data["decision"] == "reopen"}
