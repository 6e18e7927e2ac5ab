"""The waterfall read against its norms. Values in, result and reason out: no database, no clock.

A share is taken of the leads that reached the step before (an opportunity: of those accepted, whether or not somebody
wrote down the first contact). It is said from 20 leads on, together with the interval in which the true share lies
(Wilson, 95 %): a verdict below the norm is spoken only where the whole interval lies below it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from leads.enums import Direction, Step

TOO_FEW = 20
Z_95 = 1.96

# By whose waterfall it is. A partner meets the vendor's lead when it is offered; what a partner brings goes to a named
# person at once, so it has no qualifying step of its own.
VENDORS = (Step.LEAD, Step.QUALIFIED, Step.ACCEPTED, Step.CONTACTED, Step.OPPORTUNITY, Step.WON)
OFFERED = (Step.OFFERED, Step.ACCEPTED, Step.CONTACTED, Step.OPPORTUNITY, Step.WON)
BROUGHT = (Step.LEAD, Step.ACCEPTED, Step.CONTACTED, Step.OPPORTUNITY, Step.WON)


def path_of(direction: str, *, is_one_partners: bool) -> tuple[Step, ...]:
    """The steps that are shown, in order."""
    if direction == Direction.INBOUND:
        return BROUGHT
    return OFFERED if is_one_partners else VENDORS


def base_of(path: Sequence[Step], step: Step) -> Step | None:
    """The step that the share of `step` is taken of; None for the first."""
    place = path.index(step)
    if place == 0:
        return None
    return Step.ACCEPTED if step == Step.OPPORTUNITY else path[place - 1]


@dataclass(frozen=True)
class Counted:
    """Leads that reached a step, and the median of hours since the step before over `timed` of them."""

    leads: int = 0
    timed: int = 0
    hours: float | None = None


@dataclass(frozen=True)
class Norms:
    """What is expected: shares from 0 to 1 and hours, by step; a step may have neither."""

    shares: Mapping[str, float] = field(default_factory=dict)
    hours: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """One step. `share` and `hours` are None where too few speak, and `reason` says so.

    `verdict` is above, near (below, but it may be chance) or below; empty without a norm or a share. `low` and `high`
    are the ends of the interval. `slow` compares the time with its norm; None where either is missing.
    """

    step: Step
    leads: int
    base: Step | None
    base_leads: int
    share: float | None
    low: float | None
    high: float | None
    norm: float | None
    verdict: str
    timed: int
    hours: float | None
    hours_norm: float | None
    reason: str

    @property
    def slow(self) -> bool | None:
        if self.hours is None or self.hours_norm is None:
            return None
        return self.hours > self.hours_norm


def interval(part: int, whole: int) -> tuple[float, float]:
    """Where the true share lies in 19 of 20 cases, by Wilson; (0, 1) of nothing."""
    if whole <= 0:
        return 0.0, 1.0
    share = part / whole
    scale = 1 + Z_95**2 / whole
    centre = (share + Z_95**2 / (2 * whole)) / scale
    reach = Z_95 * sqrt(share * (1 - share) / whole + Z_95**2 / (4 * whole**2)) / scale
    return max(0.0, centre - reach), min(1.0, centre + reach)


def verdict_of(share: float | None, high: float | None, norm: float | None) -> str:
    """above, near (below, but it may be chance) or below the norm."""
    if share is None or high is None or norm is None:
        return ""
    if share >= norm:
        return "above"
    return "near" if high >= norm else "below"


def read(path: Sequence[Step], counted: Mapping[str, Counted], norms: Norms) -> list[Reading]:
    """Every step of the path, in order, with its share, verdict and time, and the reason in one word."""
    return [_reading(path, step, counted, norms) for step in path]


def _reading(path: Sequence[Step], step: Step, counted: Mapping[str, Counted], norms: Norms) -> Reading:
    here, base = counted.get(step, Counted()), base_of(path, step)
    whole = counted.get(base, Counted()).leads if base else 0
    enough = whole >= TOO_FEW
    share = min(here.leads / whole, 1.0) if enough else None
    low, high = interval(min(here.leads, whole), whole) if enough else (None, None)
    norm = norms.shares.get(step) if base else None
    verdict = verdict_of(share, high, norm)
    return Reading(
        step=step,
        leads=here.leads,
        base=base,
        base_leads=whole,
        share=share,
        low=low,
        high=high,
        norm=norm,
        verdict=verdict,
        timed=here.timed,
        hours=here.hours if base and here.timed >= TOO_FEW else None,
        hours_norm=norms.hours.get(step),
        reason="first" if base is None else "too_few" if share is None else verdict or "no_norm",
    )
