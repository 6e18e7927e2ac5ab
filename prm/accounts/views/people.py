"""An administrator's view of all accounts."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.core.errors import DomainError
from prm.core.views import ActionPage, DetailPage, FormPage, ListPage

from .. import rules, selectors, services
from ..enums import ADMINISTRATORS
from ..filters import PeopleFilter
from ..forms import AddressForm, InviteStaffForm, RoleForm, RolePoliciesForm
from ..models import User
from ..tables import PeopleTable, account_state


class People(ListPage):
    roles = ADMINISTRATORS
    title = gettext_lazy("People")
    subtitle = gettext_lazy("Everybody with an account, staff and members.")
    template_name = "accounts/people.html"
    model = User
    table_class = PeopleTable
    filterset_class = PeopleFilter
    export_name = "people"

    def get_queryset(self) -> Any:
        return selectors.people_seen_by(self.request.user)


class PersonInvite(FormPage):
    roles = ADMINISTRATORS
    title = gettext_lazy("Invite a colleague")
    subtitle = gettext_lazy("Members of partners are invited from the partner's page.")
    form_class = InviteStaffForm
    submit_label = gettext_lazy("Send the invitation")
    cancel_url = reverse_lazy("accounts:people")

    def perform(self, form: Any) -> User:
        return services.invite(actor=self.request.user, **form.cleaned_data).user

    def get_success_message(self, result: User) -> str:
        return _("%(name)s gets a mail with a link that works for 7 days.") % {"name": result.name}


class Person(DetailPage):
    roles = ADMINISTRATORS
    model = User
    context_object_name = "person"  # Django would say `user`, which is who looks
    template_name = "accounts/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.object
        tone, words = account_state(person)
        return super().get_context_data(
            state_tone=tone,
            state_words=words,
            factors=selectors.second_factors(person),
            tokens=selectors.own_tokens(person),
            sessions=selectors.open_sessions(person),
            invitation=selectors.latest_invitation(person),
            is_self=person.pk == self.request.user.pk,
            may_manage=rules.may_manage(self.request.user.role, person.role) and person.pk != self.request.user.pk,
            **kwargs,
        )


class PersonRole(ActionPage):
    roles = ADMINISTRATORS
    model = User
    form_class = RoleForm
    title = gettext_lazy("Change the role")
    subtitle = gettext_lazy("The person is signed out everywhere and told by mail.")
    submit_label = gettext_lazy("Change the role")
    success_message = gettext_lazy("The role is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.object}

    def perform(self, form: Any) -> User:
        return services.change_role(actor=self.request.user, user=self.object, role=form.cleaned_data["role"])


class PersonAddress(ActionPage):
    roles = ADMINISTRATORS
    model = User
    form_class = AddressForm
    title = gettext_lazy("Change the e-mail address")
    subtitle = gettext_lazy(
        "The person signs in with the new one and is signed out everywhere; both addresses are told."
    )
    submit_label = gettext_lazy("Change the address")
    success_message = gettext_lazy("The address is changed.")

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.object.email}

    def perform(self, form: Any) -> User:
        return services.change_address(actor=self.request.user, user=self.object, email=form.cleaned_data["email"])


class PersonDeactivate(ActionPage):
    roles = ADMINISTRATORS
    model = User
    template_name = "accounts/person_deactivate.html"
    title = gettext_lazy("Close this account?")
    submit_label = gettext_lazy("Close the account")
    success_message = gettext_lazy("The account is closed and every session ended.")

    def perform(self, form: Any) -> User:
        return services.deactivate(actor=self.request.user, user=self.object)


class PersonReactivate(ActionPage):
    roles = ADMINISTRATORS
    model = User
    template_name = "accounts/person_reactivate.html"
    title = gettext_lazy("Open this account again?")
    submit_label = gettext_lazy("Open the account")
    success_message = gettext_lazy("The account is open.")

    def perform(self, form: Any) -> User:
        return services.reactivate(actor=self.request.user, user=self.object)


class PersonFactorReset(ActionPage):
    roles = ADMINISTRATORS
    model = User
    template_name = "accounts/person_factor_reset.html"
    title = gettext_lazy("Remove the second factor?")
    submit_label = gettext_lazy("Remove it")
    success_message = gettext_lazy("The second factor is removed; the person was told by mail.")

    def perform(self, form: Any) -> None:
        services.reset_second_factor(actor=self.request.user, user=self.object)


class PersonInviteAgain(ActionPage):
    roles = ADMINISTRATORS
    model = User
    template_name = "accounts/person_invite_again.html"
    title = gettext_lazy("Send the invitation again?")
    submit_label = gettext_lazy("Send it")
    success_message = gettext_lazy("A new link is on its way; the old one no longer works.")

    def perform(self, form: Any) -> None:
        services.resend_invitation(actor=self.request.user, user=self.object)


class PersonInvitationRevoke(ActionPage):
    roles = ADMINISTRATORS
    model = User
    template_name = "accounts/person_invitation_revoke.html"
    title = gettext_lazy("Take the invitation back?")
    submit_label = gettext_lazy("Take it back")
    success_message = gettext_lazy("The link in the mail no longer works.")

    def perform(self, form: Any) -> None:
        invitation = selectors.latest_invitation(self.object)
        if invitation is None:
            raise DomainError(_("This person was never invited."))
        services.revoke_invitation(actor=self.request.user, invitation=invitation)


class RolePolicies(FormPage):
    roles = ADMINISTRATORS
    template_name = "accounts/role_policies.html"
    title = gettext_lazy("Sign-in rules")
    subtitle = gettext_lazy("Whoever needs a second factor sets one up before anything else. API tokens go on.")
    form_class = RolePoliciesForm
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("The rules are saved and hold from the next page on.")
    cancel_url = reverse_lazy("settings:index")

    def get_initial(self) -> dict[str, Any]:
        return {policy.role: policy.mfa_required for policy in selectors.role_policies()}

    def perform(self, form: Any) -> None:
        for role in form.changed_data:
            services.set_role_policy(actor=self.request.user, role=role, mfa_required=form.cleaned_data[role])

    def get_success_url_for(self, result: Any) -> str:
        return reverse("accounts:role_policies")
