"""Addresses of leads."""

from django.urls import path

from ..coverage import views as coverage
from ..views import crediting, detail, entering, held, lists, merging, rejecting, reviewing, working

app_name = "leads"
urlpatterns = [
    path("", lists.LeadList.as_view(), name="list"),
    path("new/", entering.EnterLead.as_view(), name="new"),
    path("held/", held.HeldLeads.as_view(), name="held"),
    path("held/complete/", held.CompleteMany.as_view(), name="held_complete"),
    path("held/recheck/", held.RecheckHeld.as_view(), name="held_recheck"),
    path("holes/", coverage.Holes.as_view(), name="holes"),
    path("holes/leads/", coverage.UncoveredLeads.as_view(), name="uncovered"),
    path("overlaps/", coverage.Overlaps.as_view(), name="overlaps"),
    path("who-would-get/", coverage.WhoWouldGet.as_view(), name="who_would_get"),
    path("by-mail/<str:token>/", reviewing.CompleteByMail.as_view(), name="complete_by_mail"),
    path("<ref:ref>/", detail.LeadPage.as_view(), name="detail"),
    path("<ref:ref>/contacted/", working.Contacted.as_view(), name="contacted"),
    path("<ref:ref>/close/", working.Close.as_view(), name="close"),
    path("<ref:ref>/rate/", working.Rate.as_view(), name="rate"),
    path("<ref:ref>/withdraw/", working.Withdraw.as_view(), name="withdraw"),
    path("<ref:ref>/assign/", working.Assign.as_view(), name="assign"),
    path("<ref:ref>/reassign/", working.Reassign.as_view(), name="reassign"),
    path("<ref:ref>/qualify/", working.Qualify.as_view(), name="qualify"),
    path("<ref:ref>/note/", working.Note.as_view(), name="note"),
    path("<ref:ref>/credit/", crediting.Credit.as_view(), name="credit"),
    path("<ref:ref>/doubles/", merging.Doubles.as_view(), name="doubles"),
    path("<ref:ref>/merge/", merging.MergeLead.as_view(), name="merge"),
    path("<ref:ref>/merge-customer/", merging.MergeCustomer.as_view(), name="merge_customer"),
    path("<ref:ref>/unmerge/", merging.Unmerge.as_view(), name="unmerge"),
    path("<ref:ref>/take-on/", reviewing.TakeOn.as_view(), name="take_on"),
    path("<ref:ref>/answer/", reviewing.Answer.as_view(), name="answer"),
    path("<ref:ref>/request-changes/", reviewing.RequestChanges.as_view(), name="request_changes"),
    path("<ref:ref>/reject/", rejecting.Reject.as_view(), name="reject"),
    path("<ref:ref>/confirm-rejection/", rejecting.ConfirmRejection.as_view(), name="confirm_rejection"),
    path("<ref:ref>/return/", rejecting.ReturnToReview.as_view(), name="return_to_review"),
    path("<ref:ref>/appeal/", rejecting.Appeal.as_view(), name="appeal"),
    path("<ref:ref>/answer-appeal/", rejecting.AnswerAppeal.as_view(), name="answer_appeal"),
]
