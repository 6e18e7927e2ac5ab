"""What is said about a partner's tier and certificates."""

from typing import Any

from django.utils.translation import gettext_lazy

from prm.accounts.models import User
from prm.core import formats, links
from prm.outbox.services import as_read_by, post_mail, post_notice
from prm.promises.models import Nudge, Promise

from . import selectors
from .enums import CertificateState
from .models import Certificate, TierChange
from .tier_card import in_words

PROPOSED = gettext_lazy("The review proposes a tier: %(change)s. Please decide.")
STILL_TO_DECIDE = gettext_lazy("Still to decide: %(change)s")
RAISED = gettext_lazy("%(partner)s is now a %(tier)s partner. Congratulations!")
LOWERED = gettext_lazy("%(partner)s is now a %(tier)s partner. Here is why, and what would change it.")
TO_CONFIRM = gettext_lazy("%(partner)s entered a certificate. Please confirm it: %(certificate)s")
STILL_TO_CONFIRM = gettext_lazy("Still to confirm: %(partner)s, %(certificate)s")
CONFIRMED = gettext_lazy("Confirmed: the certificate %(certificate)s")
WITHDRAWN = gettext_lazy("Withdrawn: the certificate %(certificate)s")
EXPIRES = gettext_lazy("The certificate %(certificate)s expires on %(day)s. From then on such leads go to others.")


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


def certificate_waits(certificate: Certificate) -> None:
    """To the channel manager who looks after the partner."""
    owner = selectors.manager_of(certificate.partner)
    words = {"partner": certificate.partner.name, "certificate": certificate}
    _say(certificate, f"certificate/{certificate.ref}/entered", owner, TO_CONFIRM, words)


def certificate_still_waits(certificate: Certificate, promise: Promise, nudge: Nudge) -> None:
    """To the one who owes the answer, when its time comes near or is over."""
    words = {"partner": certificate.partner.name, "certificate": certificate}
    _say(certificate, f"certificate/{promise.ref}/{nudge.step}", promise.owed_by, STILL_TO_CONFIRM, words)


def certificate_decided(certificate: Certificate) -> None:
    """To whoever entered it, unless they decided it themselves."""
    person = certificate.entered_by
    if person.is_active and person != certificate.decided_by:
        sentence = CONFIRMED if certificate.state == CertificateState.CONFIRMED else WITHDRAWN
        key = f"certificate/{certificate.ref}/{certificate.state}"
        _say(certificate, key, person, sentence, {"certificate": certificate})


def certificate_expires(certificate: Certificate) -> None:
    """To the partner's admins and the one who holds it."""
    people = {person.pk: person for person in selectors.admins_of(certificate.partner)}
    holder = certificate.member.user if certificate.member else None
    if holder is not None and holder.is_active:
        people[holder.pk] = holder
    for person in people.values():
        with as_read_by(person):
            words = {"certificate": certificate, "day": formats.short_date(certificate.expires_on)}
        _say(certificate, f"certificate/{certificate.ref}/expires/{person.pk}", person, EXPIRES, words)


def _say(certificate: Certificate, key: str, person: User, sentence: Any, words: dict[str, Any]) -> None:
    with as_read_by(person):
        title = str(sentence) % words
    post_notice(key=key, to=person, title=title, url=certificate.get_absolute_url())
