"""How well a learned score tells leads that convert from leads that do not.

PRM_BENCH_LEADS names a CSV of leads with their outcome in `Converted` (0 or 1). Rows are those of five-fold
cross-validation: the area under the curve, and the log-loss of the chances. The reference is naive Bayes on value
frequencies, as the best known open systems do it.
"""

import csv
import math
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from . import Row, bench, database

FOLDS = 5
USUAL_PLACE = "../shared/data/lead-scoring/leads.csv"
OUTCOME, IDENTITY = "Converted", ("Prospect ID", "Lead Number")
NUMBERS = ("TotalVisits", "Total Time Spent on Website", "Page Views Per Visit")
UNKNOWN = ("", "Select")

Facts = list[dict[str, str]]
# Rows with known outcomes and rows without: the chances of the latter.
Method = Callable[[Facts, list[int], Facts], Sequence[float]]


@bench("scoring")
def scoring() -> Iterator[Row]:
    path = Path(os.environ.get("PRM_BENCH_LEADS", USUAL_PLACE))
    if not path.is_file():
        print(f"scoring is left out: there is no {path}; name a CSV by PRM_BENCH_LEADS.", file=sys.stderr)
        return
    database.set_up()
    rows, outcomes = _read(path)
    began = time.perf_counter()
    ours = _cross_validated(_learned, rows, outcomes)
    seconds = time.perf_counter() - began
    theirs = _cross_validated(_naive_bayes, rows, outcomes)
    yield Row("scoring/auc", _auc(outcomes, ours), "", _auc(outcomes, theirs), "value >= 0.865")
    yield Row("scoring/logloss", _log_loss(outcomes, ours), "", _log_loss(outcomes, theirs), "value <= 0.44")
    yield Row("scoring/time", seconds, "s", None, None)
    yield Row("scoring/memory", database.peak_megabytes(), "MB", None, None)


def _read(path: Path) -> tuple[Facts, list[int]]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    outcomes = [int(row.pop(OUTCOME)) for row in rows]
    for row in rows:
        for name in IDENTITY:
            row.pop(name)
    return [{name: "" if value in UNKNOWN else value for name, value in row.items()} for row in rows], outcomes


def _cross_validated(method: Method, rows: Facts, outcomes: Sequence[int]) -> list[float]:
    """A chance for every row, from a model that has not seen it. Folds hold as many of each outcome."""
    from sklearn.model_selection import StratifiedKFold

    chances = [0.0] * len(rows)
    for known, asked in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(rows, outcomes):
        answers = method([rows[i] for i in known], [outcomes[i] for i in known], [rows[i] for i in asked])
        for place, chance in zip(asked, answers, strict=True):
            chances[place] = float(chance)
    return chances


def _learned(known: Facts, outcomes: Sequence[int], asked: Facts) -> Sequence[float]:
    """The portal's own module, as a worker uses it on its own leads."""
    from leads.learning import fitting

    model = fitting.fit(known, [bool(outcome) for outcome in outcomes], NUMBERS)
    return [model.chance(row) for row in asked]


def _naive_bayes(known: Facts, outcomes: Sequence[int], asked: Facts) -> Sequence[float]:
    """How often each value was seen with either outcome, each column for itself, 0.1 added to every count."""
    seen: dict[tuple[str, str, int], float] = defaultdict(lambda: 0.1)
    total = Counter(outcomes)
    for row, outcome in zip(known, outcomes, strict=True):
        for name, value in row.items():
            seen[name, value, outcome] += 1
    return [_posterior(row, seen, total) for row in asked]


def _posterior(row: dict[str, str], seen: dict[tuple[str, str, int], float], total: Counter[int]) -> float:
    odds = math.log(total[1] / total[0])
    for name, value in row.items():
        odds += math.log(seen[name, value, 1] / total[1]) - math.log(seen[name, value, 0] / total[0])
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


def _auc(outcomes: Sequence[int], chances: Sequence[float]) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(outcomes, chances))


def _log_loss(outcomes: Sequence[int], chances: Sequence[float]) -> float:
    from sklearn.metrics import log_loss

    return float(log_loss(outcomes, [min(max(chance, 1e-6), 1 - 1e-6) for chance in chances]))
