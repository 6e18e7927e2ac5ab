"""What all messages of this app share: a mail and a notice of one event, and who stands on the partner's side."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.text import slugify

from partners.models import Member, Partner
from partners.selectors import card_of
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.core import links
from prm.core.vcards import ContactCard
from prm.outbox.services import Attachment, as_read_by, post_mail, post_notice

Words = str | Promise


class HasPage(Protocol):
    """What a message is about: something that can be opened."""

    def get_absolute_url(self) -> str: ...


def tell(
    row: HasPage,
    *,
    key: str,
    to: Iterable[User],
    template: str,
    title: Words,
    words: dict[str, Any] | None = None,
    sender: User | None = None,
    cards: Sequence[tuple[Words, ContactCard]] = (),
    attach_cards: bool = False,
    context: dict[str, Any] | None = None,
    context_for: Callable[[User], dict[str, Any]] | None = None,
) -> None:
    """A mail and a notice to each person, once per key and person.

    `title` (with `words` filled in) is the notice's, in the reader's language. The mail comes from `sender`, to whom
    answers go, and prints `cards` with their headings; `attach_cards` adds them as vCard files.
    """
    files = [vcard(card) for _heading, card in cards] if attach_cards else []
    url = row.get_absolute_url()
    values = {"row": row, "url": links.absolute(url), "cards": cards, "sender": sender, **(context or {})}
    for person in to:
        own_key = f"{key}/{person.pk}"
        own = {**values, **context_for(person)} if context_for else values
        post_mail(key=f"{own_key}/mail", to=person, template=template, context=own, reply_to=sender, attachments=files)
        with as_read_by(person):
            text = str(title) % (words or {})
        post_notice(key=f"{own_key}/notice", to=person, title=text, url=url)


def vcard(card: ContactCard) -> Attachment:
    """The card as a file named after the person."""
    return Attachment(f"{slugify(card.name) or 'contact'}.vcf", card.vcf(), "text/vcard; charset=utf-8")


def cards_of(*people: tuple[Words, User | None]) -> list[tuple[Words, ContactCard]]:
    """The contact cards of these people with their headings; nobody has none."""
    return [(heading, card_of(person)) for heading, person in people if person is not None]


def members_to_tell(partner: Partner | None, member: Member | None) -> list[User]:
    """The member this is about or, when that account is closed, the partner's admins."""
    if member is not None and member.user.is_active:
        return [member.user]
    if partner is None:
        return []
    admins = User.objects.active().with_role(Role.PARTNER_ADMIN).filter(member__partner=partner)
    return list(admins.order_by("pk"))
