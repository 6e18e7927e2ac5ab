"""Weights from facts and outcomes, by logistic regression. Only workers, commands and benchmarks import scikit-learn:
it takes a second and a hundred megabytes, which no web process spends."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from .model import JOIN, OTHER, Facts, Model, logarithm_of_odds, number_of, quantiles, share_of, span_of, with_pairs

SPANS = 16
RARE = 20  # a value seen less often says nothing of its own
LOOSENESS = 0.3  # the inverse of how strongly weights are held to 0
PAIRS_COUNT = 0.3  # and pairs are held by the square of this more strongly
MOST_ROUNDS = 1000
SEPARATOR = "\x1e"  # between a fact and its bin

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
    bins = [with_pairs([(name, label if label in often[name] else OTHER) for name, label in row]) for row in single]
    seen = Counter(one for row in bins for one in row)
    kept = [[one for one in row if seen[one] >= RARE or JOIN not in one[0]] for row in bins]
    base, weights = _regression(kept, outcomes, counts)
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


def _regression(
    rows: Sequence[Bins], outcomes: Sequence[bool], counts: Sequence[float] | None
) -> tuple[float, dict[str, dict[str, float]]]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    table = DictVectorizer()
    matrix = table.fit_transform([{SEPARATOR.join(one): _count(one[0]) for one in row} for row in rows])
    with threadpool_limits(1):  # threads wait for each other longer than they work on so few rows
        found = LogisticRegression(C=LOOSENESS, max_iter=MOST_ROUNDS).fit(matrix, list(outcomes), sample_weight=counts)
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for text, weight in zip(table.get_feature_names_out(), found.coef_[0], strict=True):
        name, label = text.split(SEPARATOR)
        weights[name][label] = float(weight) * _count(name)
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
