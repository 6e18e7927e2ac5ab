"""Charts as geometry: values in, numbers for SVG out. No database, no clock, no markup.

Positions are percentages of the plot as text with a point, so that no language turns them into “12,5”. Words (labels
and values as people read them) are made by the caller or by the `say` function passed in.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SERIES_COLOURS = 6
TOO_FEW = 20
TINY = 1e-9


def _pct(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _plain(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def nice_ticks(top: float, wanted: int = 4) -> list[float]:
    """From 0 to at least `top` in round steps (1, 2, 2.5 or 5 times a power of ten); whole numbers when top ≥ 1."""
    if top < TINY:
        return [0.0, 1.0]
    rough = top / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))
    if top >= 1 and step < 1:
        step = 1.0
    return [step * number for number in range(math.ceil(top / step - 1e-9) + 1)]


@dataclass(frozen=True)
class Tick:
    text: str
    y: str


@dataclass(frozen=True)
class Mark:
    """One value on a line: where it stands and what it says."""

    label: str
    text: str
    x: str
    y: str
    major: bool = True
    href: str = ""


@dataclass(frozen=True)
class LineChart:
    marks: list[Mark]
    ticks: list[Tick]
    line: str
    area: str
    empty: bool

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(mark.label, mark.text) for mark in self.marks]

    @property
    def opens(self) -> bool:
        """Whether any of its values opens its rows."""
        return any(mark.href for mark in self.marks)


def _slopes(xs: Sequence[float], ys: Sequence[float]) -> list[float]:
    """Slopes of a monotone cubic (Fritsch-Carlson): the curve never swings beyond the values it joins."""
    steps = [(ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]) for i in range(len(xs) - 1)]
    inner = [0.0 if a * b <= 0 else 2 * a * b / (a + b) for a, b in pairwise(steps)]
    return [steps[0], *inner, steps[-1]]


def curve(xs: Sequence[float], ys: Sequence[float]) -> str:
    """SVG path through the points as a smooth line that never overshoots."""
    start = f"M{_pct(xs[0])} {_pct(ys[0])}"
    if len(xs) < 2:
        return start
    slopes = _slopes(xs, ys)
    parts = [start]
    for i in range(len(xs) - 1):
        third = (xs[i + 1] - xs[i]) / 3
        first = f"{_pct(xs[i] + third)} {_pct(ys[i] + slopes[i] * third)}"
        second = f"{_pct(xs[i + 1] - third)} {_pct(ys[i + 1] - slopes[i + 1] * third)}"
        parts.append(f"C{first} {second} {_pct(xs[i + 1])} {_pct(ys[i + 1])}")
    return "".join(parts)


def line(
    labels: Sequence[str],
    values: Sequence[float],
    say: Callable[[float], str] = _plain,
    hrefs: Sequence[str] = (),
) -> LineChart:
    """A line with its area, from 0 up. Negative values count as 0. Every second label is marked as minor.

    `hrefs`: where each value opens its rows, "" for none.
    """
    amounts = [max(0.0, float(value)) for value in values]
    ticks = nice_ticks(max(amounts, default=0))
    top, last = ticks[-1], max(len(amounts) - 1, 1)
    xs = [100 * i / last for i in range(len(amounts))]
    ys = [100 - 100 * amount / top for amount in amounts]
    path = curve(xs, ys) if amounts else ""
    marks = [
        Mark(str(label), say(value), _pct(x), _pct(y), major=(len(amounts) - 1 - i) % 2 == 0, href=href)
        for i, (label, value, x, y, href) in enumerate(
            zip(labels, values, xs, ys, hrefs or [""] * len(amounts), strict=True)
        )
    ]
    return LineChart(
        marks=marks,
        ticks=[Tick(say(tick), _pct(100 - 100 * tick / top)) for tick in ticks],
        line=path,
        area=f"{path}L{_pct(xs[-1])} 100L{_pct(xs[0])} 100Z" if path else "",
        empty=not any(amounts),
    )


@dataclass(frozen=True)
class Spark:
    line: str
    area: str
    first: str
    last: str


def spark(values: Sequence[float], say: Callable[[float], str] = _plain) -> Spark | None:
    """A small line without axes, from its lowest to its highest value; None with fewer than two values."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    spread = (high - low) or 1
    xs = [100 * i / (len(values) - 1) for i in range(len(values))]
    ys = [92 - 84 * (float(value) - low) / spread for value in values]
    path = curve(xs, ys)
    return Spark(path, f"{path}L100 100L0 100Z", say(values[0]), say(values[-1]))


@dataclass(frozen=True)
class Part:
    """A stretch of a bar or ring: `start` and `width` in percent of the whole."""

    label: str
    text: str
    share: str
    start: str
    width: str
    colour: int
    href: str = ""


@dataclass(frozen=True)
class Bar:
    label: str
    text: str
    parts: list[Part]
    href: str = ""


@dataclass(frozen=True)
class BarChart:
    bars: list[Bar]
    legend: list[tuple[str, int]] = field(default_factory=list)
    total: str = ""

    @property
    def heads(self) -> list[str]:
        return [name for name, _ in self.legend] + [self.total]

    @property
    def empty(self) -> bool:
        return not any(bar.parts for bar in self.bars)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        if self.legend:
            return [(bar.label, *(part.text for part in bar.parts), bar.text) for bar in self.bars]
        return [(bar.label, bar.text) for bar in self.bars]


def _share(value: float, total: float) -> str:
    return f"{100 * value / total:.0f}%" if total else "0%"


