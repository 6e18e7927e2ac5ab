"""The boundary: what people type, as values the services take. Forms validate, services write."""

from .deals import CloseLostForm, ConvertForm, DealByMailForm, DealForm, NoteForm, WinForm
from .registrations import (
    AnswerForm,
    AppealAnswerForm,
    AppealForm,
    ApproveForm,
    ExtendForm,
    ReassignForm,
    RegistrationForm,
    RejectForm,
    RequestChangesForm,
    ReturnForm,
)

__all__ = [
    "AnswerForm",
    "AppealAnswerForm",
    "AppealForm",
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
    "ReturnForm",
    "WinForm",
]
