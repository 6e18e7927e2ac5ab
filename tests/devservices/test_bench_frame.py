"""The frame of the benchmarks: which run, what is refused, how rows read."""

import json
import subprocess
import sys

import pytest

import bench
from prm.devservices.paths import BASE_DIR


@pytest.fixture(autouse=True)
def two_benchmarks(monkeypatch):
    monkeypatch.setattr(bench, "_registered", {})

    @bench.bench("routing")
    def routing():
        yield bench.Row("routing/10x4", value=1.0, unit="s", reference=4.0, goal="ratio <= 0.5")
        yield bench.Row("routing/1000x40", value=3.0, unit="s")

    @bench.bench("scoring/auc")
    def scoring():
        return [bench.Row("scoring/auc", value=0.88, unit="AUC", reference=0.8)]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ([], ["routing/10x4", "routing/1000x40", "scoring/auc"]),
        (["routing"], ["routing/10x4", "routing/1000x40"]),
        (["routing/10x4"], ["routing/10x4"]),
        (["scoring"], ["scoring/auc"]),
    ],
)
def test_a_name_chooses_a_benchmark_a_group_or_a_row(asked, names):
    assert [row.name for row in bench.run(asked)] == names


def test_an_unknown_name_is_refused_before_anything_is_measured():
    @bench.bench("slow")
    def slow():
        pytest.fail("measured")

    with pytest.raises(bench.UnknownBenchmark, match="There is no benchmark nonsense"):
        bench.run(["slow", "nonsense"])


def test_the_ratio_is_that_to_the_reference_and_absent_without_one():
    first, second = (row.as_dict() for row in bench.run(["routing"]))
    assert (first["ratio"], first["goal"]) == (0.25, "ratio <= 0.5")
    assert (second["reference"], second["ratio"]) == (None, None)


def test_the_table_has_a_line_for_every_row_and_says_what_is_missing():
    head, first, second = bench.table(bench.run(["routing"])).split("\n")
    assert head.split() == ["name", "value", "unit", "reference", "ratio", "goal"]
    assert first.split() == ["routing/10x4", "1", "s", "4", "0.25", "ratio", "<=", "0.5"]
    assert second.split() == ["routing/1000x40", "3", "s", "-", "-", "-"]


def test_the_command_refuses_an_unknown_name_and_writes_no_file(tmp_path):
    file = tmp_path / "rows.json"
    command = [sys.executable, BASE_DIR / "script" / "bench", "no-such-benchmark", "--json", file]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert (
        done.stderr.splitlines()[-1] == "There is no benchmark no-such-benchmark; script/bench --list names them all."
    )
    assert not file.exists()


def test_the_rows_survive_the_way_through_json():
    rows = [row.as_dict() for row in bench.run()]
    assert json.loads(json.dumps(rows)) == rows
