"""The library behind the administrator's window."""

from prm.core.admin import show

from .models import Acknowledgement, Document, DocumentVersion, Download

show(
    Document, ("ref", "title", "kind", "must_acknowledge", "withdrawn_at"), search=("ref", "title"), filters=("kind",)
)
show(
    DocumentVersion,
    ("document", "number", "published_at", "published_by", "size"),
    search=("document__title", "document__ref"),
    # A file leaves through the library only, as an attachment.
    hidden=("file",),
)
show(Acknowledgement, ("version_read", "user", "partner", "accepted_at"), search=("user__name", "partner__name"))
show(Download, ("version_read", "user", "times", "last_at"), search=("user__name",))
