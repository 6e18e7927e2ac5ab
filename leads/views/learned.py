"""What the programme's own outcomes teach, beside the rules."""

from typing import Any

from django.forms import Form
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy

from prm.accounts.enums import ADMINISTRATORS, CHANNEL
from prm.core.views import FormPage, ListPage

from .. import selectors
from ..forms import UseModelForm
from ..models import LearnedScore
from ..services import learned, learning, policies
from ..tables import LearnedScoreTable


class LearnedScores(ListPage):
    roles = CHANNEL
    model = LearnedScore
    table_class = LearnedScoreTable
    template_name = "leads/learned.html"
    title = gettext_lazy("Rules and outcomes")
    subtitle = gettext_lazy("Whose chances are truer: those of the rules, or those learned from how leads ended?")
    export_name = "learned-scores"
    empty = {
        "icon": "graduation-cap",
        "title": gettext_lazy("Nothing has been learned yet. It is tried every week."),
    }

    def get_queryset(self) -> Any:
        return selectors.learned_versions().visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy, newest = policies.current_policy(), learned.newest_version()
        extra = {
            "policy": policy,
            "newest": newest,
            "in_use": newest is not None and learned.is_in_use(policy, newest),
            "why": learned.why(policy, newest),
            "is_learning": selectors.is_learning(),
            "may_decide": self.request.user.role in ADMINISTRATORS,
        }
        return super().get_context_data(**extra, **kwargs)


class Learn(FormPage):
    roles = ADMINISTRATORS
    form_class = Form
    template_name = "leads/learn.html"
    title = gettext_lazy("Learn now")
    submit_label = gettext_lazy("Learn now")
    success_message = gettext_lazy("A worker learns. The figures stand here within a minute or two.")
    cancel_url = reverse_lazy("lead_settings:learned")

    def perform(self, form: Any) -> None:
        learning.ask(self.request.user)

    def get_success_url_for(self, result: Any) -> str:
        return reverse("lead_settings:learned")


class UseModel(FormPage):
    roles = ADMINISTRATORS
    form_class = UseModelForm
    template_name = "leads/use_model.html"
    title = gettext_lazy("Rules or outcomes")
    submit_label = gettext_lazy("Decide")
    success_message = gettext_lazy("Decided. It counts for leads that arrive from now on.")
    cancel_url = reverse_lazy("lead_settings:learned")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"wanted": "yes" if policies.current_policy().uses_model else "no"}

    def perform(self, form: Any) -> None:
        learning.use_model(self.request.user, form.cleaned_data["wanted"])

    def get_success_url_for(self, result: Any) -> str:
        return reverse("lead_settings:learned")
