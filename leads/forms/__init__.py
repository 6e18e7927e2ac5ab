"""The boundary: what people type about leads and offers. Nothing here writes."""

from .entering import EnterLeadForm, InboundLeadForm, OutboundLeadForm
from .merging import OneOfTheseForm
from .qualifying import CompleteManyForm, QualifyForm
from .reviewing import AnswerForm, RejectForm, RequestChangesForm
from .settings import PolicyDraftForm, PolicyForm, ScoringRuleForm, UseModelForm
from .webforms import VisitorForm, WebFormForm
from .working import AssignForm, CloseForm, CreditForm, DeclineForm, NoteForm, OptionalNoteForm, RateForm, ReassignForm

__all__ = [
    "AnswerForm",
    "AssignForm",
    "CloseForm",
    "CompleteManyForm",
    "CreditForm",
    "DeclineForm",
    "EnterLeadForm",
    "InboundLeadForm",
    "NoteForm",
    "OneOfTheseForm",
    "OptionalNoteForm",
    "OutboundLeadForm",
    "PolicyDraftForm",
    "PolicyForm",
    "QualifyForm",
    "RateForm",
    "ReassignForm",
    "RejectForm",
    "RequestChangesForm",
    "ScoringRuleForm",
    "UseModelForm",
    "VisitorForm",
    "WebFormForm",
]
