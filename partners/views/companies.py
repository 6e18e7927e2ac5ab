"""The partners themselves: the list, one partner's page, inviting, editing and changing state."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, EVERYONE, PARTNER_ADMINS, STAFF
from prm.core import timeline
from prm.core.views import ActionPage, DetailPage, FormPage, ListPage, PagePart

from .. import rules, selectors, services
from ..filters import PartnerFilter
from ..forms import EditPartnerForm, InvitePartnerForm, PartnerStateForm
from ..models import Partner
from ..tables import PartnerTable
from ..tier_card import tier_card

TIMELINE_LENGTH = 15


class PartnerList(ListPage):
    roles = STAFF
    model = Partner
    table_class = PartnerTable
    filterset_class = PartnerFilter
    template_name = "partners/list.html"
    title = gettext_lazy("Partners")
    export_name = "partners"

    def get_queryset(self) -> Any:
        return selectors.directory(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_invite=rules.runs_the_channel(self.request.user), **kwargs)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        words = {"icon": "building-2", "title": _("No partners yet."), "text": _("Invite the first one.")}
        if rules.runs_the_channel(self.request.user):
            words |= {"action_url": reverse("partners:new"), "action_label": _("Invite a partner")}
        return words


class PartnerInvite(FormPage):
    roles = CHANNEL
    form_class = InvitePartnerForm
    title = gettext_lazy("Invite a partner")
    submit_label = gettext_lazy("Send the invitation")

    def perform(self, form: Any) -> Partner:
        return services.invite_partner(actor=self.request.user, **form.cleaned_data)

    def get_success_message(self, result: Partner) -> str:
        return _("%(partner)s is in the programme as a prospect; the invitation is on its way.") % {"partner": result}

    def get_cancel_url(self) -> str:
        return reverse("partners:list")


class PartnerPage(DetailPage):
    roles = EVERYONE
    model = Partner
    queryset = Partner.objects.select_related("tier", "owner", "sales_rep")
    template_name = "partners/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, partner = self.request.user, self.object
        members = list(selectors.team(user, partner))
        loads = selectors.loads([member.user_id for member in members])
        return super().get_context_data(
            members=[(member, loads[member.user_id]) for member in members],
            territories=selectors.territories(user).filter(partner=partner),
            certificates=selectors.certificates_of_partner(user, partner),
            panels=selectors.panels(user, partner),
            contracts=list(selectors.contracts(user, partner)),
            timeline=timeline.of(partner, user)[:TIMELINE_LENGTH],
            contacts=_contacts(partner),
            may_edit=rules.runs_the_team(user, partner.pk),
            may_manage=rules.runs_the_channel(user),
            **kwargs,
        )


class PartnerStanding(PagePart):
    """First steps, tier, and how both sides keep their promises."""

    roles = EVERYONE
    model = Partner
    queryset = PartnerPage.queryset
    title = gettext_lazy("Tier, first steps and promises")
    template_name = "partners/standing.html"
    part_template_name = "partners/_standing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, partner = self.request.user, self.object
        return super().get_context_data(
            partner=partner,
            first_steps={"onboarding": selectors.onboarding_of(user, partner)},
            tier_card=tier_card(user, partner, timezone.localdate()),
            records=selectors.promises_both_ways(user, partner),
            **kwargs,
        )


def _contacts(partner: Partner) -> list[tuple[str, Any]]:
    """Whom at the vendor this partner calls, each named once."""
    people = [(_("Sales rep"), partner.sales_rep), (_("Channel manager"), partner.owner)]
    return [(role, selectors.card_of(person)) for role, person in people if person is not None and person.is_active]


class PartnerEdit(ActionPage):
    roles = CHANNEL | PARTNER_ADMINS
    model = Partner
    form_class = EditPartnerForm
    title = gettext_lazy("Edit the company")
    success_message = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def perform(self, form: Any) -> Partner:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        return services.update_partner(actor=self.request.user, partner=self.object, changes=changes)


class PartnerStateChange(ActionPage):
    roles = CHANNEL
    model = Partner
    form_class = PartnerStateForm
    template_name = "partners/state.html"
    submit_label = gettext_lazy("Change the state")

    def get_title(self) -> str:
        return _("Change the state of %(partner)s") % {"partner": self.object}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"partner": self.object}

    def perform(self, form: Any) -> Partner:
        return services.change_partner_state(actor=self.request.user, partner=self.object, **form.cleaned_data)

    def get_success_message(self, result: Partner) -> str:
        return _("%(partner)s is now “%(state)s”.") % {"partner": result, "state": result.get_state_display()}
