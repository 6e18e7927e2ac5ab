"""Publishing documents, withdrawing them, and accepting that one has been read. The only writers of the library."""

import uuid
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import partner_id_of
from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused
from prm.core.labels import labels_of

from . import files, messages, rules
from .models import Acknowledgement, Document, DocumentVersion, Download
from .selectors import newest_version, readers, uploaded_bytes, who_waits

DOCUMENT_FIELDS = frozenset({"title", "kind", "summary", "partner_types", "minimum_tier", "must_acknowledge"})
LONGEST_BODY = 200_000
BYTES_PER_DAY = 500 * 1024 * 1024
# So many mails are written while somebody waits for the page; the rest with the next click.
REMINDED_AT_ONCE = 200


@transaction.atomic
def new_document(*, actor: User, body: str = "", file: UploadedFile | None = None, **fields: Any) -> Document:
    """A document with its first version. `fields` are those of DOCUMENT_FIELDS. Raises as `publish_version` does."""
    _check_publisher(actor)
    _check_names(fields)
    document = Document.objects.create(**fields)
    publish_version(actor=actor, document=document, body=body, file=file)
    return document


@transaction.atomic
def edit_document(*, actor: User, document: Document, changes: Mapping[str, Any]) -> Document:
    """Changes who reads the document and how it is shelved; its text changes by publishing a version."""
    _check_publisher(actor)
    _check_names(changes)
    document = Document.objects.lock(document)
    changed = [name for name, value in changes.items() if getattr(document, name) != value]
    if changed:
        for name in changed:
            setattr(document, name, changes[name])
        document.save(update_fields=changed)
        labels = labels_of(Document, changed)
        _record(document, actor, _("changed: %(fields)s") % {"fields": labels}, "pencil")
    return document


@transaction.atomic
def publish_version(
    *, actor: User, document: Document, body: str = "", file: UploadedFile | None = None
) -> DocumentVersion:
    """What people read from now on: text, a file, or both. Publishing the same again gives the version that is there.

    Raises NotAllowed, TransitionRefused for a withdrawn document, and InvalidInput for nothing to publish, for a text
    that is too long, for a file that is not what it says (see `files.judge`), and past BYTES_PER_DAY of uploads.
    """
    _check_publisher(actor)
    document = Document.objects.lock(document)
    if document.withdrawn_at:
        raise TransitionRefused(_("This document was withdrawn. Put it back before you publish a new version."))
    body = _checked_body(body, has_file=file is not None)
    judged = files.judge(file, file.name or "") if file else None
    newest = newest_version(document)
    if newest and newest.body == body and newest.sha256 == (judged.sha256 if judged else ""):
        return newest
    version = DocumentVersion(
        document=document,
        number=newest.number + 1 if newest else 1,
        body=body,
        published_at=timezone.now(),
        published_by=actor,
    )
    if file is not None and judged is not None:
        _attach(version, file, judged)
    version.save()
    _record(document, actor, _("published version %(number)s") % {"number": version.number}, "file-up")
    return version


@transaction.atomic
def acknowledge(*, actor: User, version: DocumentVersion) -> Acknowledgement:
    """The actor has read and accepts this version. Once; a second time changes nothing.

    Raises TransitionRefused for a document that was withdrawn or is not published to the actor (any more).
    """
    visible = Document.objects.visible_to(actor).published().filter(pk=version.document_id)
    if not visible.exists():
        raise TransitionRefused(_("This document is not published any more."))
    made, _is_new = Acknowledgement.objects.get_or_create(
        version_read=version,
        user=actor,
        defaults={"partner_id": partner_id_of(actor), "accepted_at": timezone.now()},
    )
    return made


@transaction.atomic
def record_download(*, actor: User, version: DocumentVersion) -> None:
    """Remembers that a member fetched the version's file. Staff come and go unrecorded."""
    if not rules.is_asked_to_acknowledge(actor):
        return
    now = timezone.now()
    mine = Download.objects.filter(version_read=version, user=actor)
    if not mine.update(last_at=now, times=F("times") + 1):
        # Two first downloads at once: one row, and nobody waits for the other.
        Download.objects.bulk_create(
            [Download(version_read=version, user=actor, first_at=now, last_at=now)], ignore_conflicts=True
        )


