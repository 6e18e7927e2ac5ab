"""A partner's people: the team page, one member, inviting, editing, closing and opening accounts."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, EVERYONE, MEMBERS, PARTNER_ADMINS
from prm.core.languages import language_name
from prm.core.views import ActionPage, DetailPage, Page

from .. import rules, selectors, services
from ..forms import EditMemberForm, InviteMemberForm, SharingForm
from ..models import Member, Partner

TEAM_ADMINS = CHANNEL | PARTNER_ADMINS
WITH_ACCOUNT = Member.objects.select_related("user", "partner")


class Team(Page):
    """One's own colleagues, who works how much, and who is away."""

    roles = MEMBERS
    template_name = "partners/team.html"
    title = gettext_lazy("Team")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        partner = selectors.partner_of(user)
        if partner is None:
            raise Http404
        members = list(selectors.team(user, partner))
        loads = selectors.loads([member.user_id for member in members])
        return super().get_context_data(
            partner=partner,
            members=[(member, loads[member.user_id]) for member in members],
            may_edit=rules.runs_the_team(user, partner.pk),
            **kwargs,
        )


class MemberInvite(ActionPage):
    """The object is the partner that gets a new member."""

    roles = TEAM_ADMINS
    model = Partner
    form_class = InviteMemberForm
    title = gettext_lazy("Invite a colleague")
    submit_label = gettext_lazy("Send the invitation")

    def perform(self, form: Any) -> Member:
        return services.invite_member(actor=self.request.user, partner=self.object, **form.cleaned_data)

    def get_success_message(self, result: Member) -> str:
        return _("An invitation is on its way to %(name)s.") % {"name": result.user.name}

    def get_success_url_for(self, result: Any) -> str:
        return team_url(self.request.user, self.object)

    def get_cancel_url(self) -> str:
        return team_url(self.request.user, self.object)


def team_url(user: Any, partner: Partner) -> str:
    """Where this user sees the team: members on their team page, staff on the partner's page."""
    return partner.get_absolute_url() if user.is_vendor else reverse("partners:team")


class SharingEdit(ActionPage):
    """The object is the partner whose people share leads."""

    roles = TEAM_ADMINS
    model = Partner
    form_class = SharingForm
    title = gettext_lazy("How leads are shared among your people")
    subtitle = gettext_lazy("Whoever is away, has no free place or may not have the lead is passed over.")
    success_message = gettext_lazy("Saved. It holds for leads offered from now on.")

    def get_initial(self) -> dict[str, Any]:
        return {"rule": self.object.sharing}

    def perform(self, form: Any) -> Partner:
        return services.share_leads(actor=self.request.user, partner=self.object, rule=form.cleaned_data["rule"])

    def get_success_url_for(self, result: Any) -> str:
        return team_url(self.request.user, self.object)

    def get_cancel_url(self) -> str:
        return team_url(self.request.user, self.object)


class MemberPage(DetailPage):
    roles = EVERYONE
    model = Member
    queryset = WITH_ACCOUNT
    template_name = "partners/member.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, member = self.request.user, self.object
        return super().get_context_data(
            load=selectors.loads([member.user_id])[member.user_id],
            # A bar of capacity 0 still needs an end.
            capacity_scale=max(member.capacity, 1),
            is_invited=selectors.is_invited(member),
            card=selectors.card_of(member.user),
            territories=selectors.territories(user).filter(member=member),
            certificates=selectors.certificates_of_member(user, member),
            spoken=", ".join(map(language_name, member.languages)),
            brought=selectors.brought(user, member),
            may_edit=rules.runs_the_team(user, member.partner_id),
            is_self=member.user_id == user.pk,
            back_url=team_url(user, member.partner),
            **kwargs,
        )


class MemberEdit(ActionPage):
    roles = TEAM_ADMINS
    model = Member
    queryset = WITH_ACCOUNT
    form_class = EditMemberForm
    success_message = gettext_lazy("Saved.")

    def get_title(self) -> str:
        return _("Edit %(name)s") % {"name": self.object}

    def get_initial(self) -> dict[str, Any]:
        user = self.object.user
        absence = {"away_from": user.away_from, "away_until": user.away_until}
        return {"role": user.role, "capacity": self.object.capacity, **absence}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"is_self": self.object.user_id == self.request.user.pk}

    def perform(self, form: Any) -> Member:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        return services.update_member(actor=self.request.user, member=self.object, changes=changes)


class MemberDeactivate(ActionPage):
    roles = TEAM_ADMINS
    model = Member
    queryset = WITH_ACCOUNT
    template_name = "partners/deactivate.html"
    submit_label = gettext_lazy("Close the account")

    def get_title(self) -> str:
        return _("Close the account of %(name)s?") % {"name": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        load = selectors.loads([self.object.user_id])[self.object.user_id]
        return super().get_context_data(load=load, tone="danger", **kwargs)

    def perform(self, form: Any) -> Member:
        return services.deactivate_member(actor=self.request.user, member=self.object)

    def get_success_message(self, result: Member) -> str:
        return _("%(name)s can no longer sign in.") % {"name": result.user.name}


class MemberReactivate(ActionPage):
    roles = TEAM_ADMINS
    model = Member
    queryset = WITH_ACCOUNT
    template_name = "partners/reactivate.html"
    submit_label = gettext_lazy("Open the account")

    def get_title(self) -> str:
        return _("Open the account of %(name)s again?") % {"name": self.object}

    def perform(self, form: Any) -> Member:
        return services.reactivate_member(actor=self.request.user, member=self.object)

    def get_success_message(self, result: Member) -> str:
        return _("%(name)s can sign in again.") % {"name": result.user.name}


class MemberInviteAgain(ActionPage):
    roles = TEAM_ADMINS
    model = Member
    queryset = WITH_ACCOUNT
    template_name = "partners/invite_again.html"
    submit_label = gettext_lazy("Send a new link")

    def get_title(self) -> str:
        return _("Send %(name)s a new invitation?") % {"name": self.object}

    def perform(self, form: Any) -> Member:
        return services.resend_member_invitation(actor=self.request.user, member=self.object)

    def get_success_message(self, result: Member) -> str:
        return _("A new link is on its way to %(name)s; older ones no longer work.") % {"name": result.user.name}
