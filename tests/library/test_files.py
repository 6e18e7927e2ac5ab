"""What may be published, judged by content and not by name."""

import io

import pytest

from partners.library.files import MAX_BYTES, judge, safe_name
from prm.core.errors import InvalidInput

from . import files

HONEST = {
    "plan.pdf": files.PDF,
    "plan.PDF": files.PDF,
    "logo.png": files.PNG,
    "photo.jpg": files.JPEG,
    "photo.jpeg": files.JPEG,
    "terms.docx": files.DOCX,
    "prices.xlsx": files.XLSX,
    "pitch.pptx": files.PPTX,
    "notes.txt": "Grüße, a < b and tabs\t\n".encode(),
    "prices.csv": b"\xef\xbb\xbfproduct;price\r\nGTX;100\r\n",
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken(name):
    judged = judge(io.BytesIO(HONEST[name]), name)
    assert judged.size == len(HONEST[name])
    assert judged.extension == name.rsplit(".", 1)[1].lower().replace("jpeg", "jpg")


DISHONEST = {
    "empty.pdf": b"",
    "page.pdf": files.HTML,
    "page.txt": files.HTML,
    "page.csv": b"\n\n  " + files.HTML,
    "page.html": files.HTML,
    "drawing.svg": files.SVG,
    "drawing.png": files.SVG,
    "drawing.txt": b"\xef\xbb\xbf" + files.SVG,
    "hidden.txt": b"Dear partner\n" + files.HTML,
    "xml.txt": b"<?xml version='1.0'?><a/>",
    "anim.gif": files.GIF,
    "anim.png": files.GIF,
    "program.exe": files.ELF,
    "program.txt": files.ELF,
    "program.pdf": files.ELF,
    "plan.png": files.PDF,
    "logo.pdf": files.PNG,
    "terms.zip": files.DOCX,
    "terms.xlsx": files.DOCX,
    "noname": files.PDF,
    "late.pdf": b"\n" * 10 + files.PDF,
    "cut.pdf": files.PDF.replace(b"%%EOF", b""),
    "cut.png": files.PNG[:-4],
    "tail.png": files.PNG + b"<script>alert(1)</script>",
    "polyglot.pdf": b"%PDF-1.7\n" + files.HTML + b"\n%%EOF",
    "polyglot.jpg": files.JPEG + files.DOCX,
    "archive.pdf": files.PDF + files.archive({"a.txt": b"x"}),
    "archive.docx": files.archive({"readme.txt": b"x"}),
    "bomb.docx": files.BOMB,
    "macros.docx": files.MACROS,
    "broken.docx": files.DOCX[:60],
    "latin.txt": "Grüße".encode("latin-1"),
    "wide.txt": "text".encode("utf-16"),
    "nul.txt": b"a\x00b",
    "escape.txt": b"\x1b]0;title\x07",
    "big.txt": b"a" * (MAX_BYTES + 1),
}


@pytest.mark.parametrize("name", DISHONEST)
def test_a_file_that_is_not_what_it_says_is_refused(name):
    with pytest.raises(InvalidInput) as refusal:
        judge(io.BytesIO(DISHONEST[name]), name)
    assert set(refusal.value.fields) == {"file"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\plan.pdf", "plan.pdf"),
        ("/etc/cron.d/x.pdf", "x.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x=1.pdf"),
        ("a\u2028b\u202egnp.pdf", "a b gnp.pdf"),
        ('"><script>.pdf', "script.pdf"),
        (".htaccess", "document.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("plan.php.pdf", "plan.php.pdf"),
        ("Preisliste für Zürich.pdf", "Preisliste für Zürich.pdf"),
        ("evil.html", "evil.pdf"),
    ],
)
def test_names_lose_paths_and_control_characters_and_tell_the_true_kind(given, kept):
    assert safe_name(given, "pdf") == kept
