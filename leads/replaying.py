"""Past leads under a policy: who would have got what. Pure: days of leads and seats in, choices out.

Seats begin empty and fill as they would have: a lead holds its place for some days. Nobody declines, so two policies
differ by what they choose and by nothing else.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import routing
from .enums import Rank


@dataclass
class Share:
    """What one group gets."""

    leads: int = 0
    hot: int = 0
    value: float = 0


Day = tuple[date, Sequence[routing.Subject]]


def replay(
    days: Iterable[Day],
    candidates: Iterable[routing.Candidate],
    policy: routing.Policy,
    holds: timedelta,
    tell: Callable[[int], None] = lambda _count: None,
) -> tuple[dict[str, Share], int]:
    """Shares by group, and how many leads nobody could take. `tell` hears how many are decided, day by day."""
    empty = [replace(one, load=0) for one in candidates]
    programme, groups = routing.Programme(empty, policy), {one.key: one.group for one in empty}
    shares: dict[str, Share] = {}
    held: deque[tuple[date, str]] = deque()
    loads: Counter[str] = Counter(dict.fromkeys(groups, 0))
    unplaced = decided = 0
    for day, subjects in days:
        while held and held[0][0] <= day - holds:
            loads[held.popleft()[1]] -= 1
        programme.set_loads(loads)
        by_key = {subject.key: subject for subject in subjects}
        for decision in programme.decide(subjects):
            if decision.chosen is None:
                unplaced += 1
                continue
            held.append((day, decision.chosen))
            loads[decision.chosen] += 1
            _add(shares.setdefault(groups[decision.chosen], Share()), by_key[decision.subject])
        decided += len(by_key)
        tell(decided)
    return shares, unplaced


def _add(share: Share, subject: routing.Subject) -> None:
    share.leads += 1
    share.hot += subject.rank == Rank.HOT
    share.value += subject.value
