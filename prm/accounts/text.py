"""What people type, as it is kept."""

import re

# Controls, line and paragraph separators, and marks that reorder the text around them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def one_line(text: str) -> str:
    """The text on a single line, without what nobody sees: a name may stand in the header of a mail."""
    return " ".join(_UNSEEN.sub(" ", text).split())
