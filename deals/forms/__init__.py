"""The boundary: what people type, as values the services take. Forms validate, services write."""

from .deals import CloseLostForm, ConvertForm, DealByMailForm, DealForm, NoteForm, WinForm
from .registrations import (
    AnswerForm,
    ApproveForm,
    ExtendForm,
    ReassignForm,
    RegistrationForm,
    RejectForm,
    RequestChangesForm,
)

__all__ = [
    "AnswerForm",
    "ApproveForm",
    "CloseLostForm",
    "ConvertForm",
    "DealByMailForm",
    "DealForm",
    "ExtendForm",
    "NoteForm",
    "ReassignForm",
    "RegistrationForm",
    "RejectForm",
    "RequestChangesForm",
    "WinForm",
]
