"""Whether a text for a partner tells that the vendor itself is after the customer. Pure.

It knows how people say so in English: who has the customer (we, our rep, the vendor by name, direct sales), what
they do there (sell, hold, work, negotiate), or whose it is (our account, a house account). That we do *not* sell
there tells just as much: that a partner does. What was done to find out (called, asked, read, checked) tells nothing,
nor does what is about the partner (you, your registration).

Other languages and turns of phrase it does not know. It refuses too much rather than too little: to say it differently
costs a minute, and what a partner has read cannot be taken back.
"""

import re
from collections.abc import Iterable


def _one_of(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


# The text is compared as bare words with one blank between two of them, sentence by sentence.
_NOUN = _one_of("customer account company client prospect buyer business group relationship")
_CUSTOMER = (
    r"(?:there|(?:to|with|at|for|on|into) (?:them|it|him|her)\b|them"
    rf"|(?:(?:to|with|at|for|on|in|into) )?(?:this|that|the|their) (?:end )?{_NOUN})\b"
)
_PEOPLE = _one_of(
    "people person reps? representatives? colleagues? team staff salesm[ae]n salespeople salesperson sales sellers? "
    "managers? directors? department office organi[sz]ation force"
)
_WE = _one_of("we us")
_OURS = (
    rf"(?:(?:our|we) (?:\w+ )?(?:(?:sales|account|direct) )?{_PEOPLE}"
    r"|(?:an?|another|some|one|two|somebody|someone) ?(?:colleagues?|reps?|person)? (?:of|from) (?:ours|us|our \w+))"
)
_SELL = _one_of(
    "sells? selling sold serves? serving covers? covering handles? handling manages? managing owns? owning holds? "
    "holding works? working negotiates? negotiating quotes? quoted quoting pursues? pursuing wins? winning won "
    "closes? closing deals? dealing bids? bidding pitch(?:es|ing)? chas(?:es?|ing)"
)
_DEAL = _one_of("deal opportunity project quote offer proposal contract bid negotiations?")
_ADVERBS = (
    rf"(?:{_one_of('already also now currently still do does not don.t never directly itself ourselves')} "
    rf"|{_one_of('have has been are is am re ve will would')} )*"
)
_ANYBODY = rf"(?:{_WE}|{_OURS})(?: \w+){{0,2}}? {_ADVERBS}"
PATTERNS = (
    # who does it: we sell there; our rep has this account; we have a deal there; we are in talks with them
    rf"{_WE} {_ADVERBS}{_SELL}(?: \w+){{0,4}}? (?:{_CUSTOMER}|ourselves\b|direct(?:ly)?\b|on our own\b)",
    rf"{_OURS}(?: \w+){{0,2}}? {_ADVERBS}{_SELL}(?: \w+){{0,4}}? {_CUSTOMER}",
    rf"{_OURS}(?: \w+){{0,2}}? {_ADVERBS}(?:has|have|got|looks? after|(?:is|are) after)(?: \w+)?? {_CUSTOMER}",
    rf"{_ANYBODY}(?:got |holds? )?(?:an?|our|one|some) (?:own |open |running |direct |active )*{_DEAL}"
    rf" (?:of our own |going |open |running )*{_CUSTOMER}",
    rf"{_ANYBODY}(?:in (?:talks|touch|contact|negotiations|discussions)|there|active|present|engaged|first)"
    rf"(?: with| at| to)? ?{_CUSTOMER}",
    rf"{_ANYBODY}(?:got )?(?:there|on it|on this one|in there) (?:first|already|ourselves|before)\b",
    r"we (?:already )?(?:know|do business with|have known) (?:them|this customer|this account)(?: \w+){0,3}?"
    r" (?:for years|well|ourselves|directly|as a customer)\b",
    r"we ourselves (?:are|have)\b",
    rf"{_ANYBODY}(?:their (?:supplier|vendor|provider)|the ones who {_SELL})\b",
    rf"{_ANYBODY}(?:talking|speaking|bidding|in the middle of an? {_DEAL}) (?:to|with|at) (?:them|their|this|the)\b",
    rf"{_ANYBODY}(?:made|gave|given|sent) (?:them|this customer|the customer) (?:an?|our|one) {_DEAL}\b",
    rf"(?:somebody|someone|another (?:colleague|person|rep|team)) (?:here|(?:at|in) our \w+|with us) {_ADVERBS}"
    rf"{_SELL}\b",
    r"(?:keep|reserved?|kept) (?:\w+ ){0,3}?for (?:ourselves|us|our (?:own |direct )+(?:sales|people|team))\b",
    rf"(?:nobody|no one|none|somebody|someone|one) of ours (?:\w+ ){{0,2}}?{_SELL}",
    rf"(?:direct|in house|inhouse|inside) (?:sales?|deal|business)(?: \w+){{0,4}}?"
    rf" (?:has|have|{_SELL}|this|{_CUSTOMER})",
    # whose it is: our own account; a customer of ours; a house account; sold by us; they buy from us
    r"(?:is|are|was|were|been|as|remains?|already) (?:already |an? |one of |to )*(?:our|we)"
    r" (?:own |direct |existing |current |named |key |house |strategic )*(?:customers?|clients?|accounts?)\b"
    r"(?! (?:success|service|support|references?|programme|program|portal|care|list|day))",
    rf"(?:{_NOUN}|deal) of (?:ours|our own)\b",
    rf"(?:{_NOUN}|opportunity|deal|one|it|they) (?:is|are) (?:already )?ours\b",
    r"belongs? to (?:us|we|our \w+)\b",
    rf"(?:house|direct|in house|inhouse|named) {_NOUN}s?\b",
    r"(?:our|we) own (?:pipeline|forecast)\b",
    r"(?:buys?|buying|bought|orders?|ordered|purchases?)(?: \w+){0,2}? from (?:us|we)\b",
    rf"(?:sold|served|handled|covered|managed|worked|looked after|taken)(?: \w+){{0,2}}? (?:by|through)"
    rf" (?:{_WE}\b|ourselves|{_OURS})",
)
_FOUND = re.compile("|".join(rf"(?:\b{pattern})" for pattern in PATTERNS))
# A sentence ends with a stop, and where it turns to the partner.
_ENDS = re.compile(r"[.!?;\n]+|, *(?=(?:and |but )?you\b)", re.IGNORECASE)
_OF_THE_PORTAL = frozenset({"partner", "partners", "portal", "programme", "program", "channel", "inc", "gmbh", "bv"})
_ALSO_US = ("the vendor", "the manufacturer", "head office", "headquarters", "hq", "i")


def tells_of_the_vendor(text: str, vendor: str) -> str:
    """The words that tell it, as they were compared; '' when nothing does. `vendor` is the name on the portal."""
    names = _names(vendor)
    for sentence in _ENDS.split(text):
        found = _FOUND.search(_plain(sentence, names))
        if found:
            return found[0].strip()
    return ""


def _names(vendor: str) -> list[str]:
    words = _words(vendor)
    own = [word for word in words if word not in _OF_THE_PORTAL]
    return [name for name in (" ".join(words), " ".join(own), *_ALSO_US) if name]


def _plain(sentence: str, names: Iterable[str]) -> str:
    """Bare words; the vendor by any of its names, and whoever writes, is “we”; what is theirs is “our”."""
    text = f" {' '.join(_words(sentence))} "
    for name in names:
        text = text.replace(f" {name} s ", " our ").replace(f" {name} ", " we ")
    return text.replace(" my ", " our ").replace(" myself ", " ourselves ")


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()
