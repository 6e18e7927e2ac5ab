"""What drf-spectacular cannot guess about our base views: input and output, headers, filters, problems."""

from inspect import cleandoc
from typing import Any

import django_filters
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from .idempotency import HEADER, LONGEST_KEY
from .permissions import scope_of
from .serializers import StrictSerializer

PROBLEM_CODES = {
    "GET": {"400": "A parameter cannot be used", "404": "Not there, or not yours to see"},
    "POST": {"400": "Not JSON", "404": "Not there, or not yours to see", "409": "Not possible in this state"},
    "PATCH": {"400": "Not JSON", "404": "Not there, or not yours to see", "409": "Not possible in this state"},
    "DELETE": {"404": "Not there, or not yours to see", "409": "Not possible in this state"},
}
EVERYWHERE = {
    "401": "No usable token",
    "403": "Role or scope does not allow it",
    "406": "Only JSON is spoken here",
    "429": "Too many calls; see Retry-After",
}
WRITING = {
    "412": "Changed since it was read (If-Match)",
    "413": "Body too large",
    "415": "Not a media type this route reads",
    "422": "A field was refused",
}


class FieldProblem(serializers.Serializer):
    field = serializers.CharField()
    message = serializers.CharField()


class Problem(serializers.Serializer):
    """RFC 9457 problem+json."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FieldProblem(many=True, required=False)  # type: ignore[assignment]


class ApiSchema(AutoSchema):
    view: Any
    method: str

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.method == "GET" and self.view.lists_rows

    def get_request_serializer(self) -> Any:
        return self.view.input_class if self.method in ("POST", "PATCH") else None

    def get_response_serializers(self) -> Any:
        answers: dict[Any, Any] = {self._success_code(): None if self.method == "DELETE" else self._output()}
        problems = {**PROBLEM_CODES[self.method], **EVERYWHERE, **({} if self.method == "GET" else WRITING)}
        for code, about in problems.items():
            answers[(code, "application/problem+json")] = OpenApiResponse(Problem, about)
        return answers

    def _map_basic_serializer(self, serializer: Any, direction: str) -> dict[str, Any]:
        mapped = super()._map_basic_serializer(serializer, direction)
        return {**mapped, "additionalProperties": False} if isinstance(serializer, StrictSerializer) else mapped

    def _output(self) -> Any:
        if self.method == "POST" and self.view.created_class:
            return self.view.created_class
        return self.view.answer_class or self.view.serializer_class

    def _success_code(self) -> str:
        if self.method == "DELETE":
            return "204"
        return "201" if self.method == "POST" and self.view.creates_rows else "200"

    def get_override_parameters(self) -> list[Any]:
        headers: list[Any] = []
        if self.view.asks_only:
            return headers
        if self.method == "POST":
            about = "The same key and body give the same answer and one row."
            schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[ -~]+$"}
            headers.append(OpenApiParameter(HEADER, schema, OpenApiParameter.HEADER, description=about))
        if self.method != "GET" and not self.view.creates_rows:
            about = "The ETag you last read; 412 when somebody changed it since."
            headers.append(OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description=about))
        return headers

    def get_description(self) -> str:  # type: ignore[override]
        # The route's own words: what its base classes say of themselves is for whoever writes one.
        own = cleandoc(type(self.view).__doc__ or "")
        return f"{own}\n\nScope: `{scope_of(self.view, self.method)}`".strip()

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        filterset = self.view.filterset_class
        if not self._is_list_view() or filterset is None:
            return []
        return [_filter_parameter(name, field) for name, field in filterset.base_filters.items()]


def _filter_parameter(name: str, field: django_filters.Filter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if isinstance(field, django_filters.BooleanFilter):
        schema = {"type": "boolean"}
    elif isinstance(field, django_filters.NumberFilter):
        schema = {"type": "number"}
    elif isinstance(field, django_filters.ChoiceFilter | django_filters.MultipleChoiceFilter):
        choices = field.extra.get("choices", ())
        values = [str(value) for value, _ in choices] if not callable(choices) else []
        schema = {"type": "string", **({"enum": values} if values else {})}
    return {"name": name, "in": "query", "required": False, "description": str(field.label or ""), "schema": schema}
