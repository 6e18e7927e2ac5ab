"""People read their notices."""

from django.utils import timezone

from prm.accounts.models import User

from ..models import Message


def open_notice(*, notice: Message, actor: User) -> Message:
    """Marks one's own notice as read; an administrator who looks at somebody's notice leaves it unread."""
    Message.objects.unread().filter(pk=notice.pk, recipient=actor).update(read_at=timezone.now())
    return notice


def read_all(*, actor: User) -> int:
    """Marks all own notices as read and returns how many were not."""
    return Message.objects.unread().filter(recipient=actor).update(read_at=timezone.now())
