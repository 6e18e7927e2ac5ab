"""What the library writes to people: that something waits to be read."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Member
from prm.accounts.models import User
from prm.core.links import absolute
from prm.outbox.selectors import posted
from prm.outbox.services import post_mail, post_notice

from .models import DocumentVersion


def not_reminded_this_week(version: DocumentVersion, members: Sequence[Member], most: int) -> tuple[list[Member], int]:
    """The first `most` of those who got no reminder of this version in this calendar week, and how many are left."""
    known = posted([_key(version, member.user) for member in members])
    fresh = [member for member in members if _key(version, member.user) not in known]
    return fresh[:most], max(0, len(fresh) - most)


def reminder(version: DocumentVersion, person: User, sender: User) -> None:
    document = version.document
    context = {
        "recipient": person,
        "sender": sender,
        "document": document,
        "number": version.number,
        "url": absolute(document.get_absolute_url()),
    }
    post_mail(key=_key(version, person), to=person, template="library_reminder", context=context, reply_to=sender)
    title = _("Please read: %(title)s") % {"title": document.title}
    post_notice(key=f"{_key(version, person)}:notice", to=person, title=title, url=document.get_absolute_url())


def _key(version: DocumentVersion, person: User) -> str:
    year, week, _day = timezone.localdate().isocalendar()
    return f"library_reminder:{version.pk}:{person.pk}:{year}-{week}"
