"""Contact cards: how people on both sides of a hand-over find each other."""

from dataclasses import dataclass

import vobject


@dataclass(frozen=True)
class ContactCard:
    """How to reach a person. Empty strings where nothing is known."""

    name: str
    title: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""

    def vcf(self) -> bytes:
        """The card as a vCard 3.0 file (UTF-8), which every address book opens."""
        card = vobject.vCard()
        card.add("fn").value = self.name
        first, _, last = self.name.rpartition(" ")
        card.add("n").value = vobject.vcard.Name(family=last, given=first)
        if self.company:
            card.add("org").value = [self.company]
        if self.title:
            card.add("title").value = self.title
        if self.email:
            card.add("email").value = self.email
        if self.phone:
            card.add("tel").value = self.phone
        return card.serialize().encode()
