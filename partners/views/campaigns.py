"""Campaigns: the list, one campaign with everything in it, and making or changing one."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, EVERYONE, PARTNER_ADMINS
from prm.core.views import ActionPage, DetailPage, ListPage

from .. import rules, selectors, services
from ..filters import CampaignFilter
from ..forms import CampaignForm
from ..models import Campaign, Partner
from ..tables import CampaignTable


class CampaignList(ListPage):
    roles = EVERYONE
    model = Campaign
    table_class = CampaignTable
    filterset_class = CampaignFilter
    template_name = "partners/campaigns.html"
    title = gettext_lazy("Campaigns")
    subtitle = gettext_lazy("Whatever a partner brings or receives belongs to one of them.")
    export_name = "campaigns"
    empty = {"icon": "megaphone", "title": gettext_lazy("No campaigns yet.")}

    def get_queryset(self) -> Any:
        return selectors.campaigns(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = selectors.partner_of(self.request.user)
        may_add = own is not None and rules.runs_the_team(self.request.user, own.pk)
        return super().get_context_data(own=own if may_add else None, **kwargs)


class CampaignPage(DetailPage):
    roles = EVERYONE
    model = Campaign
    queryset = Campaign.objects.select_related("partner")
    template_name = "partners/campaign.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, campaign = self.request.user, self.object
        return super().get_context_data(
            panels=selectors.brought(user, campaign),
            may_edit=rules.runs_the_team(user, campaign.partner_id),
            **kwargs,
        )


class CampaignNew(ActionPage):
    """The object is the partner that gets a further campaign."""

    roles = CHANNEL | PARTNER_ADMINS
    model = Partner
    form_class = CampaignForm
    submit_label = gettext_lazy("Begin the campaign")
    success_message = gettext_lazy("It can be chosen for new leads and deals now.")

    def get_title(self) -> str:
        return _("A new campaign of %(partner)s") % {"partner": self.object}

    def perform(self, form: Any) -> Campaign:
        return services.create_campaign(actor=self.request.user, partner=self.object, **form.cleaned_data)

    def get_cancel_url(self) -> str:
        return reverse("partners:campaigns")


class CampaignEdit(ActionPage):
    roles = CHANNEL | PARTNER_ADMINS
    model = Campaign
    queryset = Campaign.objects.select_related("partner")
    form_class = CampaignForm
    success_message = gettext_lazy("Saved.")

    def get_title(self) -> str:
        return _("Edit the campaign %(name)s") % {"name": self.object}

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in CampaignForm.base_fields}

    def perform(self, form: Any) -> Campaign:
        return services.edit_campaign(actor=self.request.user, campaign=self.object, **form.cleaned_data)
