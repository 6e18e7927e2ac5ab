"""Pages about accounts. They stand before allauth's, and in place of those of its pages that have no use here."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path
from django.views.generic import RedirectView

from .views import demo, invitation, own, people, tokens

app_name = "accounts"


def instead(name: str) -> Callable[..., HttpResponseBase]:
    return RedirectView.as_view(pattern_name=name, permanent=False)


urlpatterns = [
    path("profile/", own.Profile.as_view(), name="profile"),
    path("security/", own.Security.as_view(), name="security"),
    path("sessions/", own.Sessions.as_view(), name="sessions"),
    path("second-factor/", own.SecondFactor.as_view(), name="second_factor"),
    path("tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/new/", tokens.TokenNew.as_view(), name="token_new"),
    path("tokens/<ref:ref>/revoke/", tokens.TokenRevoke.as_view(), name="token_revoke"),
    path("invitation/<str:token>/", invitation.AcceptInvitation.as_view(), name="invitation"),
    path("demo/", demo.DemoSignIn.as_view(), name="demo_sign_in"),
    path("people/", people.People.as_view(), name="people"),
    path("people/invite/", people.PersonInvite.as_view(), name="person_invite"),
    path("people/rules/", people.RolePolicies.as_view(), name="role_policies"),
    path("people/<ref:ref>/", people.Person.as_view(), name="person"),
    path("people/<ref:ref>/address/", people.PersonAddress.as_view(), name="person_address"),
    path("people/<ref:ref>/role/", people.PersonRole.as_view(), name="person_role"),
    path("people/<ref:ref>/deactivate/", people.PersonDeactivate.as_view(), name="person_deactivate"),
    path("people/<ref:ref>/reactivate/", people.PersonReactivate.as_view(), name="person_reactivate"),
    path("people/<ref:ref>/second-factor/", people.PersonFactorReset.as_view(), name="person_factor_reset"),
    path("people/<ref:ref>/invite-again/", people.PersonInviteAgain.as_view(), name="person_invite_again"),
    path("people/<ref:ref>/take-back/", people.PersonInvitationRevoke.as_view(), name="person_invitation_revoke"),
    # An address is proven by the invitation and changed by nobody: a second one would be a second way in.
    path("email/", instead("accounts:profile"), name="no_email"),
    path("confirm-email/", instead("accounts:profile"), name="no_confirm_email_sent"),
    path("confirm-email/<str:key>/", RedirectView.as_view(url="/accounts/profile/"), name="no_confirm_email"),
    path("password/set/", instead("account_change_password"), name="no_password_set"),
    path("2fa/", instead("accounts:security"), name="no_2fa"),
    path("2fa/webauthn/", instead("accounts:security"), name="no_keys"),
]
