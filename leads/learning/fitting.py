"""Weights from facts and outcomes, by logistic regression. Only workers, commands and benchmarks import scikit-learn:
it takes a second and a hundred megabytes, which no web process spends."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from .model import JOIN, OTHER, Facts, Model, logarithm_of_odds, number_of, quantiles, share_of, span_of, with_pairs

SPANS = 16
RARE = 20  # a value seen less often says nothing of its own
LOOSENESS = 0.3  # the inverse of how strongly weights are held to 0
PAIRS_COUNT = 0.3  # and pairs are held by the square of this more strongly
MOST_ROUNDS = 1000

Bins = list[tuple[str, str]]


def fit(
    rows: Sequence[Facts],
    outcomes: Sequence[bool],
    numbers: Collection[str] = (),
    counts: Sequence[float] | None = None,
) -> Model:
    """The model of these rows. `numbers` names the facts to be read as such; `counts` is how much each row counts.

    The chances add up to the outcomes. Raises ValueError when all of them are alike.
    """
    if len(set(outcomes)) < 2:
        raise ValueError("All outcomes are alike: there is nothing to learn.")
    limits = {name: _limits(rows, name) for name in numbers}
    single = [_bins(row, limits) for row in rows]
    often = _often(single)
    bins = [[(name, label if label in often[name] else OTHER) for name, label in row] for row in single]
    base, weights = _regression(bins, _columns(bins), outcomes, counts)
    model = Model(base, limits, weights)
    if counts is not None:
        model = _balanced(model, rows, outcomes)
    return _with_usual(model, rows)


def _limits(rows: Sequence[Facts], name: str) -> list[float]:
    found = (number_of(row.get(name, "")) for row in rows)
    return quantiles((number for number in found if number is not None), SPANS)


def _bins(row: Facts, limits: Mapping[str, Sequence[float]]) -> Bins:
    return [
        (name, span_of(value, limits[name]) if name in limits else value.casefold()) for name, value in row.items()
    ]


def _often(rows: Sequence[Bins]) -> dict[str, set[str]]:
    seen = Counter(one for row in rows for one in row)
    often: dict[str, set[str]] = {name: set() for row in rows[:1] for name, _label in row}
    for (name, label), count in seen.items():
        if count >= RARE:
            often[name].add(label)
    return often


def _columns(rows: Sequence[Bins]) -> dict[tuple[str, str], int]:
    """A column for every bin, and for every pair of them that is seen often enough; in order, whatever that of rows.

    Pairs are made again where they are needed: all of all rows together would take gigabytes.
    """
    seen = Counter(one for row in rows for one in with_pairs(row))
    kept = sorted(one for one, count in seen.items() if count >= RARE or JOIN not in one[0])
    return {one: number for number, one in enumerate(kept)}


def _regression(
    rows: Sequence[Bins],
    columns: Mapping[tuple[str, str], int],
    outcomes: Sequence[bool],
    counts: Sequence[float] | None,
) -> tuple[float, dict[str, dict[str, float]]]:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    places, ends, sizes = array("i"), array("i", [0]), [_count(name) for name, _label in columns]
    for row in rows:
        places.extend(columns[one] for one in with_pairs(row) if one in columns)
        ends.append(len(places))
    values = array("d", (sizes[place] for place in places))
    matrix = csr_matrix((values, places, ends), shape=(len(rows), len(columns)))
    with threadpool_limits(1):  # threads wait for each other longer than they work on so few rows
        found = LogisticRegression(C=LOOSENESS, max_iter=MOST_ROUNDS).fit(matrix, list(outcomes), sample_weight=counts)
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for (name, label), weight, size in zip(columns, found.coef_[0], sizes, strict=True):
        weights[name][label] = float(weight) * size
    return float(found.intercept_[0]), dict(weights)


def _count(name: str) -> float:
    return PAIRS_COUNT if JOIN in name else 1.0


def _balanced(model: Model, rows: Sequence[Facts], outcomes: Sequence[bool]) -> Model:
    """The same with a base at which the chances add up to the outcomes, however much single rows counted."""
    odds = [logarithm_of_odds(model.chance(row)) for row in rows]
    low, high = -10.0, 10.0
    for _round in range(50):
        middle = (low + high) / 2
        if sum(share_of(one + middle) for one in odds) < sum(outcomes):
            low = middle
        else:
            high = middle
    return replace(model, base=model.base + low)


def _with_usual(model: Model, rows: Sequence[Facts]) -> Model:
    """What each fact says on average, so that a reason is what is special about a lead."""
    said: Counter[str] = Counter()
    for row in rows:
        said.update(model.said(row))
    return replace(model, usual={fact: total / len(rows) for fact, total in said.items()})
