"""Files as they come to the API: inside the JSON, so that a call is one body and can be repeated."""

import base64
import binascii
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from ..errors import InvalidInput
from .serializers import StrictSerializer

LONGEST_FILE = 25_000_000  # characters
BODY = 48 * 1024 * 1024  # bytes; base64 makes a file a third longer


class FileIn(StrictSerializer):
    """`text` for CSV, `base64` for anything: one of the two."""

    name = serializers.CharField(max_length=150)
    text = serializers.CharField(max_length=LONGEST_FILE, required=False, trim_whitespace=False)
    base64 = serializers.CharField(max_length=LONGEST_FILE * 4 // 3 + 4, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("text" in attrs) == ("base64" in attrs):
            raise serializers.ValidationError({"text": [_("Give the content as text or as base64.")]})
        return attrs


def content_of(file: dict[str, Any], field: str) -> bytes:
    """The bytes of a file that was handed in. Raises InvalidInput, naming `field`, for what is no base64."""
    if "text" in file:
        return file["text"].encode()
    try:
        return base64.b64decode(file["base64"], validate=True)
    except (binascii.Error, ValueError):
        sentence = _("This is not base64.")
        raise InvalidInput(sentence, fields={field: sentence}) from None
