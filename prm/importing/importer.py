"""What an app says about one kind of row. The engine asks; it never knows what a row means."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from prm.accounts.enums import CHANNEL
from prm.core.errors import NotAllowed

from .fields import Companion, Field, Row
from .mapping import Mapping
from .report import Report
from .understanding import Table
from .values import Vocabulary


@dataclass(frozen=True)
class Options:
    """How this import is to be done. `actor` is None in the shell, `partner` unless a partner imports."""

    file_name: str = ""
    source: str = "import"
    currency: str = settings.DEFAULT_CURRENCY
    actor: Any = None
    partner: Any = None
    mapping: Mapping = field(default_factory=Mapping)


def as_fact(value: Any) -> str:
    """The value as the text it is remembered by; '' for none."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


class Importer:
    """What one kind of row means. May keep what it looked up; a new one is made after a batch was rolled back.

    Only `establish`, `make` and `change` write, so that a preview changes nothing. `make` and `change` also make what
    their rows refer to and nobody has: they run inside the batch's transaction.
    """

    kind: ClassVar[str]
    title: ClassVar[Any]
    model: ClassVar[type[models.Model]]
    fields: ClassVar[tuple[Field, ...]]
    companions: ClassVar[dict[str, Companion]] = {}
    # Who imports such rows, and the page on which they hand a file in.
    roles: ClassVar[frozenset[str]] = CHANNEL
    door: ClassVar[str] = "imports:new"
    batch: ClassVar[int] = 1000
    # What the database says when a row would break a constraint, in words; by the constraint's name.
    refusals: ClassVar[dict[str, Any]] = {}

    def __init__(self, options: Options) -> None:
        self.options = options
        self.vocabularies: dict[str, Vocabulary] = {}
        # What became of rows, by a sentence without its subject; `make` and `change` count, the report takes it over.
        self.outcomes: Counter[str] = Counter()

    @classmethod
    def admit(cls, actor: Any) -> Any:
        """The partner whose import it will be; None: the vendor's own. Raises NotAllowed, InvalidInput."""
        if not (actor.is_active and actor.role in cls.roles):
            raise NotAllowed(_("Only channel managers and administrators import."))
        return None

    def learn(self, name: str, table: Table | None, report: Report) -> None:
        """Read one companion (None: it is not there), in the order of `companions`, after `prepare`."""

    def prepare(self) -> None:
        """Fill the vocabularies and whatever all rows need."""

    def establish(self) -> None:
        """Make what the companions name and nobody has, before the first batch, in a transaction of its own."""

    def look_up(self, rows: list[Row]) -> None:
        """Read what these rows refer to, with a number of queries that does not grow with them."""

    def external_id(self, row: Row) -> str:
        """The key of the row in its source."""
        return str(row.values["external_id"])

    def facts(self, row: Row, report: Report) -> dict[str, str]:
        """All that the row's columns say, as texts, to see next time whether anything is new. Raises Refused."""
        raise NotImplementedError

    def adopt(self, keys: list[str]) -> dict[str, Any]:
        """Objects that have these external ids of our source without having come by an import."""
        rows: Any = self.model._default_manager.filter(source=self.options.source, external_id__in=keys)
        return {row.external_id: row for row in rows.order_by("pk")}

    def check(self, row: Row, existing: Any) -> None:
        """Raises Refused when the existing object may not become what the row says."""

    def foresee(self, row: Row, existing: Any, names: set[str], report: Report) -> None:
        """Tell the report what will become of a row that is new or whose facts with these names are."""

    def make(self, rows: list[Row]) -> list[Any]:
        """New objects, saved, in the order of the rows. Raises Refused, which refuses the row alone."""
        raise NotImplementedError

    def change(self, changes: list[tuple[Row, Any, set[str]]]) -> None:
        """Write to each existing object (locked) those facts that are new, by name. Raises Refused."""
        raise NotImplementedError
