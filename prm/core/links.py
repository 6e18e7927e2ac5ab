"""Links in mails by which one person does one thing to one object, without signing in.

A link is signed, expires, and works once: `fingerprint` says in which state the object must be, and doing the thing
changes it. Nothing is stored. Whoever opens a link acts as the person it was written for, so the page behind it shows
masked data only, asks before it acts, and checks again that the person is active and still the one to act.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils.translation import gettext as _

from .errors import DomainError

LIFE = timedelta(days=7)
# In a path, and in mail programs that cut addresses at a colon.
SEPARATOR = "."


class BadLink(DomainError):
    """A link that is forged, too old, or has been used. The sentence is the same for all who did not get it."""

    status_code = 410
    code = "bad-link"


@dataclass(frozen=True)
class Claim:
    """What a link says: this person may do this to this object (both by public reference) while it is as it was."""

    purpose: str
    subject: str
    person: str
    fingerprint: str

    def still_fits(self, fingerprint: str) -> bool:
        """Whether the object is still in the state for which the link was made."""
        return self.fingerprint == _digest(fingerprint)


def make(purpose: str, *, subject: str, person: str, fingerprint: str) -> str:
    """The token of a link; valid for LIFE from now."""
    return _signer(purpose).sign_object([subject, person, _digest(fingerprint)])


def read(purpose: str, token: str) -> Claim:
    """What a token says. Raises BadLink when it was not made here, for another purpose, or too long ago."""
    try:
        subject, person, digest = _signer(purpose).unsign_object(token, max_age=LIFE)
    except signing.SignatureExpired:
        raise BadLink(_("This link is too old. Please sign in to answer.")) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise BadLink(_("This link does not work. Please sign in to answer.")) from None
    return Claim(purpose, subject, person, digest)


def resolve(
    purpose: str,
    token: str,
    rows: models.QuerySet,
    fingerprint: Callable[[Any], str],
    person_with: Callable[[str], Any],
) -> tuple[Any, Any]:
    """The row (out of `rows`) and the person of a link. Changes nothing.

    `person_with` finds an active person by reference, or None. Raises BadLink as `read` does, when either is not
    there any more, and when the row is not as it was: somebody has done the thing, or it went another way.
    """
    claim = read(purpose, token)
    subject = rows.filter(ref=claim.subject).first()
    person = person_with(claim.person)
    if subject is None or person is None:
        raise BadLink(_("This link does not work any more. Please sign in to see where it stands."))
    if not claim.still_fits(fingerprint(subject)):
        raise BadLink(
            _("This link has been used, or things have moved on since. Please sign in to see where it stands.")
        )
    return subject, person


def absolute(path: str) -> str:
    """The address for a mail: always the configured one, never the one a request came to."""
    return f"{settings.SITE_URL}{path}"


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=SEPARATOR, salt=f"prm.core.links.{purpose}")


def _digest(fingerprint: str) -> str:
    return hashlib.blake2b(fingerprint.encode(), digest_size=9).hexdigest()
