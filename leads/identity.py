"""When two spellings are one company or one person. Pure: text in, text out.

A company is known by its web domain or, without one, by its name without legal form, and its country.
"""

import re
import unicodedata
from urllib.parse import urlsplit

# Providers at which anybody has an address: their domain says nothing about the company.
FREE_MAIL_TEXT = """
gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr ymail.com
icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.ru
yandex.ru yandex.com proton.me protonmail.com pm.me tutanota.com tuta.io zoho.com fastmail.com hey.com
orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it ziggo.nl kpnmail.nl
planet.nl home.nl xs4all.nl telenet.be skynet.be seznam.cz centrum.cz wp.pl o2.pl onet.pl interia.pl bluewin.ch
btinternet.com sky.com ntlworld.com comcast.net verizon.net att.net qq.com 163.com 126.com naver.com rediffmail.com
"""
FREE_MAIL = frozenset(FREE_MAIL_TEXT.split())

# Legal forms, as they are left when dots and accents are gone.
LEGAL_FORM_TEXT = """
gmbh mbh ag kg kgaa ohg ug ev eg se bv nv vof cv sa sas sasu sarl sarlu eurl sci scop srl spa snc sapa ltd limited
plc llp lp llc inc incorporated corp corporation co company sro as spol doo dd zrt kft bt nyrt oy oyj ab hb aps
asa sl slu sau sc sp zoo pty pte pvt bhd sdn kk gk ooo oao zao tov aktiengesellschaft
"""
LEGAL_FORMS = frozenset(LEGAL_FORM_TEXT.split())
# Forms of more than one word, longest first.
LONG_FORMS = (
    "gesellschaft mit beschrankter haftung",
    "sp z o o",
    "sp z oo",
    "spol s ro",
    "spol s r o",
    "gmbh co kg",
    "s r o",
    "d o o",
    "z o o",
    "s p a",
    "s a s",
    "s a r l",
    "s r l",
    "s l u",
    "l l c",
    "b v",
    "n v",
    "s a",
    "s l",
    "a s",
    "a g",
)
IN_FRONT = frozenset({"the", "ooo", "oao", "zao"})
SEPARATE_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d"}
)
LONGEST_DOMAIN = 253
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_DOTTED_LETTERS = re.compile(r"\b(?:\w\.){2,}\w?(?=\W|$)")
_ADDRESS_IN_TEXT = re.compile(r"[^\s@<>\"'(),;]+@[^\s@<>\"'(),;]+\.[^\s@<>\"'(),;]+")
_PHONE_IN_TEXT = re.compile(r"(?<![\w.,])(?:\+|00)?\(?\d[\d\s()/.\-]{6,}\d(?![\w])")
_WEB_IN_TEXT = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
HIDDEN = "•••"


def normal_email(text: str) -> str:
    """The address in lower case with its domain normalised; '' when it is none."""
    local, _, host = text.strip().strip("<>").rpartition("@")
    domain = normal_domain(host)
    local = local.strip().lower()
    return f"{local}@{domain}" if local and domain and not re.search(r"[\s@]", local) else ""


def normal_domain(text: str) -> str:
    """The host of a URL, an e-mail address or a bare domain: lower case, without www. and final dot, in punycode.

    '' for what is no public domain name (an address in digits, one label, a label that DNS cannot hold).
    """
    host = _host(unicodedata.normalize("NFKC", text).strip())
    try:
        host = host.rstrip(".").encode("idna").decode("ascii").lower() if host else ""
    except UnicodeError:
        return ""
    while host.startswith("www."):
        host = host.removeprefix("www.")
    labels = host.split(".")
    valid = len(labels) > 1 and len(host) <= LONGEST_DOMAIN and all(_LABEL.fullmatch(label) for label in labels)
    return host if valid and not labels[-1].isdigit() else ""


def _host(text: str) -> str:
    if "://" not in text:
        text = f"//{text.lstrip('/').split('/')[0].rpartition('@')[2]}"
    try:
        return (urlsplit(text).hostname or "").strip()
    except ValueError:
        return ""


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address there, so that it identifies nobody's company."""
    return normal_domain(domain) in FREE_MAIL


def company_domain(website: str = "", email: str = "") -> str:
    """The domain that identifies the company: its website's, else its e-mail's unless that is a free provider's."""
    for text in (website, email):
        domain = normal_domain(text)
        if domain and domain not in FREE_MAIL:
            return domain
    return ""


def normal_phone(text: str) -> str:
    """Digits with a leading + where the number was international (+ or 00); '' for fewer than six digits."""
    text = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(str(unicodedata.digit(char)) for char in re.sub(r"\(0\)", "", text) if char.isdigit())
    if len(digits) < 6:
        return ""
    if text.lstrip("( ").startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def normal_company(name: str) -> str:
    """The name as people mean it: lower case, accents folded, signs and the legal form left out.

    A name that is nothing but a legal form (“AG”) stays as it is; one without letters or digits is ''.
    """
    folded = _fold(_DOTTED_LETTERS.sub(lambda match: match[0].replace(".", ""), name.replace("&", " ")))
    words = re.findall(r"[^\W_]+", folded)
    while (barer := _barer(words)) != words:
        words = barer
    return " ".join(words)


def _barer(words: list[str]) -> list[str]:
    """Without one legal form at the end or one article or form in front, but never without any word."""
    for form in LONG_FORMS:
        tail = form.split()
        if len(words) > len(tail) and words[-len(tail) :] == tail:
            return words[: -len(tail)]
    if len(words) > 1 and words[-1] in LEGAL_FORMS:
        return words[:-1]
    return words[1:] if len(words) > 1 and words[0] in IN_FRONT else words


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(SEPARATE_LETTERS)
    decomposed = unicodedata.normalize("NFKD", plain)
    return unicodedata.normalize("NFKC", "".join(char for char in decomposed if not unicodedata.combining(char)))


def customer_identity(name: str, domain: str = "", country: str = "", email: str = "") -> str:
    """`d:acme.com`, or `n:acme|NL` for a company of which no domain of its own is known. At most 300 characters."""
    known = company_domain(domain, email)
    if known:
        return f"d:{known}"
    return f"n:{normal_company(name)[:250]}|{country.strip().upper()[:2]}"


def redacted(text: str, *names: str) -> str:
    """The text without addresses, phone numbers, web links and the given names of people."""
    for pattern in (_ADDRESS_IN_TEXT, _WEB_IN_TEXT, _PHONE_IN_TEXT):
        text = pattern.sub(HIDDEN, text)
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 2}
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)
    return text
