"""What people put to a deal: persons at the customer, and files. Both sides read it."""

from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals import rules
from deals.enums import OPEN_STAGES, ContactRole
from deals.models import DealContact, DealFile, DealFileRemoval, Opportunity
from leads.models import Contact, Customer
from leads.services.customers import match_or_create_contact
from partners.library import files
from partners.library.services import attach
from prm.accounts.models import User
from prm.core import timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused, needed

from .claims import claim_deal
from .opening import touched

MOST_CONTACTS, MOST_FILES = 20, 30


@transaction.atomic
def add_contact(actor: User, opportunity: Opportunity, person: Mapping[str, str], role: str) -> Opportunity:
    """A person at the customer (`name`, and `title`, `email`, `phone`) with a part in the deal; named again, the part
    changes. The first one becomes the deal's contact.

    Raises InvalidInput for a missing name, an unknown part and too many; NotAllowed and TransitionRefused.
    """
    row = claim_deal(actor, opportunity, "contact")
    if row.customer_id is None:
        raise TransitionRefused(_("This deal names no customer, so it has no people there."))
    needed(person.get("name", ""), "name", _("Say who it is."))
    if role not in ContactRole.values:
        raise InvalidInput(_("Choose a part."), fields={"role": _("Choose a part.")})
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=row.customer_id)
    credit = {"partner": row.partner, "referrer": row.referrer, "campaign": row.campaign}
    contact = match_or_create_contact(customer, **person, **credit)  # type: ignore[arg-type]
    DealContact.objects.update_or_create(deal=row, contact=contact, defaults={"role": role})
    _refuse_too_many(row.people.count(), MOST_CONTACTS, "name")
    row.contact = row.contact or contact
    words = {"name": contact.name, "part": ContactRole(role).label}
    sentence = _("named %(name)s at the customer: %(part)s") % words
    _note(row, actor, sentence, "contact")
    return row


@transaction.atomic
def add_files(actor: User, opportunity: Opportunity, uploads: Sequence[UploadedFile]) -> Opportunity:
    """Keeps each file under a name of ours, once per content. Raises InvalidInput (`file`): see `files.judge`."""
    row = claim_deal(actor, opportunity, "file")
    known = set(row.files.filter(removal=None).values_list("sha256", flat=True))
    added = []
    for upload in uploads:
        judged = files.judge(upload, upload.name or "")
        if judged.sha256 not in known:
            known.add(judged.sha256)
            added.append(_kept(actor, row, upload, judged))
    if not uploads:
        raise InvalidInput(_("Choose a file."), fields={"file": _("Choose a file.")})
    _refuse_too_many(len(known), MOST_FILES, "file")
    if added:
        sentence = ngettext("added a file", "added %(count)s files", len(added)) % {"count": len(added)}
        _note(row, actor, sentence, "paperclip", "\n".join(added))
    return row


def _kept(actor: User, row: Opportunity, upload: UploadedFile, judged: files.Judged) -> str:
    removed = DealFileRemoval.objects.filter(file__deal=row, file__sha256=judged.sha256)
    if removed.delete()[0]:
        return judged.name  # it was there before, and is shown again
    kept = DealFile(deal=row, uploaded_by=actor)
    attach(kept, upload, judged)
    kept.save()
    return judged.name


@transaction.atomic
def remove_contact(actor: User, opportunity: Opportunity, contact: Contact) -> Opportunity:
    """The person has no part in the deal any more; the customer keeps the contact.

    Where it was the deal's first contact, the next person takes that place. Raises TransitionRefused for somebody who
    has no part, and NotAllowed.
    """
    row = claim_deal(actor, opportunity, "remove_contact")
    parts = DealContact.objects.filter(deal=row, contact=contact)
    if not parts.delete()[0] and row.contact_id != contact.pk:
        raise TransitionRefused(_("%(name)s has no part in this deal.") % {"name": contact.name})
    if row.contact_id == contact.pk:
        following = row.people.select_related("contact").order_by("pk").first()
        row.contact = following.contact if following is not None else None
    _note(row, actor, _("removed %(name)s from the deal") % {"name": contact.name}, "user-x")
    return row


@transaction.atomic
def remove_file(actor: User, file: DealFile) -> Opportunity:
    """The file is shown no more, to nobody; it is kept. Does nothing when that was done before.

    Raises NotAllowed for a file that the other side added, and TransitionRefused once the deal is closed.
    """
    row = claim_deal(actor, file.deal, "remove_file")
    if not rules.may_remove_file(actor, file):
        raise NotAllowed(_("The other side added this file: ask them to remove it."))
    _removal, made = DealFileRemoval.objects.get_or_create(file=file, defaults={"removed_by": actor})
    if made:
        _note(row, actor, _("removed a file"), "trash-2", file.file_name)
    return row


def _refuse_too_many(count: int, most: int, field: str) -> None:
    if count > most:
        sentence = _("At most %(count)s.") % {"count": most}
        raise InvalidInput(sentence, fields={field: sentence})


def _note(row: Opportunity, actor: User, sentence: str, icon: str, detail: str = "") -> None:
    timeline.record(row, actor, sentence, icon=icon, detail=detail, partner=row.partner)
    if row.stage in OPEN_STAGES:
        row.last_activity_at = timezone.now()
        row.save(update_fields=["last_activity_at", "contact"])
        touched(row)
