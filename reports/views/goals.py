"""Goals and forecast of a quarter: the same page for both sides."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.goals import rules, services
from partners.goals import selectors as goals
from partners.goals.models import Goal
from partners.models import Partner
from prm.accounts.enums import CHANNEL, PARTNER_ADMINS, SELLERS
from prm.core import formats, timeline
from prm.core.views import ActionPage, DetailPage, FormPage, ListPage
from prm.core.views.base import visible_object

from .. import outlook, selectors
from ..filters import GoalsFilter
from ..forms import GoalForm, QuestionForm
from ..periods import Period, quarter, quarter_named
from ..tables import GoalsTable


def quarter_asked_for(text: str) -> Period:
    return quarter_named(text) or quarter(timezone.localdate())


class Goals(ListPage):
    roles = SELLERS
    model = Partner
    table_class = GoalsTable
    filterset_class = GoalsFilter
    template_name = "reports/goals.html"
    title = gettext_lazy("Goals and forecast")
    export_name = "goals"
    empty = {"icon": "target", "title": gettext_lazy("No partners yet.")}

    def get_queryset(self) -> Any:
        self.period = quarter_asked_for(self.request.GET.get("quarter", ""))
        return selectors.partners_with_goals(self.request.user, self.period, timezone.localdate())

    def make_table(self, rows: Any) -> GoalsTable:
        order = self.request.GET.getlist("sort") or None
        return GoalsTable(rows, order_by=order, period=self.period, reader=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, timezone.localdate()
        found = selectors.outlooks(user, self.period, today)
        return super().get_context_data(
            period=self.period,
            quarter=formats.quarter(self.period.since),
            outlooks=[outlook.in_words(one, self.period, today, user) for one in found],
            may_set=rules.may_set(user),
            **kwargs,
        )


class GoalPage(DetailPage):
    roles = SELLERS
    model = Goal
    queryset = Goal.objects.select_related("partner", "set_by", "answered_by")
    template_name = "reports/goal.html"

    def get_title(self) -> str:
        return _("Goal of %(partner)s for %(quarter)s") % {
            "partner": self.object.partner,
            "quarter": self.object.quarter_name,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, goal, today = self.request.user, self.object, timezone.localdate()
        period = quarter(goal.quarter)
        found = selectors.outlooks(user, period, today, goal.partner)
        may_answer = rules.may_answer(user, goal.partner_id)
        return super().get_context_data(
            goal=goal,
            outlooks=[outlook.in_words(one, period, today, user, goal.partner) for one in found],
            pace=outlook.pace_in_words(goal, found, period, today),
            others=goals.goals_of(user, goal.partner)[:8],
            timeline=timeline.of(goal, user)[:15],
            may_set=rules.may_set(user),
            may_agree=may_answer and rules.possible("agreed", goal.state),
            may_question=may_answer and rules.possible("questioned", goal.state),
            **kwargs,
        )


class GoalNew(FormPage):
    """Sets a goal, or a new amount for a quarter that has one: both are proposed to the partner."""

    roles = CHANNEL
    form_class = GoalForm
    title = gettext_lazy("Set a goal")
    subtitle = gettext_lazy("The partner’s admins are asked to agree, or to say what to talk about.")
    submit_label = gettext_lazy("Propose the goal")

    def get_initial(self) -> dict[str, Any]:
        ref = self.request.GET.get("partner", "")
        partner = visible_object(Partner, self.request.user, ref) if ref else None
        period = quarter_asked_for(self.request.GET.get("quarter", ""))
        return {"partner": partner, "quarter": period.key, "currency": partner.currency if partner else None}

    def perform(self, form: Any) -> Goal:
        return services.set_goal(self.request.user, **form.values())

    def get_success_message(self, result: Goal) -> str:
        return _("Proposed to %(partner)s.") % {"partner": result.partner}

    def get_cancel_url(self) -> str:
        return reverse("reports:goals")


class _OfGoal(ActionPage):
    model = Goal
    queryset = Goal.objects.select_related("partner__owner")


class GoalEdit(_OfGoal):
    roles = CHANNEL
    form_class = GoalForm
    submit_label = gettext_lazy("Propose the goal")
    success_message = gettext_lazy("Proposed anew: the partner is asked to agree.")
    subtitle = gettext_lazy("A changed goal is proposed anew, so that both sides agree to the same.")

    def get_title(self) -> str:
        return _("Change the goal for %(quarter)s") % {"quarter": self.object.quarter_name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"goal": self.object}

    def perform(self, form: Any) -> Goal:
        return services.set_goal(self.request.user, **form.values())


class GoalAgree(_OfGoal):
    roles = PARTNER_ADMINS
    template_name = "core/confirm.html"
    title = gettext_lazy("Agree to the goal")
    submit_label = gettext_lazy("Agree")
    success_message = gettext_lazy("Agreed. Your channel manager has been told.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sentence = _("You agree to win %(amount)s in %(quarter)s. Both sides read the same figures on the way there.")
        words = {"amount": outlook.goal_in_words(self.object), "quarter": self.object.quarter_name}
        return super().get_context_data(explanation=sentence % words, **kwargs)

    def perform(self, form: Any) -> Goal:
        return services.agree_goal(self.request.user, self.object)


class GoalQuestion(_OfGoal):
    roles = PARTNER_ADMINS
    form_class = QuestionForm
    title = gettext_lazy("Talk about the goal")
    submit_label = gettext_lazy("Send")
    success_message = gettext_lazy("Sent. Your channel manager has been told.")

    def perform(self, form: Any) -> Goal:
        return services.question_goal(self.request.user, self.object, form.cleaned_data["text"])
