"""When a worker counts as deaf: half a minute of looks in which it takes nothing, though it could."""

import pytest

from prm.watchdog import LOOKS, Hearing


def looks(*seen: tuple[int, int, bool]) -> list[bool]:
    hearing = Hearing()
    return [hearing.is_deaf(taken=taken, waiting=waiting, free=free) for taken, waiting, free in seen]


def test_work_waits_and_a_free_worker_takes_none() -> None:
    answers = looks(*[(7, 3, True)] * (LOOKS + 1))
    assert answers == [False] * LOOKS + [True]


@pytest.mark.parametrize("hears", [(8, 3, True), (7, 0, True), (7, 3, False)], ids=["took", "nothing waits", "busy"])
def test_one_good_look_in_between_begins_the_count_again(hears) -> None:
    assert not any(looks(*[(7, 3, True)] * LOOKS, hears, *[(hears[0], 3, True)] * (LOOKS - 1)))


def test_a_worker_that_goes_on_taking_is_never_deaf() -> None:
    assert not any(looks(*[(count, 100, True) for count in range(5 * LOOKS)]))
