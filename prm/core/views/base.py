"""Guarded pages: a role is named or the page does not start; objects come from `visible_to` or not at all."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms import BaseForm, Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import DetailView, FormView, TemplateView
from django.views.generic.base import ContextMixin, View

from .. import looks
from ..errors import DomainError, VisibilityNotDefined
from ..models import LookKind


class Guarded(ContextMixin, View):
    """Lets in only signed-in people with one of `roles`. A view without `roles` refuses to be built."""

    roles: Collection[str]
    title: str = ""
    subtitle: str = ""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        if not hasattr(cls, "roles") and "roles" not in initkwargs:
            raise VisibilityNotDefined(f"{cls.__name__} names no roles.")
        return super().as_view(**initkwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.role not in self.roles:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return str(self.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": self.get_title(), "subtitle": self.subtitle, **kwargs})


class Page(Guarded, TemplateView):
    """A page without an object of its own: a worklist, a report."""


def visible_object(model: type[models.Model], user: Any, ref: str, queryset: models.QuerySet | None = None) -> Any:
    """The object with this reference if this user may know of it; Http404 otherwise, whether it exists or not."""
    rows = (model._default_manager.all() if queryset is None else queryset).visible_to(user)  # type: ignore[attr-defined]
    try:
        return rows.get(ref=ref)
    except model.DoesNotExist:  # type: ignore[attr-defined]
        raise Http404 from None


class DetailPage(Guarded, DetailView):
    """One object, found by its public reference among what the user may see."""

    queryset: models.QuerySet | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        looks.note(request.user, [self.object], LookKind.OPENED)
        return response

    def get_object(self, queryset: models.QuerySet | None = None) -> Any:
        return visible_object(self.model, self.request.user, self.kwargs["ref"], self.queryset)

    def get_title(self) -> str:
        return str(self.title or self.object)


class PagePart(Guarded):
    """A part of an object's page that loads by itself; without JavaScript a page of its own, `template_name`.

    That the object was opened is noted by its page.
    """

    model: type[models.Model]
    queryset: models.QuerySet | None = None
    template_name: str
    part_template_name: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = visible_object(self.model, request.user, kwargs["ref"], self.queryset)
        template = self.part_template_name if request.htmx else self.template_name  # type: ignore[attr-defined]
        return render(request, template, self.get_context_data())


class FormPage(Guarded, FormView):
    """A form, one service, a message, a redirect. What was typed is never lost: a refusal shows the form again."""

    template_name = "core/form_page.html"
    submit_label = ""
    success_message = ""
    cancel_url = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if getattr(self.get_form_class(), "wants_user", False):
            kwargs["user"] = self.request.user
        return kwargs

    def perform(self, form: BaseForm) -> Any:
        """Call the one service. Return what it made or changed. May raise DomainError."""
        raise NotImplementedError

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            with transaction.atomic():
                result = self.perform(form)
                self.check_still_visible(result)
        except DomainError as refusal:
            return self.refused(form, refusal)
        return self.succeeded(result)

    def check_still_visible(self, result: Any) -> None:
        """Refuse (and roll back) a change that would put the object out of the person's own sight."""
        if isinstance(result, models.Model) and hasattr(type(result)._default_manager, "visible_to"):
            rows = type(result)._default_manager.visible_to(self.request.user)
            if not rows.filter(pk=result.pk).exists():
                raise PermissionDenied

    def refused(self, form: BaseForm, refusal: DomainError) -> HttpResponse:
        for name, sentence in refusal.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
        if not refusal.fields:
            form.add_error(None, refusal.message)
        return self.render_to_response(self.get_context_data(form=form), status=refusal.status_code)

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def succeeded(self, result: Any) -> HttpResponse:
        sentence = self.get_success_message(result)
        if sentence:
            messages.success(self.request, sentence)
        return HttpResponseRedirect(self.get_success_url_for(result))

    def get_success_message(self, result: Any) -> str:
        return str(self.success_message)

    def get_success_url_for(self, result: Any) -> str:
        if hasattr(result, "get_absolute_url"):
            return result.get_absolute_url()
        return self.get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"submit_label": self.submit_label, "cancel_url": self.get_cancel_url()}
        return super().get_context_data(**{**extra, **kwargs})

    def get_cancel_url(self) -> str:
        return self.cancel_url or reverse("home")


class ActionPage(FormPage):
    """Something a person does to one visible object. GET explains and asks; only POST acts."""

    model: type[models.Model]
    form_class: type[BaseForm] = Form
    queryset: models.QuerySet | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and request.user.role in self.roles:
            self.object = visible_object(self.model, request.user, kwargs["ref"], self.queryset)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"object": self.object, **kwargs})

    def get_cancel_url(self) -> str:
        return self.cancel_url or self.object.get_absolute_url()

    def get_success_url_for(self, result: Any) -> str:
        return super().get_success_url_for(result if hasattr(result, "get_absolute_url") else self.object)
