"""Refusals that a person reads. Services raise them; pages and the API show the sentence."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError


class DomainError(Exception):
    """Something a person asked for that the rules do not allow. The message is shown to that person as it is."""

    status_code = 409
    code = "conflict"

    def __init__(
        self, message: str, *, fields: Mapping[str, str] | None = None, extra: Mapping[str, Any] | None = None
    ) -> None:
        """`extra` are further members of the API's problem document: where to go, what to read."""
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})
        self.extra = dict(extra or {})


class TransitionRefused(DomainError):
    """The object is in a state from which this action is not possible (any more)."""

    code = "transition-refused"


class NotAllowed(DomainError):
    """The person may see the object but may not do this to it."""

    status_code = 403
    code = "not-allowed"


class InvalidInput(DomainError):
    """A value that passed the form but not the rules; `fields` names the field and says why."""

    status_code = 422
    code = "invalid-input"


class StaleVersion(DomainError):
    """Somebody else changed the object since this person opened it."""

    status_code = 412
    code = "stale-version"


class VisibilityNotDefined(Exception):
    """A model was listed or opened whose queryset does not say who may see it. A programming error, never shown."""


def from_validation_error(error: ValidationError) -> InvalidInput:
    """The same refusal as an InvalidInput: first message per field."""
    if hasattr(error, "error_dict"):
        fields = {name: str(errors[0]) for name, errors in error.message_dict.items() if errors}
        return InvalidInput(next(iter(fields.values()), str(error)), fields=fields)
    return InvalidInput(str(error.messages[0]))


def violated(error: Exception) -> str:
    """The name of the constraint that the database held up; '' when it was something else."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def needed(text: str, field: str, sentence: str) -> str:
    """The text without blanks around it. Raises InvalidInput with the sentence when nothing is left."""
    text = text.strip()
    if not text:
        raise InvalidInput(sentence, fields={field: sentence})
    return text
