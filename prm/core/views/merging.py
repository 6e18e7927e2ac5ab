"""An edit that meets somebody else's: both values of every field side by side, and nothing that was typed is lost."""

from collections.abc import Iterable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import merging
from ..errors import DomainError, StaleVersion
from ..labels import in_words


class MergedEdit:
    """Mixed into the page of an edit whose service raises StaleVersion.

    The form gives by `values()` what the service takes, and `version`, the one the person saw. Where a value takes
    several fields of the form, `parts` of the form names them. The model is tracked by pghistory.
    """

    merge_template_name = "core/merge.html"
    merge_title: Any = gettext_lazy("Somebody else was quicker")

    def get_form(self: Any, form_class: Any = None) -> BaseForm:
        form = super().get_form(form_class)  # type: ignore[misc]
        if form.is_bound and "seen" in form.data:
            form.data = merging.with_theirs(form, self._taken(form))
            form.data["version"] = form.data["seen"]
        return form

    def form_valid(self: Any, form: Any) -> HttpResponse:
        if "seen" not in form.data:
            return super().form_valid(form)  # type: ignore[misc]
        typed = super().get_form()  # type: ignore[misc]
        if not typed.is_valid():
            return self.form_invalid(typed)
        left = [one for one in self._differences(typed) if self._pick(one.name) not in (merging.MINE, merging.THEIRS)]
        if left:
            return self._ask(typed, _("Choose one of the two in every line."), 422)
        return super().form_valid(form)  # type: ignore[misc]

    def refused(self: Any, form: Any, refusal: DomainError) -> HttpResponse:
        if not isinstance(refusal, StaleVersion):
            return super().refused(form, refusal)  # type: ignore[misc]
        self.object.refresh_from_db()
        typed = super().get_form()  # type: ignore[misc]
        typed.full_clean()
        return self._ask(typed, refusal.message, refusal.status_code)

    def _ask(self: Any, typed: Any, sentence: str, status: int) -> HttpResponse:
        context = self.get_context_data(
            form=None,
            title=str(self.merge_title),
            sentence=sentence,
            seen=self.object.version,
            typed=[typed[name].as_hidden() for name in typed.fields],
            lines=[self._line(typed, one) for one in self._differences(typed)],
        )
        return render(self.request, self.merge_template_name, context, status=status)

    def _line(self: Any, typed: Any, one: merging.Difference) -> dict[str, Any]:
        words = {side: in_words(self.model, one.name, getattr(one, side)) for side in ("theirs", "mine")}
        was = "" if one.was is merging.UNKNOWN else in_words(self.model, one.name, one.was)
        label = typed.fields[_parts(typed, one.name)[0]].label
        return {"name": one.name, "label": label, "was": was, "pick": one.suggestion, **words}

    def _differences(self: Any, typed: Any) -> list[merging.Difference]:
        return merging.differences(self.object, typed.cleaned_data["version"], typed.values())

    def _pick(self: Any, name: str) -> str:
        return self.request.POST.get(f"pick-{name}", "")

    def _taken(self: Any, form: Any) -> Iterable[str]:
        """The fields of the form in which the other person's value stands."""
        names = [name for name in form.fields if self._pick(name) == merging.THEIRS]
        return [part for name in names for part in _parts(form, name)]


def _parts(form: Any, name: str) -> tuple[str, ...]:
    return getattr(form, "parts", {}).get(name, (name,))
