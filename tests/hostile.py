"""What makes the test run hostile: things that pass by luck elsewhere fail here."""

import random
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models.query import ModelIterable, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.template.base import Template

OUR_TEMPLATES = str(Path(settings.BASE_DIR) / "templates")


class UndefinedVariable(str):
    """In place of Django's silence: a variable that one of our templates prints must exist.

    Templates of other packages print undefined variables on purpose, so only ours are held to it.
    """

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, variable: Any) -> str:
        origin = self._template()
        if origin.startswith(OUR_TEMPLATES):
            raise AssertionError(f"Undefined template variable “{variable}” in {origin}")
        return ""

    @staticmethod
    def _template() -> str:
        frame = sys._getframe(2)
        while frame is not None:
            owner = frame.f_locals.get("self")
            if frame.f_code.co_name == "render_annotated" and hasattr(owner, "origin"):
                return str(owner.origin)
            if isinstance(owner, Template):
                return str(owner.origin)
            frame = frame.f_back
        return ""


def shuffle_unordered(monkeypatch: Any) -> None:
    """A queryset without an order comes back in another order each time, as a database may one day do."""
    original = QuerySet._fetch_all

    def fetch_all(self: QuerySet) -> None:
        fresh = self._result_cache is None
        original(self)
        if fresh and not self.ordered and self._iterable_class is ModelIterable:
            random.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_all)


def refuse_wide_locks(monkeypatch: Any) -> None:
    """`select_for_update` beside a join locks the joined rows as well, unless it says `of`."""
    original = SQLCompiler.as_sql

    def as_sql(self: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
        query = self.query
        if query.select_for_update and not query.select_for_update_of:
            joined = [alias for alias, count in query.alias_refcount.items() if count]
            if len(joined) > 1:
                raise AssertionError(f"select_for_update without of= beside a join: {joined}")
        return original(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)
