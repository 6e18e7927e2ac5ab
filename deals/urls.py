"""Addresses of registrations and deals."""

from django.urls import path

from .views import (
    board,
    by_mail,
    conflicts,
    contents,
    crediting,
    deals,
    importing,
    registering,
    registrations,
    reviewing,
    working,
)

app_name = "deals"
urlpatterns = [
    path("", deals.DealList.as_view(), name="list"),
    path("board/", board.Board.as_view(), name="board"),
    path("register/", registering.Register.as_view(), name="register"),
    path("register/file/", importing.RegisterFile.as_view(), name="register_file"),
    path("check/", registering.Check.as_view(), name="check"),
    path("deciders/", registering.Deciders.as_view(), name="deciders"),
    path("convert/<ref:ref>/", working.Convert.as_view(), name="convert"),
    path("of-lead/<ref:ref>/", deals.DealsOfLead.as_view(), name="for_lead"),
    path("registrations/", registrations.RegistrationList.as_view(), name="registrations"),
    path("registrations/<ref:ref>/", registrations.RegistrationPage.as_view(), name="registration"),
    path("registrations/<ref:ref>/alike/", registrations.CustomersAlike.as_view(), name="registration_alike"),
    path("registrations/<ref:ref>/edit/", registering.EditDraft.as_view(), name="registration_edit"),
    path("registrations/<ref:ref>/withdraw/", reviewing.Withdraw.as_view(), name="registration_withdraw"),
    path("registrations/<ref:ref>/answer/", reviewing.Answer.as_view(), name="registration_answer"),
    path("registrations/<ref:ref>/approve/", reviewing.Approve.as_view(), name="registration_approve"),
    path("registrations/<ref:ref>/award/", reviewing.Award.as_view(), name="registration_award"),
    path("registrations/<ref:ref>/conflict/", conflicts.Conflict.as_view(), name="registration_conflict"),
    path("registrations/<ref:ref>/decline/", reviewing.Decline.as_view(), name="registration_decline"),
    path(
        "registrations/<ref:ref>/request-changes/",
        reviewing.RequestChanges.as_view(),
        name="registration_request_changes",
    ),
    path("registrations/<ref:ref>/reject/", reviewing.Reject.as_view(), name="registration_reject"),
    path(
        "registrations/<ref:ref>/confirm-rejection/",
        reviewing.ConfirmRejection.as_view(),
        name="registration_confirm_rejection",
    ),
    path("registrations/<ref:ref>/return/", reviewing.Return.as_view(), name="registration_return"),
    path("registrations/<ref:ref>/appeal/", reviewing.Appeal.as_view(), name="registration_appeal"),
    path(
        "registrations/<ref:ref>/answer-appeal/", reviewing.AnswerAppeal.as_view(), name="registration_answer_appeal"
    ),
    path("registrations/<ref:ref>/extend/", reviewing.Extend.as_view(), name="registration_extend"),
    path("registrations/<ref:ref>/reassign/", reviewing.Reassign.as_view(), name="registration_reassign"),
    path("by-mail/<str:token>/", by_mail.UpdateByMail.as_view(), name="update_by_mail"),
    path("registrations/by-mail/<str:token>/", by_mail.CompleteByMail.as_view(), name="complete_by_mail"),
    path("files/<ref:ref>/", contents.Download.as_view(), name="file"),
    path("files/<ref:ref>/remove/", contents.RemoveFile.as_view(), name="remove_file"),
    path("<ref:ref>/", deals.DealPage.as_view(), name="detail"),
    path("<ref:ref>/update/", working.Update.as_view(), name="update"),
    path("<ref:ref>/credit/", crediting.Credit.as_view(), name="credit"),
    path("<ref:ref>/shares/", crediting.Shares.as_view(), name="shares"),
    path("<ref:ref>/win/", working.Win.as_view(), name="win"),
    path("<ref:ref>/lose/", working.Lose.as_view(), name="lose"),
    path("<ref:ref>/move/", board.Move.as_view(), name="move"),
    path("<ref:ref>/contact/", contents.AddContact.as_view(), name="contact"),
    path("<ref:ref>/contact/<str:contact>/remove/", contents.RemoveContact.as_view(), name="remove_contact"),
    path("<ref:ref>/files/", contents.AddFiles.as_view(), name="add_files"),
    path("<ref:ref>/note/", working.Note.as_view(), name="note"),
]
