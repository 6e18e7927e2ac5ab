"""What every model must have, however it came about."""

import pghistory.models
import pgtrigger
import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet

from prm.core.models import DomainModel, VisibleQuerySet

OURS = {
    "accounts",
    "outbox",
    "promises",
    "partners",
    "library",
    "goals",
    "leads",
    "deals",
    "incentives",
    "reports",
    "core",
    "importing",
}
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OURS and not issubclass(model, pghistory.models.Event)
]
DOMAIN = [model for model in MODELS if issubclass(model, DomainModel)]
# Written by machines about what happened; the rows are history themselves or carry no decision of a person.
WITHOUT_HISTORY = {
    "accounts.Invitation",
    "core.TimelineEntry",
    "outbox.Message",
    "outbox.WebhookCall",
    "promises.Promise",
    "promises.Nudge",
    "library.Download",
    "leads.Passage",
    "leads.WebEntry",
    "leads.LearnedScore",
    "leads.DraftShare",
    "leads.RoutingDecision",
    "deals.DealFile",
    "deals.DealFileRemoval",
    "incentives.Budget",
    "incentives.BudgetEntry",
    "incentives.MdfProof",
    "partners.Product",
}


def label(model) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", DOMAIN, ids=label)
def test_version_and_time_are_kept_by_a_trigger(model) -> None:
    names = {trigger.name for found, trigger in pgtrigger.registered() if found is model._meta.concrete_model}
    assert "touch" in names, f"{label(model)}: let its Meta inherit DomainModel.Meta"


@pytest.mark.parametrize("model", DOMAIN, ids=label)
def test_visibility_is_said(model) -> None:
    queryset = type(model._default_manager.all())
    assert issubclass(queryset, VisibleQuerySet)
    assert queryset.visible_to is not VisibleQuerySet.visible_to


@pytest.mark.django_db
@pytest.mark.parametrize("model", DOMAIN, ids=label)
def test_a_stranger_sees_nothing(model) -> None:
    """Refused by the query itself, not because the table happens to be empty."""
    with pytest.raises(EmptyResultSet):
        str(model._default_manager.visible_to(AnonymousUser()).query)


@pytest.mark.parametrize("model", DOMAIN, ids=label)
def test_changes_are_remembered(model) -> None:
    if label(model) in WITHOUT_HISTORY:
        pytest.skip("a row of this kind is history itself")
    tracked = {event.pgh_tracked_model for event in apps.get_models() if hasattr(event, "pgh_tracked_model")}
    assert model in tracked


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_lists_have_an_order(model) -> None:
    assert model._meta.ordering, f"{label(model)} has no ordering: a page of it would come back shuffled"
