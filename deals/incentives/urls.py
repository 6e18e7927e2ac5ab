"""Addresses of fees and of co-marketing money."""

from django.urls import path

from .views import disputes, fees, mdf, mdf_actions, statements

app_name = "incentives"
urlpatterns = [
    path("fees/", fees.FeeList.as_view(), name="fees"),
    path("fees/statement/", statements.Statement.as_view(), name="statement"),
    path("fees/of-deal/<ref:ref>/", fees.FeesOfDeal.as_view(), name="for_deal"),
    path("fees/<ref:ref>/", fees.FeePage.as_view(), name="fee"),
    path("fees/<ref:ref>/approve/", fees.Approve.as_view(), name="approve"),
    path("fees/<ref:ref>/pay/", fees.Pay.as_view(), name="pay"),
    path("fees/<ref:ref>/dispute/", disputes.DisputeFee.as_view(), name="dispute"),
    path("fees/<ref:ref>/answer/", disputes.AnswerDispute.as_view(), name="answer_dispute"),
    path("fees/<ref:ref>/cancel/", disputes.Cancel.as_view(), name="cancel"),
    path("fees/<ref:ref>/claw-back/", disputes.ClawBack.as_view(), name="claw_back"),
    path("mdf/", mdf.MdfList.as_view(), name="mdf"),
    path("mdf/new/", mdf.RequestMoney.as_view(), name="mdf_new"),
    path("mdf/budgets/", mdf.BudgetList.as_view(), name="budgets"),
    path("mdf/budgets/grant/", mdf.Grant.as_view(), name="grant"),
    path("mdf/budgets/<ref:ref>/", mdf.BudgetPage.as_view(), name="budget"),
    path("mdf/proof/<ref:ref>/", mdf.Proof.as_view(), name="mdf_proof"),
    path("mdf/<ref:ref>/", mdf.MdfPage.as_view(), name="mdf_request"),
    path("mdf/<ref:ref>/answer/", mdf_actions.Answer.as_view(), name="mdf_answer"),
    path("mdf/<ref:ref>/withdraw/", mdf_actions.Withdraw.as_view(), name="mdf_withdraw"),
    path("mdf/<ref:ref>/approve/", mdf_actions.Approve.as_view(), name="mdf_approve"),
    path("mdf/<ref:ref>/request-changes/", mdf_actions.RequestChanges.as_view(), name="mdf_request_changes"),
    path("mdf/<ref:ref>/refuse/", mdf_actions.Refuse.as_view(), name="mdf_refuse"),
    path("mdf/<ref:ref>/claim/", mdf_actions.Claim.as_view(), name="mdf_claim"),
    path("mdf/<ref:ref>/return-claim/", mdf_actions.ReturnClaim.as_view(), name="mdf_return_claim"),
    path("mdf/<ref:ref>/approve-claim/", mdf_actions.ApproveClaim.as_view(), name="mdf_approve_claim"),
    path("mdf/<ref:ref>/pay/", mdf_actions.Pay.as_view(), name="mdf_pay"),
]
