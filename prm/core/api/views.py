"""Base views of the API. `leads/api.py` shows all there is to writing a route::

    class LeadOut(serializers.ModelSerializer):            # what is shown
        class Meta:
            model = Lead
            fields = ["ref", "state", "company", "created_at", "updated_at"]

    class LeadIn(StrictSerializer):                        # what is accepted; anything else is refused by name
        company = serializers.CharField(max_length=200)
        external_id = serializers.CharField(max_length=100, required=False)

    class Leads(ApiList, ApiCreate):
        model = Lead
        queryset = Lead.objects.select_related("customer")  # `visible_to(user)` is added here, never by you
        roles = {"GET": EVERYONE, "POST": MEMBERS}          # or one collection for all methods
        scopes = {"GET": "leads:read", "POST": "leads:write"}
        serializer_class, input_class = LeadOut, LeadIn
        filterset_class = LeadFilter                        # optional; unknown parameters are refused

        def perform_create(self, data: dict) -> Lead:       # one service; raises DomainError to refuse
            return services.submit_lead(actor=self.request.user, **data)

    class LeadItem(ApiDetail, ApiUpdate):
        model = Lead
        roles = SELLERS
        scopes = {"GET": "leads:read", "PATCH": "leads:write"}
        serializer_class, input_class = LeadOut, LeadIn     # PATCH validates with partial=True

        def perform_update(self, obj: Lead, data: dict) -> None:
            services.edit_lead(actor=self.request.user, lead=obj, **data)

    class AcceptOffer(ApiAction):                           # POST offers/{ref}/accept
        model = Offer
        roles = MEMBERS
        scopes = {"POST": "offers:write"}
        serializer_class = OfferOut                         # input_class defaults to NoInput

        def perform(self, obj: Offer, data: dict) -> None:
            services.accept_offer(actor=self.request.user, offer=obj)

    urlpatterns = [                                         # without a slash at the end; joined by prm/api.py
        path("leads", Leads.as_view(), name="leads"),
        path("leads/<ref:ref>", LeadItem.as_view(), name="lead"),
        path("offers/<ref:ref>/accept", AcceptOffer.as_view(), name="offer-accept"),
    ]

A class that names no roles, or no scope for a method it answers, raises VisibilityNotDefined when the URLs load.
Idempotency-Key, If-Match, ETag, paging, `?updated_since=`, size limits and problem+json come with the base.
Scopes are listed in `prm.accounts.scopes`; a test fails for one that is not.
"""

from collections.abc import Collection, Mapping
from typing import Any, cast

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _
from django_filters import FilterSet
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from .. import looks
from ..models import LookKind
from ..views.base import visible_object
from . import etag, idempotency
from .pagination import RefCursorPagination
from .parsers import StrictJSONParser
from .permissions import roles_of, scope_of
from .problems import BadQuery, BodyTooLarge
from .schema import ApiSchema
from .serializers import NoInput


