"""A partner's place on the ladder of tiers, in words: the same card for both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prm.accounts.enums import MEMBERS, SELLING_STAFF
from prm.core import formats
from prm.core.quarters import next_quarter

from . import selectors
from .enums import Measure
from .models import Partner, Tier
from .tiering import Bar, Span


@dataclass(frozen=True)
class BarInWords:
    """What a tier asks for: “Revenue won: €250,000 of €400,000 needed”, and what is still missing ('' when met)."""

    label: str
    reached: int
    missing: str

    @property
    def tone(self) -> str:
        return "accent" if self.missing else "success"


@dataclass(frozen=True)
class TierCard:
    """`to_next` and `to_stay` may be empty; `deals_url` is '' for who opens no deals; `given` are names of tiers."""

    tier: Tier
    next: Tier | None
    to_next: Sequence[BarInWords]
    to_stay: Sequence[BarInWords]
    span: Span
    review_on: date
    # Nothing is taken away before this day; None when the next review may.
    held_until: date | None
    deals_url: str
    given: str

    @property
    def rises(self) -> bool:
        """Whether what the next tier asks for has been reached."""
        return bool(self.to_next) and not any(bar.missing for bar in self.to_next)

    @property
    def stays(self) -> bool:
        """Whether what counts until now is enough to keep the tier."""
        return not any(bar.missing for bar in self.to_stay)


def tier_card(user: Any, partner: Partner, today: date) -> TierCard | None:
    """The card of a partner that this user may see; None when the programme's tiers ask for nothing."""
    placement = selectors.placement_of(partner, today)
    if placement is None:
        return None
    currency = str(partner.currency)
    return TierCard(
        tier=placement.tier,
        next=placement.next,
        to_next=[in_words(bar, currency) for bar in placement.to_next],
        to_stay=[in_words(bar, currency) for bar in placement.to_stay],
        span=placement.span,
        review_on=next_quarter(today),
        held_until=_held_until(partner, today),
        deals_url=placement.href if user.role in MEMBERS | SELLING_STAFF else "",
        given=", ".join(tier.name for tier in placement.given),
    )


def _held_until(partner: Partner, today: date) -> date | None:
    held = partner.tier_held_until
    return held if held is not None and held > next_quarter(today) else None


def in_words(bar: Bar, currency: str) -> BarInWords:
    """One bar; amounts are in `currency`."""
    return BarInWords(_label(bar, currency), bar.reached, _missing(bar, currency))


def _label(bar: Bar, currency: str) -> str:
    words = {"measure": str(Measure(bar.measure).label)}
    if bar.need is None:
        return _("%(measure)s: no amount is set in %(currency)s") % {**words, "currency": currency}
    words["need"] = _say(bar.measure, bar.need, currency)
    if bar.value is None:
        return _("%(measure)s: %(need)s, and too few until now to say") % words
    words["value"] = _say(bar.measure, bar.value, currency)
    return _("%(measure)s: %(value)s of %(need)s needed") % words


def _missing(bar: Bar, currency: str) -> str:
    if bar.is_met:
        return ""
    if bar.need is None:
        return _("an amount in %(currency)s") % {"currency": currency}
    missing = _say(bar.measure, bar.missing, currency)
    sentences = {
        Measure.REVENUE: _("%(missing)s more to win"),
        Measure.DEALS: ngettext("%(missing)s more deal to win", "%(missing)s more deals to win", int(bar.missing)),
        Measure.PROMISES: _("%(missing)s more of the promises to keep in time"),
    }
    return sentences[bar.measure] % {"missing": missing}


def _say(measure: Measure, value: Decimal, currency: str) -> str:
    if measure == Measure.REVENUE:
        return formats.money(value, currency)
    return formats.percent(value / 100, 0) if measure == Measure.PROMISES else formats.number(int(value))


def asked_in_words(tier: Tier) -> str:
    """What the tier asks for: “€250,000 or US$280,000 won · 12 deals won · 90% of promises kept in time”."""
    amounts = " / ".join(formats.money(row.amount) for row in tier.revenues.all())
    parts = [_("%(amounts)s won") % {"amounts": amounts}] if amounts else []
    if tier.deals_needed is not None:
        won = ngettext("%(count)s deal won", "%(count)s deals won", tier.deals_needed)
        parts.append(won % {"count": formats.number(tier.deals_needed)})
    if tier.kept_needed is not None:
        parts.append(
            _("%(share)s of promises kept in time") % {"share": formats.percent(Decimal(tier.kept_needed) / 100)}
        )
    return " · ".join(parts) or _("nothing: it is given")
