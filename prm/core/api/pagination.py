"""Cursor paging on (time, reference): nothing is skipped or shown twice while rows arrive."""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from ..paging import part
from ..references import clean
from .problems import BadQuery

DEFAULT_LIMIT = 50
HIGHEST_LIMIT = 200


def updated_since(request: Request) -> datetime | None:
    """`?updated_since=` as an aware time (UTC where it names no zone). Raises BadQuery for anything else."""
    text = request.query_params.get("updated_since")
    if text is None:
        return None
    try:
        moment = parse_datetime(text.strip().replace(" ", "+") if "T" in text else text)
    except ValueError:
        moment = None
    if moment is None:
        raise BadQuery({"updated_since": _("Give a time like 2026-01-31T09:00:00Z.")})
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class RefCursorPagination(BasePagination):
    """Newest first; with `?updated_since=` oldest change first, so that a copy can be kept in step."""

    names = ("limit", "cursor", "updated_since")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        since, limit = updated_since(request), self._limit(request)
        self.field = "updated_at" if since else "created_at"
        direction, way = ("", "gt") if since else ("-", "lt")
        if since:
            queryset = queryset.filter(updated_at__gte=since)
        after = self._after(request)
        if after:
            moment, ref = after
            beyond = Q(**{f"{self.field}__{way}": moment}) | Q(**{self.field: moment, f"ref__{way}": ref})
            queryset = queryset.filter(beyond)
        ordered = queryset.order_by(f"{direction}{self.field}", f"{direction}ref", "pk")
        rows = list(part(ordered, 0, limit + 1))
        self.more, self.page = len(rows) > limit, rows[:limit]
        return self.page

    def _limit(self, request: Request) -> int:
        text = request.query_params.get("limit", str(DEFAULT_LIMIT))
        if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= HIGHEST_LIMIT):
            raise BadQuery({"limit": _("Give a number from 1 to 200.")})
        return int(text)

    def _after(self, request: Request) -> tuple[datetime, str] | None:
        cursor = request.query_params.get("cursor")
        if cursor is None:
            return None
        try:
            field, moment, ref = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
            if field != self.field or not clean(ref):
                raise ValueError
            return datetime.fromisoformat(moment).astimezone(UTC), ref
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError, binascii.Error):
            raise BadQuery({"cursor": _("Use the cursor of the last answer's “next”, with the same parameters.")})

    def _next(self) -> str | None:
        if not self.more:
            return None
        last = self.page[-1]
        parts = [self.field, getattr(last, self.field).isoformat(), last.ref]
        query = self.request.query_params.copy()
        query["cursor"] = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next(), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {"type": ["string", "null"], "format": "uri"},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        def parameter(name: str, about: str, **schema: Any) -> dict[str, Any]:
            return {"name": name, "in": "query", "required": False, "description": about, "schema": schema}

        return [
            parameter("limit", "Rows per page.", type="integer", minimum=1, maximum=HIGHEST_LIMIT),
            parameter("cursor", "Where the last page ended: from `next`.", type="string"),
            parameter(
                "updated_since", "Only what changed since; oldest change first.", type="string", format="date-time"
            ),
        ]
