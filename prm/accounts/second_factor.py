"""One-time codes that work one time, and their secrets, which do not lie open in the database."""

import base64
import hashlib
import time
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

LAST_COUNTER = "last_counter"
PURPOSE = b"prm.accounts.second-factor:"


def cipher() -> MultiFernet:
    """Encrypts with a key made from SECRET_KEY; reads what SECRET_KEY_FALLBACKS wrote."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(PURPOSE + str(key).encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str) -> str:
    return cipher().encrypt(text.encode()).decode()


def decipher(text: str) -> str:
    """The secret. When no key of ours wrote it, a random one: then no code fits (an empty key would fit anybody's)."""
    try:
        return cipher().decrypt(text.encode()).decode()
    except InvalidToken:
        return generate_totp_secret()


def _counter_of(secret: str, code: str) -> int | None:
    """The period (30 s since 1970) that this code belongs to, within the tolerance."""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    tolerance = app_settings.TOTP_TOLERANCE + 1  # one more, for a period that ended since the code was checked
    for counter in range(now + tolerance, now - tolerance - 1, -1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None


def spend(authenticator: Authenticator, code: str) -> bool:
    """Use up this code and all before it. False when it, or a later one, was used before.

    The last used period is a row in PostgreSQL under a lock: it survives a cache that is wiped or away.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update(of=("self",)).get(pk=authenticator.pk)
        counter = _counter_of(decrypt(row.data["secret"]), code)
        if counter is None or counter <= row.data.get(LAST_COUNTER, 0):
            return False
        row.data[LAST_COUNTER] = counter
        row.save(update_fields=["data"])
    authenticator.data = row.data
    return True


def spend_activation_code(sender: Any, request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """The code that set the app up is used up too (receiver of allauth's `authenticator_added`)."""
    if authenticator.type == Authenticator.Type.TOTP:
        spend(authenticator, request.POST.get("code", ""))
