"""Is a refusal something that a person can use?"""

from typing import Any

from django.utils.html import escape

STATUSES = (403, 409, 422)


def is_in_words(answer: Any) -> bool:
    """A page that says why beside the form, or a problem whose detail is a sentence."""
    if answer["Content-Type"] == "application/problem+json":
        return answer.json()["detail"].strip().endswith((".", "?", "!"))
    if answer.status_code == 403 and not (answer.context and "form" in answer.context):
        return True  # the page for whoever has no business there: it is tested on its own
    sentences = [str(one) for errors in answer.context["form"].errors.values() for one in errors]
    text = answer.content.decode()
    return bool(sentences) and all(one.endswith((".", "!", "?")) and escape(one) in text for one in sentences)