@transaction.atomic
def remind_readers(*, actor: User, document: Document) -> tuple[int, int]:
    """Writes to those who have not read the newest version: how many were written to, and how many are left.

    Each person at most once in a calendar week per version, however often this is called; at most REMINDED_AT_ONCE a
    time. Raises NotAllowed, and TransitionRefused for a document that nobody reads any more.
    """
    if not rules.may_remind(actor):
        raise NotAllowed(_("Only channel managers remind partners of what to read."))
    document = Document.objects.lock(document)
    version = newest_version(document)
    if version is None or document.withdrawn_at:
        raise TransitionRefused(_("This document is not published any more."))
    waiting = readers(document, version).filter(who_waits(document)).order_by("partner__name", "pk")
    to_write, left = messages.not_reminded_this_week(version, list(waiting), REMINDED_AT_ONCE)
    for member in to_write:
        messages.reminder(version, member.user, actor)
    if to_write:
        words = {"count": len(to_write), "number": version.number}
        _record(document, actor, _("reminded %(count)s people to read version %(number)s") % words, "bell-ring")
    return len(to_write), left


@transaction.atomic
def withdraw(*, actor: User, document: Document) -> Document:
    """Partners no longer see it; who accepted which version stays on record. Does nothing when it is withdrawn."""
    _check_publisher(actor)
    document = Document.objects.lock(document)
    if document.withdrawn_at is None:
        document.withdrawn_at = timezone.now()
        document.save(update_fields=["withdrawn_at"])
        _record(document, actor, _("withdrew the document"), "archive")
    return document


@transaction.atomic
def restore(*, actor: User, document: Document) -> Document:
    """Puts a withdrawn document back on the shelf. Does nothing when it stands there."""
    _check_publisher(actor)
    document = Document.objects.lock(document)
    if document.withdrawn_at is not None:
        document.withdrawn_at = None
        document.save(update_fields=["withdrawn_at"])
        _record(document, actor, _("put the document back"), "archive-restore")
    return document


def attach(row: Any, upload: UploadedFile, judged: files.Judged) -> None:
    """Puts an uploaded file and what it was judged to be on a row that keeps one. The caller saves the row."""
    row.file_name, row.content_type = judged.name, judged.content_type
    row.size, row.sha256 = judged.size, judged.sha256
    # Stored under a name of ours: what somebody called the file never becomes a path.
    row.file.save(f"{uuid.uuid4().hex}.{judged.extension}", upload, save=False)


def _attach(version: DocumentVersion, file: UploadedFile, judged: files.Judged) -> None:
    day = timezone.now() - timedelta(days=1)
    if uploaded_bytes(version.published_by, since=day) + judged.size > BYTES_PER_DAY:
        sentence = _("You have uploaded 500 MB within a day. Please go on tomorrow.")
        raise InvalidInput(sentence, fields={"file": sentence})
    attach(version, file, judged)


def _checked_body(body: str, *, has_file: bool) -> str:
    body = body.replace("\r\n", "\n").strip()
    if len(body) > LONGEST_BODY:
        sentence = _("The text is longer than %(limit)s characters. Attach it as a file.") % {"limit": LONGEST_BODY}
        raise InvalidInput(sentence, fields={"body": sentence})
    if not body and not has_file:
        sentence = _("Write a text, attach a file, or both.")
        raise InvalidInput(sentence, fields={"body": sentence})
    return body


def _check_publisher(actor: User) -> None:
    if not rules.may_publish(actor):
        raise NotAllowed(_("Only channel managers publish documents."))


def _check_names(fields: Collection[str]) -> None:
    unknown = set(fields) - DOCUMENT_FIELDS
    if unknown:
        raise ValueError(f"Not fields of a document: {sorted(unknown)}")


def _record(document: Document, actor: User, sentence: str, icon: str) -> None:
    timeline.record(document, actor, sentence, icon=icon, vendor_only=True)
