"""The API, described for people, out of the same schema that programs read.

A page of our own in place of Swagger UI: it follows the site's look in light and dark, needs no script, and passes the
same accessibility and content-security checks as every other page.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "patch", "delete")
SCOPE = "Scope: `"


@dataclass(frozen=True)
class Field:
    name: str
    words: str
    required: bool
    about: str


@dataclass(frozen=True)
class Operation:
    anchor: str
    method: str
    path: str
    about: str
    scope: str
    parameters: list[Field]
    body: list[Field]
    result: list[Field]
    answers: list[tuple[str, str]]


@dataclass(frozen=True)
class Chapter:
    name: str
    operations: list[Operation] = field(default_factory=list)


@lru_cache(maxsize=1)
def chapters() -> tuple[Chapter, ...]:
    """All operations by collection, in the order of the schema. Made once per process."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    found: dict[str, Chapter] = {}
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                name = (methods[method].get("tags") or ["other"])[0]
                chapter = found.setdefault(name, Chapter(name))
                chapter.operations.append(_operation(schema, path, method, methods[method]))
    return tuple(found.values())


def _operation(schema: dict[str, Any], path: str, method: str, raw: dict[str, Any]) -> Operation:
    about, _sep, scope = raw.get("description", "").partition(SCOPE)
    good: dict[str, Any] = next((answer for code, answer in raw["responses"].items() if code.startswith("2")), {})
    return Operation(
        anchor=raw["operationId"],
        method=method.upper(),
        path=path,
        about=about.strip(),
        scope=scope.rstrip("`"),
        parameters=[_parameter(item) for item in raw.get("parameters", ())],
        body=_fields(schema, _content(raw.get("requestBody", {}))),
        result=_fields(schema, _content(good)),
        answers=[(code, answer.get("description", "")) for code, answer in sorted(raw["responses"].items())],
    )


def _content(part: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = next(iter(part.get("content", {}).values()), {})
    return first.get("schema", {})


def _resolve(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference; of a page, that of its rows."""
    for key in ("oneOf", "allOf"):
        if len(part.get(key, ())) == 1:
            return _resolve(schema, part[key][0])
    if "$ref" in part:
        return _resolve(schema, schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[1]])
    rows = part.get("properties", {}).get("results")
    return _resolve(schema, rows["items"]) if rows and "next" in part["properties"] else part


def _fields(schema: dict[str, Any], part: dict[str, Any]) -> list[Field]:
    resolved = _resolve(schema, part)
    needed = resolved.get("required", ())
    return [
        Field(name, _words(schema, item), name in needed, str(item.get("description") or item.get("title") or ""))
        for name, item in resolved.get("properties", {}).items()
    ]


def _parameter(raw: dict[str, Any]) -> Field:
    where = {"path": _("in the address"), "query": _("after the ?"), "header": _("header")}[raw["in"]]
    words = f"{_words({}, raw.get('schema', {}))}, {where}"
    return Field(raw["name"], words, raw.get("required", False), str(raw.get("description", "")))


def _words(schema: dict[str, Any], part: dict[str, Any]) -> str:
    """What a value is, in a few words."""
    part = _resolve(schema, part)
    if "enum" in part:
        return ", ".join(str(value) for value in part["enum"] if value is not None)
    kind = part.get("type", "object")
    kinds = [kind] if isinstance(kind, str) else [item for item in kind if item != "null"]
    if kinds == ["array"]:
        return _("list of %(what)s") % {"what": _words(schema, part.get("items", {}))}
    names = {"string": _("text"), "integer": _("whole number"), "number": _("number"), "boolean": _("yes or no")}
    words = part.get("format") or names.get(kinds[0] if kinds else "", _("object"))
    limit = part.get("maxLength") or part.get("maximum")
    return f"{words} ≤ {limit}" if limit else words


class Docs(TemplateView):
    """Open to everybody: it shows what can be asked, never what is answered."""

    template_name = "api/docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("API"), chapters=chapters(), **kwargs)
