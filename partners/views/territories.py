"""Who covers what: the list, one territory, and changing it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, EVERYONE
from prm.core import timeline
from prm.core.views import ActionPage, DetailPage, FormPage, ListPage

from .. import rules, selectors, services
from ..coverage import coverage
from ..filters import TerritoryFilter
from ..forms import TerritoryForm
from ..models import Territory
from ..tables import TerritoryTable

WITH_OWNERS = Territory.objects.select_related("partner", "member__user", "member__partner", "staff")


class TerritoryList(ListPage):
    roles = EVERYONE
    model = Territory
    table_class = TerritoryTable
    filterset_class = TerritoryFilter
    template_name = "partners/territories.html"
    title = gettext_lazy("Territories")
    subtitle = gettext_lazy("Who covers what. Of two that fit, the higher precedence wins, then the more specific.")
    export_name = "territories"

    def get_queryset(self) -> Any:
        return selectors.territories(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_edit=rules.runs_the_channel(self.request.user), **kwargs)

    @property
    def empty(self) -> dict[str, str]:  # type: ignore[override]
        words = {"icon": "map", "title": _("No territories yet.")}
        if rules.runs_the_channel(self.request.user):
            words |= {"text": _("Without one, no lead finds a partner.")}
            words |= {"action_url": reverse("partners:territory_new"), "action_label": _("Add a territory")}
        return words


class TerritoryPage(DetailPage):
    roles = EVERYONE
    model = Territory
    queryset = WITH_OWNERS
    template_name = "partners/territory.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, territory = self.request.user, self.object
        return super().get_context_data(
            coverage=coverage(territory),
            # Who else covers a customer is the vendor's knowledge, so a member is shown their own partner's only.
            overlaps=selectors.overlapping(user, territory)[:25] if territory.is_in_force else [],
            timeline=timeline.of(territory, user),
            may_edit=rules.runs_the_channel(user),
            **kwargs,
        )


class TerritoryNew(FormPage):
    roles = CHANNEL
    form_class = TerritoryForm
    title = gettext_lazy("Add a territory")
    success_message = gettext_lazy("Added. New leads are matched to it from now on.")

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        several = {"countries": "country", "industries": "industry", "products": "product"}
        return {
            "partner": asked.get("partner", ""),
            **{name: [asked[key]] for name, key in several.items() if asked.get(key)},
        }

    def perform(self, form: Any) -> Territory:
        return services.create_territory(actor=self.request.user, **form.cleaned_data)

    def get_cancel_url(self) -> str:
        return reverse("partners:territories")


class TerritoryEdit(ActionPage):
    roles = CHANNEL
    model = Territory
    queryset = WITH_OWNERS
    form_class = TerritoryForm
    success_message = gettext_lazy("Saved. New leads are matched to it from now on.")

    def get_title(self) -> str:
        return _("Edit the territory %(name)s") % {"name": self.object}

    def get_initial(self) -> dict[str, Any]:
        return TerritoryForm.initial_of(self.object) | {"covers_everything": not coverage(self.object)}

    def perform(self, form: Any) -> Territory:
        return services.edit_territory(actor=self.request.user, territory=self.object, **form.cleaned_data)


class TerritoryEnd(ActionPage):
    roles = CHANNEL
    model = Territory
    queryset = WITH_OWNERS
    template_name = "partners/territory_end.html"
    submit_label = gettext_lazy("End the territory")
    success_message = gettext_lazy("Ended. What was routed by it stays where it is.")

    def get_title(self) -> str:
        return _("End the territory %(name)s?") % {"name": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tone="danger", **kwargs)

    def perform(self, form: Any) -> Territory:
        return services.end_territory(actor=self.request.user, territory=self.object)
