"""What is said about a partner's tier."""

from typing import Any

from django.utils.translation import gettext_lazy

from prm.accounts.models import User
from prm.core import formats, links
from prm.outbox.services import as_read_by, post_mail, post_notice
from prm.promises.models import Nudge, Promise

from . import selectors
from .models import TierChange
from .tier_card import in_words

PROPOSED = gettext_lazy("The review proposes a tier: %(change)s. Please decide.")
STILL_TO_DECIDE = gettext_lazy("Still to decide: %(change)s")
RAISED = gettext_lazy("%(partner)s is now a %(tier)s partner. Congratulations!")
LOWERED = gettext_lazy("%(partner)s is now a %(tier)s partner. Here is why, and what would change it.")


def tier_change_proposed(change: TierChange) -> None:
    """To the channel manager who looks after the partner."""
    _note(change, f"tier/{change.ref}/proposed", PROPOSED)


def tier_change_waits(change: TierChange, promise: Promise, nudge: Nudge) -> None:
    """To the one who owes the decision, when its time comes near or is over."""
    _note(change, f"tier/{promise.ref}/{nudge.step}", STILL_TO_DECIDE)


def _note(change: TierChange, key: str, sentence: Any) -> None:
    owner = change.partner.owner
    if owner.is_active:
        with as_read_by(owner):
            title = str(sentence) % {"change": change}
        post_notice(key=key, to=owner, title=title, url=change.get_absolute_url())


def tier_changed(change: TierChange) -> None:
    """To the partner's admins: congratulations, or the honest reason and what would bring the tier back."""
    for person in selectors.admins_of(change.partner):
        _tell(change, person)


def _tell(change: TierChange, person: User) -> None:
    partner = change.partner
    url = f"{partner.get_absolute_url()}#tier"
    with as_read_by(person):
        title = str(RAISED if change.is_rise else LOWERED) % {"partner": partner.name, "tier": change.to_tier.name}
        context = {
            "change": change,
            "bars": [in_words(bar, str(change.currency)) for bar in change.bars],
            "since": formats.short_date(change.counted_since),
            "until": formats.short_date(change.counted_until),
            "url": links.absolute(url),
            "sender": change.decided_by,
        }
    template = "tier_raised" if change.is_rise else "tier_lowered"
    key = f"tier/{change.ref}/decided/{person.pk}"
    post_mail(key=f"{key}/mail", to=person, template=template, context=context, reply_to=change.decided_by)
    post_notice(key=f"{key}/notice", to=person, title=title, url=url)
