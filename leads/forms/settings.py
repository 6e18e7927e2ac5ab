"""How leads are scored, and the policy by which they are offered."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from partners.selectors import tiers

from .. import scoring
from ..enums import Rank, Requirement
from ..models import LeadPolicy, PolicyDraft, ScoringRule
from ..services.policies import HIGHEST_WEIGHT
from .parts import laid_out, part, row


class ScoringRuleForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = laid_out("label", row("field", "operator"), "value", "points", "is_active")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            problem = scoring.problem_with(data["field"], data["operator"], data["value"])
            if problem:
                self.add_error("value", problem)
        return data

    class Meta:
        model = ScoringRule
        fields = ["label", "field", "operator", "value", "points", "is_active"]
        help_texts = {
            "label": _("As the partner reads it: why the lead scores."),
            "value": _("A number, or several values separated by commas. Empty for “is known”."),
            "points": _("From -100 to 100. All points together, held between 0 and 100, are the score."),
        }


DAYS_THAT_RUN = frozenset(
    {f"{what}_days_{rank}" for what in ("answer", "contact") for rank in Rank}
    | {"second_reading_days", "appeal_answer_days"}
)


class PolicyForm(forms.ModelForm):
    required = forms.MultipleChoiceField(
        label=_("Must be known before a lead is offered"),
        choices=Requirement.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = LeadPolicy
        fields = [
            "hot_from", "warm_from", "minimum_score", "required",
            "answer_days_hot", "answer_days_warm", "answer_days_cold",
            "contact_days_hot", "contact_days_warm", "contact_days_cold",
            "best_from", "trial_share", "emphasis",
            "model_from", "fades_days",
            "hops", "idle_nudge_days", "conclude_days", "rating_days",
            "cooling_hours", "second_reading_days", "appeal_days", "appeal_answer_days",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rank in Rank:  # what the days are for is said once, above the three
            self.fields[f"answer_days_{rank}"].label = self.fields[f"contact_days_{rank}"].label = rank.label
        self.helper = laid_out(
            part(_("Ranks, by score"), row("hot_from", "warm_from", "minimum_score"), "required"),
            part(
                _("Business days to answer an offer"), row("answer_days_hot", "answer_days_warm", "answer_days_cold")
            ),
            part(
                _("Business days to the first contact"),
                row("contact_days_hot", "contact_days_warm", "contact_days_cold"),
            ),
            part(_("Who gets it, among those who cover it equally"), row("best_from", "trial_share", "emphasis")),
            part(_("How a score is made"), row("model_from", "fades_days")),
            part(_("And then"), row("hops", "conclude_days"), row("idle_nudge_days", "rating_days")),
            part(
                _("When a partner’s lead is not taken"),
                row("cooling_hours", "second_reading_days"),
                row("appeal_days", "appeal_answer_days"),
            ),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("warm_from") or 0) >= (data.get("hot_from") or 101):
            self.add_error("hot_from", _("A hot lead needs more points than a warm one."))
        for name in ("hot_from", "minimum_score"):
            if (data.get(name) or 0) > 100:
                self.add_error(name, _("A score has 100 points at most."))
        for name, most in (("trial_share", 100), ("emphasis", 5)):
            if (data.get(name) or 0) > most:
                self.add_error(name, _("At most %(most)s.") % {"most": most})
        for name, value in list(data.items()):
            if name in DAYS_THAT_RUN and value is not None and value <= 0:
                self.add_error(name, _("More than 0."))
        for name in ("hops", "idle_nudge_days", "conclude_days", "fades_days", "appeal_days"):
            if data.get(name) == 0:
                self.add_error(name, _("At least 1."))
        return data


class PolicyDraftForm(forms.ModelForm):
    class Meta:
        model = PolicyDraft
        fields = ["hot_from", "warm_from", "best_from", "trial_share", "emphasis"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("hot_from", 100), ("warm_from", 100), ("trial_share", 100), ("emphasis", 5)):
            self.fields[name].validators.append(MaxValueValidator(most))
        for name in ("best_from", "trial_share", "emphasis"):
            self.fields[name].help_text = LeadPolicy._meta.get_field(name).help_text
        self.helper = laid_out(
            part(_("Ranks, by score"), row("hot_from", "warm_from")),
            part(_("Who gets it, among those who cover it equally"), row("best_from", "trial_share", "emphasis")),
            part(_("How often partners of a tier come in turn, beside those of others"), row(*self._weigh())),
        )

    def _weigh(self) -> list[str]:
        """A field for the weight of each tier; their names."""
        self.weights = {f"weight_{tier.ref}": tier for tier in tiers()}
        known = self.initial.get("tier_weights") or {}
        for name, tier in self.weights.items():
            self.fields[name] = forms.FloatField(
                label=tier.name,
                required=False,
                min_value=0,
                max_value=HIGHEST_WEIGHT,
                initial=known.get(tier.ref, 1),
            )
        if self.weights:
            self.fields[next(iter(self.weights))].help_text = _(
                "2 comes twice as often as 1, 0 only when nobody else can take it. All 0 are equal."
            )
        return list(self.weights)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["tier_weights"] = {
            tier.ref: data[name] for name, tier in self.weights.items() if data.get(name) is not None
        }
        return data

    def _post_clean(self) -> None:
        """The service holds the terms against each other, and says it in words."""


class UseModelForm(forms.Form):
    wanted = forms.TypedChoiceField(
        label=_("What decides a lead's score?"),
        choices=[
            ("yes", _("What outcomes teach, as soon as they are enough and while it is truer; until then the rules")),
            ("no", _("Always the rules")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
