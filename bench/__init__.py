"""The benchmarks: every module of this folder declares some, and script/bench runs them.

    @bench("routing")
    def routing() -> Iterator[Row]:
        yield Row("routing/1000x40", value=3.1, unit="s", reference=62.0, goal="ratio <= 0.1")

The reference is measured in the same run, so that a ratio means the same on every machine.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One measurement. ``reference`` is in the unit of ``value``; ``goal`` says in words what is aimed at."""

    name: str
    value: float
    unit: str
    reference: float | None = None
    goal: str | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.reference if self.reference else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "reference": self.reference,
            "ratio": self.ratio,
            "goal": self.goal,
        }


Measure = Callable[[], Iterable[Row]]
_registered: dict[str, Measure] = {}


class UnknownBenchmark(Exception):
    """Its text is a sentence for the person who asked."""


def bench(name: str) -> Callable[[Measure], Measure]:
    """Declares a benchmark. Its rows are called ``name`` or ``name/…``."""

    def register(measure: Measure) -> Measure:
        if name in _registered:
            raise ValueError(f"Two benchmarks are called {name}.")
        _registered[name] = measure
        return measure

    return register


def discover() -> list[str]:
    """Imports every module of this folder; the names of all benchmarks."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return sorted(_registered)


def run(names: Sequence[str] = ()) -> list[Row]:
    """The rows of the named benchmarks, or of all. A name may also be that of a row: ``routing/1000x40``.

    Raises UnknownBenchmark, before anything is measured, for a name that no benchmark goes by.
    """
    chosen = [benchmark for benchmark in sorted(_registered) if _is_wanted(benchmark, names)]
    for name in names:
        if not any(_is_part_of(name, benchmark) or _is_part_of(benchmark, name) for benchmark in _registered):
            raise UnknownBenchmark(f"There is no benchmark {name}; script/bench --list names them all.")
    rows = [row for benchmark in chosen for row in _registered[benchmark]()]
    return [row for row in rows if not names or any(_is_part_of(row.name, name) for name in names)]


def _is_wanted(benchmark: str, names: Sequence[str]) -> bool:
    return not names or any(_is_part_of(name, benchmark) or _is_part_of(benchmark, name) for name in names)


def _is_part_of(name: str, whole: str) -> bool:
    return name == whole or name.startswith(f"{whole}/")


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text."""
    head = ("name", "value", "unit", "reference", "ratio", "goal")
    lines = [head, *(tuple(_text(row.as_dict()[column]) for column in head) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _text(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
