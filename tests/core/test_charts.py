"""Geometry is right at its edges: nothing, one value, equal values, zero, huge."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from prm.core import charts

amounts = st.lists(st.floats(min_value=0, max_value=1e12, allow_nan=False), min_size=1, max_size=40)


@given(st.floats(min_value=1e-3, max_value=1e15, allow_nan=False))
def test_ticks_are_even_and_reach_the_top(top):
    ticks = charts.nice_ticks(top)
    steps = {round((b - a) / ticks[1], 6) for a, b in pairwise(ticks)}
    assert ticks[0] == 0
    assert ticks[-1] >= top * (1 - 1e-6)
    assert steps == {1.0}
    assert 2 <= len(ticks) <= 7


@given(amounts)
def test_a_line_stays_inside_its_plot_and_never_overshoots(values):
    chart = charts.line([str(i) for i in range(len(values))], values)
    numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", chart.line)]
    ys = [float(mark.y) for mark in chart.marks]
    assert all(-0.01 <= number <= 100.01 for number in numbers)
    assert all(min(ys) - 0.02 <= y <= max(ys) + 0.02 for y in numbers[1::2])
    assert [mark.label for mark in chart.marks] == [str(i) for i in range(len(values))]


def test_a_line_says_its_values_in_the_words_of_the_caller():
    chart = charts.line(["Jan", "Feb"], [1000, 2000], say=lambda value: f"{value:.0f} euro")
    assert chart.rows == [("Jan", "1000 euro"), ("Feb", "2000 euro")]
    assert chart.ticks[0].text == "0 euro"
    assert (chart.marks[0].y, chart.marks[1].y) == ("50", "0")


def test_nothing_and_only_zeros_are_empty():
    assert charts.line([], []).empty
    assert charts.line(["Jan"], [0]).empty
    assert charts.bars([]).empty
    assert charts.bars([("a", 0), ("b", 0)]).empty
    assert charts.stacked(["x"], [("a", [0])]).empty
    assert charts.donut([("a", 0)]).empty
    assert charts.funnel([]).empty


def test_negative_values_draw_nothing_but_are_still_said():
    chart = charts.bars([("won", 10), ("clawed back", -4)])
    assert chart.bars[1].parts[0].width == "0"
    assert chart.rows[1] == ("clawed back", "-4")


@given(st.lists(st.floats(min_value=0, max_value=1e9), min_size=1, max_size=12).filter(lambda values: sum(values) > 0))
def test_the_parts_of_a_ring_follow_one_another_and_close_it(values):
    chart = charts.donut([(str(i), value) for i, value in enumerate(values)])
    starts = [float(part.start) for part in chart.parts]
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert all(float(part.start) + float(part.width) <= 100.02 for part in chart.parts)
    assert all(1 <= part.colour <= charts.SERIES_COLOURS for part in chart.parts)


def test_a_single_part_closes_the_ring_without_a_gap():
    assert charts.donut([("all", 5)]).parts[0].width == "100"


def test_stacked_bars_share_one_scale_and_name_their_columns():
    chart = charts.stacked(["won", "lost"], [("north", [3, 1]), ("south", [2, 0])])
    north, south = chart.bars
    assert [part.width for part in north.parts] == ["75", "25"]
    assert [part.start for part in north.parts] == ["0", "75"]
    assert south.parts[0].width == "50"
    assert chart.heads == ["won", "lost", "Total"]
    assert chart.rows[0] == ("north", "3", "1", "4")


def test_a_waterfall_says_nothing_about_fewer_than_twenty():
    steps = charts.funnel(
        [
            charts.StepInput("leads", 100),
            charts.StepInput("qualified", 19, norm=0.2),
            charts.StepInput("accepted", 19, norm=0.4),
        ]
    ).steps
    assert [step.passed for step in steps] == [None, "19%", ""]
    assert [step.verdict for step in steps] == ["", "near", ""]
    assert steps[2].norm == "40%"
    assert [bool(step.norm_x) for step in steps] == [False, True, False]


def test_the_norm_mark_stands_where_the_norm_would_end():
    steps = charts.funnel([charts.StepInput("leads", 200), charts.StepInput("qualified", 100, norm=0.25)]).steps
    assert steps[1].norm_x == "25"
    assert steps[1].width == "50"
    assert steps[1].verdict == "above"


def test_verdicts_at_their_borders():
    assert charts.verdict_of(0.20, 0.20) == "above"
    assert charts.verdict_of(0.18, 0.20) == "near"
    assert charts.verdict_of(0.179, 0.20) == "below"
    assert charts.verdict_of(0.5, None) == ""


def test_a_sparkline_needs_two_values_and_survives_equal_ones():
    assert charts.spark([]) is None
    assert charts.spark([3]) is None
    flat = charts.spark([3, 3, 3])
    assert flat.first == flat.last == "3"
    assert "nan" not in flat.line
