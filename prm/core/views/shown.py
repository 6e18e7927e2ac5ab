"""A form whose consequences are shown before they happen."""

from typing import Any

from django.http import HttpResponse
from django.utils.crypto import salted_hmac


class ShownFirst:
    """Mixed into a form page: sending the form shows what it would do; sent again as it was shown, it does it.

    Whatever is edited in between is shown anew. The template puts `seen` into a hidden field of that name.
    """

    agree_label: Any = ""

    def show(self, form: Any) -> dict[str, Any]:
        """What the page shows before anybody agrees. Changes nothing."""
        raise NotImplementedError

    def form_valid(self: Any, form: Any) -> HttpResponse:
        seen = _fingerprint(form.cleaned_data)
        if self.request.POST.get("seen") == seen:
            return super().form_valid(form)  # type: ignore[safe-super]
        shown = {"seen": seen, "submit_label": self.agree_label, **self.show(form)}
        return self.render_to_response(self.get_context_data(form=form, **shown))


def _fingerprint(values: dict[str, Any]) -> str:
    return salted_hmac("prm.core.shown", repr(sorted(values.items()))).hexdigest()
