"""The boundary: what people type, as values the services take. Forms validate, services write."""

from .approvals import ApprovalsForm
from .contents import ContactForm, FilesForm
from .deals import CloseLostForm, ConvertForm, DealByMailForm, DealForm, MoveForm, NoteForm, WinForm
from .importing import RegistrationFileForm
from .registrations import (
    AnswerForm,
    ApproveForm,
    ExtendForm,
    ReassignForm,
    RegistrationForm,
    RejectForm,
    RequestChangesForm,
)
from .stages import StagesForm

__all__ = [
    "AnswerForm",
    "ApprovalsForm",
    "ApproveForm",
    "CloseLostForm",
    "ContactForm",
    "ConvertForm",
    "DealByMailForm",
    "DealForm",
    "ExtendForm",
    "FilesForm",
    "MoveForm",
    "NoteForm",
    "ReassignForm",
    "RegistrationFileForm",
    "RegistrationForm",
    "RejectForm",
    "RequestChangesForm",
    "StagesForm",
    "WinForm",
]
