"""What an uploaded file really is. Pure: bytes in, verdict out; nothing is unpacked, run or rendered.

A file is judged by its content. Its name decides only between kinds that look alike (text and CSV), and must not
claim something else. Whatever could be read as a web page as well is refused, although downloads are attachments.
"""

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from prm.core.errors import InvalidInput

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
# Office files of some size shrink twentyfold at best; a bomb a thousandfold.
SUSPICIOUS_FROM = 10 * 1024 * 1024
MAX_RATIO = 100
MAX_PARTS = 5000
LONGEST_NAME = 120

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
SPELLINGS = {"jpeg": "jpg", "jpe": "jpg", "text": "txt", "log": "txt", "md": "txt"}
ACCEPT = ",".join(f".{extension}" for extension in [*TYPES, "jpeg"])
ALLOWED = "PDF, PNG, JPEG, DOCX, XLSX, PPTX, TXT, CSV"

_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|math)\b", re.IGNORECASE)
# Control characters that no text file carries; tab, line feed, form feed and carriage return may stand.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_UNSAFE_IN_NAME = re.compile(r'[/:*?"<>|]+')


@dataclass(frozen=True)
class Judged:
    """A file that may be published: its true kind, a name that is safe in a header, its size and its digest."""

    extension: str
    content_type: str
    name: str
    size: int
    sha256: str


def judge(file: IO[bytes], name: str) -> Judged:
    """Reads the whole file and leaves it rewound. Raises InvalidInput naming the field `file`."""
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    file.seek(0)
    if not data:
        raise _refusal(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise _refusal(_("The file is larger than 20 MB."))
    extension = _kind_of(data, file, _extension(name))
    file.seek(0)
    digest = hashlib.sha256(data).hexdigest()
    return Judged(extension, TYPES[extension], safe_name(name, extension), len(data), digest)


def safe_name(name: str, extension: str) -> str:
    """The name without path, control or direction characters, ending in the true extension."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(char if unicodedata.category(char)[0] not in "CZ" else " " for char in last)
    stem = visible.rsplit(".", 1)[0] if "." in visible else visible
    stem = _UNSAFE_IN_NAME.sub(" ", stem)
    stem = " ".join(stem.split()).strip(". ")[:LONGEST_NAME].rstrip(". ")
    return f"{stem or 'document'}.{extension}"


def _extension(name: str) -> str:
    claimed = name.rsplit(".", 1)[-1].strip().lower() if "." in name else ""
    return SPELLINGS.get(claimed, claimed)


def _kind_of(data: bytes, file: IO[bytes], claimed: str) -> str:
    found = _found(data, file, claimed)
    if found is None:
        raise _refusal(_("This kind of file is not accepted. Use %(kinds)s.") % {"kinds": ALLOWED})
    if claimed != found:
        words = {"found": found.upper(), "claimed": claimed.upper() or "?"}
        raise _refusal(_("The file's name says %(claimed)s, but its content is %(found)s.") % words)
    return found


def _found(data: bytes, file: IO[bytes], claimed: str) -> str | None:
    if data.startswith(b"PK\x03\x04"):
        return _office(file)
    if zipfile.is_zipfile(file):
        raise _refusal(_("The file is two things at once: an archive is hidden in it."))
    if data.startswith(b"%PDF-"):
        return _pure(data, "pdf", b"%%EOF" in data[-2048:])
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _pure(data, "png", data.endswith(b"IEND\xaeB`\x82"))
    if data.startswith(b"\xff\xd8\xff"):
        return _pure(data, "jpg", data.rstrip(b"\x00").endswith(b"\xff\xd9"))
    return _text(data, claimed)


def _pure(data: bytes, extension: str, is_complete: bool) -> str:
    """A browser looks for markup in the first bytes of a file, so none may stand there."""
    if not is_complete:
        raise _refusal(_("The file is damaged: its end is missing, or something was added to it."))
    if _MARKUP.search(data[:1024]):
        raise _refusal(_("The file is two things at once: it also contains a web page."))
    return extension


def _office(file: IO[bytes]) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _refusal(_("The file is damaged.")) from error
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    too_dense = unpacked > SUSPICIOUS_FROM and unpacked > MAX_RATIO * packed
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or too_dense:
        raise _refusal(_("The file would unpack to far more than it shows."))
    names = {part.filename for part in parts}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refusal(_("The file contains macros. Save it without them."))
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)


def _text(data: bytes, claimed: str) -> str | None:
    if claimed not in ("txt", "csv"):
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal(_("The text is not written in UTF-8. Save it as UTF-8 and try again.")) from error
    if _CONTROLS.search(text):
        raise _refusal(_("The file's name says text, but its content is not."))
    if text.lstrip().startswith("<") or _MARKUP.search(data[:4096]):
        raise _refusal(_("The file is a web page or a drawing in disguise."))
    return claimed


def _refusal(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, fields={"file": sentence})