def parts_of(
    items: Sequence[tuple[str, float, str]], scale: float, say: Callable[[float], str], gap: float = 0.0
) -> list[Part]:
    """Stretches laid end to end: (label, value, href) each; `scale` is the value that fills 100 %."""
    total = sum(max(0.0, float(value)) for _, value, _ in items)
    parts, start = [], 0.0
    for position, (label, value, href) in enumerate(items):
        width = 100 * max(0.0, float(value)) / scale if scale else 0.0
        drawn = max(0.0, width - gap)
        colour = position % SERIES_COLOURS + 1
        parts.append(Part(str(label), say(value), _share(value, total), _pct(start), _pct(drawn), colour, href))
        start += width
    return parts


def bars(
    items: Sequence[tuple[str, float] | tuple[str, float, str]], say: Callable[[float], str] = _plain
) -> BarChart:
    """Horizontal bars of (label, value) or (label, value, href), the longest filling the width."""
    full = [(str(item[0]), float(item[1]), item[2] if len(item) > 2 else "") for item in items]
    top = max((value for _, value, _ in full), default=0.0)
    made = []
    for label, value, href in full:
        parts = parts_of([(label, value, href)], top, say) if top > 0 else []
        made.append(Bar(label, say(value), parts, href))
    return BarChart(made)


def stacked(
    series: Sequence[str],
    items: Sequence[tuple[str, Sequence[float]]],
    say: Callable[[float], str] = _plain,
    total: str = "Total",
) -> BarChart:
    """Horizontal bars cut into `series`: each item is (label, one value per series). `total` heads the sum."""
    top = max((sum(values) for _, values in items), default=0.0)
    made = []
    for label, values in items:
        stretches = [(name, value, "") for name, value in zip(series, values, strict=True)]
        made.append(Bar(str(label), say(sum(values)), parts_of(stretches, top, say) if top > 0 else []))
    return BarChart(made, [(str(name), i % SERIES_COLOURS + 1) for i, name in enumerate(series)], total)


@dataclass(frozen=True)
class Donut:
    parts: list[Part]
    total: str
    empty: bool

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        return [(part.label, part.text, part.share) for part in self.parts]


def donut(items: Sequence[tuple[str, float] | tuple[str, float, str]], say: Callable[[float], str] = _plain) -> Donut:
    """A ring of (label, value) or (label, value, href). `start` and `width` are percent of the circumference."""
    full = [(str(item[0]), float(item[1]), item[2] if len(item) > 2 else "") for item in items]
    total = sum(max(0.0, value) for _, value, _ in full)
    shown = sum(value > 0 for _, value, _ in full)
    return Donut(parts_of(full, total, say, gap=0.8 if shown > 1 else 0.0), say(total), total <= 0)


@dataclass(frozen=True)
class Step:
    """A step of the waterfall. `passed` compares with the step before: None for the first, "" when too few to say."""

    label: str
    text: str
    width: str
    passed: str | None
    norm: str
    verdict: str
    norm_x: str
    time: str
    href: str
    detail: str = ""


@dataclass(frozen=True)
class Funnel:
    steps: list[Step]
    empty: bool

    @property
    def rows(self) -> list[tuple[str, ...]]:
        return [(step.label, step.text, step.passed or "—", step.norm or "—", step.time or "—") for step in self.steps]


@dataclass(frozen=True)
class StepInput:
    """Count at a step; `norm` the share (0 to 1) expected from the step before; `time` in words; `href` opens it.

    `base` is the count that the share is taken of, where that is not the step before; `verdict` one that somebody
    else has found; `detail` says more about the share.
    """

    label: str
    count: int
    norm: float | None = None
    time: str = ""
    href: str = ""
    base: int | None = None
    verdict: str | None = None
    detail: str = ""


def verdict_of(share: float, norm: float | None) -> str:
    """above, near (within a tenth of the norm) or below; empty without a norm."""
    if norm is None:
        return ""
    if share >= norm - TINY:
        return "above"
    return "near" if share >= 0.9 * norm - TINY else "below"


def _step(item: StepInput, before: int | None, top: int, say: Callable, say_share: Callable[[float], str]) -> Step:
    """One step of the waterfall; too few rows before it leave share, verdict and the norm's mark out."""
    passed, verdict, norm_x = None, "", ""
    if before is not None:
        passed = ""
        if before >= TOO_FEW:
            share = item.count / before
            passed = say_share(share)
            verdict = verdict_of(share, item.norm) if item.verdict is None else item.verdict
            norm_x = _pct(min(100.0, 100 * before * item.norm / top)) if item.norm else ""
    return Step(
        label=str(item.label),
        text=say(item.count),
        width=_pct(100 * item.count / top if top else 0.0),
        passed=passed,
        norm="" if item.norm is None else say_share(item.norm),
        verdict=verdict,
        norm_x=norm_x,
        time=str(item.time),
        href=item.href,
        detail=str(item.detail),
    )


def funnel(
    items: Sequence[StepInput], say: Callable[[float], str] = _plain, say_share: Callable[[float], str] | None = None
) -> Funnel:
    """The waterfall: each bar as long as its count, and the share that passed beside the norm.

    A share is said only when at least TOO_FEW rows reached the step before.
    """
    in_words = say_share or (lambda share: f"{100 * share:.0f}%")
    top = max((item.count for item in items), default=0)
    befores = [None, *(item.count for item in items)]
    steps = [
        _step(item, before if item.base is None else item.base, top, say, in_words)
        for item, before in zip(items, befores, strict=False)
    ]
    return Funnel(steps, top == 0)
