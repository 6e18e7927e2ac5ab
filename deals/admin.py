"""Deals behind the administrator's window."""

from prm.core.admin import show

from .models import (
    Approval,
    ApprovalPolicy,
    DealContact,
    DealFile,
    DealFileRemoval,
    DealPolicy,
    Opportunity,
    Protection,
    Registration,
    StagePolicy,
)

show(
    Opportunity,
    ("ref", "name", "partner", "stage", "amount", "close_on", "closed_at"),
    search=("ref", "name", "partner__name", "external_id"),
    filters=("stage", "deal_source"),
)
show(
    Registration,
    ("ref", "company", "partner", "state", "reviewer", "submitted_at"),
    search=("ref", "company", "partner__name", "external_id"),
    filters=("state",),
)
show(Protection, ("registration", "partner", "customer", "scope", "starts_on", "ends_on"), search=("partner__name",))
show(DealPolicy, ("number", "is_current"))
show(StagePolicy, ("number", "is_current", "made_by"))
show(DealContact, ("deal", "contact", "role"))
show(DealFile, ("ref", "deal", "file_name", "size", "uploaded_at", "uploaded_by"), hidden=("file",))
show(DealFileRemoval, ("file", "removed_at", "removed_by"))
show(ApprovalPolicy, ("number", "is_current", "made_by"))
show(Approval, ("registration", "place", "approver", "person", "approved_at", "approved_by"))
