"""The boundary: what people type about money, as values the services take."""

from .fees import AnswerDisputeForm, ClawBackForm, PayForm, PlanForm, ReasonForm
from .mdf import (
    ApproveClaimForm,
    ApproveRequestForm,
    ClaimForm,
    GrantForm,
    MdfPolicyForm,
    NoteForm,
    RefuseForm,
    RequestForm,
)

__all__ = [
    "AnswerDisputeForm",
    "ApproveClaimForm",
    "ApproveRequestForm",
    "ClaimForm",
    "ClawBackForm",
    "GrantForm",
    "MdfPolicyForm",
    "NoteForm",
    "PayForm",
    "PlanForm",
    "ReasonForm",
    "RefuseForm",
    "RequestForm",
]