class ApiView(APIView):
    """What all routes share. Use its children."""

    http_method_names = ["get", "head", "post", "patch", "delete"]
    parser_classes = [StrictJSONParser]
    pagination_class = RefCursorPagination
    schema = ApiSchema()
    roles: Collection[str] | Mapping[str, Collection[str]]
    scopes: Mapping[str, str]
    model: type[models.Model]
    queryset: models.QuerySet | None = None
    serializer_class: type[BaseSerializer]
    input_class: type[BaseSerializer] = NoInput
    answer_class: type[BaseSerializer] | None = None  # documents an action that answers with a dict
    created_class: type[BaseSerializer] | None = None  # what the answer to a new row tells beside the rest
    filterset_class: type[FilterSet] | None = None
    max_body = 1_048_576  # bytes
    lists_rows = False
    creates_rows = False
    asks_only = False

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        for method in cls.http_method_names:
            if hasattr(cls, method) and method != "head":
                roles_of(cls, method.upper())
                scope_of(cls, method.upper())
        return super().as_view(**initkwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > self.max_body:
            raise BodyTooLarge(_("The body may have %(limit)s bytes at most.") % {"limit": self.max_body})
        super().initial(request, *args, **kwargs)
        pghistory.context(actor=str(request.user), via="api")
        if not self.lists_rows:
            self.refuse_unknown_parameters(request, ())

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", "no-store")
        # Only after success: what was refused leaves no trace in the database.
        note = getattr(getattr(request, "auth", None), "mark_used", None)
        if response.status_code < 400 and note is not None:
            note()
        return response

    def refuse_unknown_parameters(self, request: Request, known: Collection[str]) -> None:
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            raise BadQuery({name: _("This parameter is not known here.") for name in unknown})

    def rows(self) -> models.QuerySet:
        """What this user may see of the model."""
        rows = self.model._default_manager.all() if self.queryset is None else self.queryset.all()
        return cast(Any, rows).visible_to(self.request.user)

    def get_object(self) -> Any:
        """The row of the address, or 404. With If-Match it is locked, and refused (412) if the caller saw another."""
        obj = visible_object(self.model, self.request.user, self.kwargs["ref"], self.queryset)
        header = self.request.headers.get("If-Match")
        if self.request.method not in ("GET", "HEAD") and header is not None:
            obj = self.model._default_manager.lock(obj)  # type: ignore[attr-defined]
            etag.check(header, obj)
        return obj

    def read_input(self, *, partial: bool = False) -> dict[str, Any]:
        serializer = self.input_class(data=self.request.data, partial=partial, context=self.serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def serializer_context(self) -> dict[str, Any]:
        return {"request": self.request, "view": self}

    def serialize(self, obj: Any, *, many: bool = False) -> Any:
        made = self.request.method == "POST" and self.creates_rows and self.created_class
        shown = made or self.serializer_class
        return shown(obj, many=many, context=self.serializer_context()).data

    def answer(self, result: Any, status: int = 200) -> Response:
        """The row as its caller may see it now, with its ETag; only its reference when it left the caller's sight."""
        if isinstance(result, Mapping):
            return Response(dict(result), status=status)
        seen = self.rows().filter(pk=result.pk).first() if isinstance(result, self.model) else result
        if seen is None:
            return Response({"ref": result.ref}, status=status)
        headers = {"ETag": etag.etag_of(seen)} if hasattr(seen, "version") else {}
        return Response(self.serialize(seen), status=status, headers=headers)


class ApiList(ApiView):
    """GET: a page of what this user may see."""

    lists_rows = True

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        paginator = self.pagination_class()
        page = paginator.paginate_queryset(self.filter(self.rows()), request, view=self)
        looks.note(request.user, page, LookKind.READ)
        return paginator.get_paginated_response(self.serialize(page, many=True))

    def filter(self, rows: models.QuerySet) -> models.QuerySet:
        query = self.request.query_params
        if self.filterset_class is None:
            self.refuse_unknown_parameters(self.request, self.pagination_class.names)
            return rows
        filterset = self.filterset_class(query, rows, request=self.request)
        self.refuse_unknown_parameters(self.request, {*self.pagination_class.names, *_parameter_names(filterset)})
        if not filterset.is_valid():
            raise BadQuery({name: str(errors[0]) for name, errors in filterset.form.errors.items()})
        return filterset.qs


class ApiCreate(ApiView):
    """POST on a collection: one service makes one row."""

    creates_rows = True

    def perform_create(self, data: dict[str, Any]) -> models.Model:
        raise NotImplementedError

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return idempotency.once(request, self._create)

    def _create(self) -> Response:
        made = self.perform_create(self.read_input())
        if isinstance(made, self.model) and not self.rows().filter(pk=made.pk).exists():
            raise PermissionDenied(_("You may not make something that you could not see."))
        return self.answer(made, status=201)


class ApiDetail(ApiView):
    """GET one row by its reference."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        obj = self.get_object()
        looks.note(request.user, [obj], LookKind.READ)
        return Response(self.serialize(obj), headers={"ETag": etag.etag_of(obj)})


class ApiUpdate(ApiView):
    """PATCH one row: the named fields change, the others stay."""

    def perform_update(self, obj: Any, data: dict[str, Any]) -> Any:
        raise NotImplementedError

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            obj = self.get_object()
            result = self.perform_update(obj, self.read_input(partial=True))
            return self.answer(obj if result is None else result)


class ApiDelete(ApiView):
    """DELETE one row (or whatever the service means by it)."""

    def perform_delete(self, obj: Any) -> None:
        raise NotImplementedError

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            self.perform_delete(self.get_object())
        return Response(status=204)


class ApiAction(ApiView):
    """POST on a verb below one row. `perform` returns None (the row is shown again), another row, or a dict."""

    def perform(self, obj: Any, data: dict[str, Any]) -> Any:
        raise NotImplementedError

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return idempotency.once(request, self._act)

    def _act(self) -> Response:
        obj = self.get_object()
        result = self.perform(obj, self.read_input())
        return self.answer(obj if result is None else result)


class ApiQuestion(ApiView):
    """POST a question that has too many words for an address. Nothing is written, so it may be asked again."""

    asks_only = True

    def perform(self, data: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.perform(self.read_input()))


def _parameter_names(filterset: FilterSet) -> set[str]:
    """The parameters a filter set reads; a range reads two."""
    names = set()
    for name, field in filterset.form.fields.items():
        names.add(name)
        names.update(f"{name}{suffix}" for suffix in getattr(field.widget, "widgets_names", ()))
    return names
