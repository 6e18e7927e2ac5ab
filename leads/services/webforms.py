"""Forms on the vendor's site: made by the channel's managers, filled in by anybody."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Lead, WebEntry, WebForm
from .entering import LeadData, receive_outbound
from .moving import note_down
from .policies import require_channel


@transaction.atomic
def save_form(actor: Any, form: WebForm | None, values: dict[str, Any]) -> WebForm:
    """Makes (form None) or changes a form; another consent text is another version. Raises NotAllowed."""
    require_channel(actor)
    row = WebForm() if form is None else WebForm.objects.lock(form)
    if row.pk and row.consent_text != values["consent_text"]:
        row.consent_version += 1
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def receive_from_form(form: WebForm, values: dict[str, Any]) -> Lead:
    """A lead of whoever filled in the form, with the text to which they agreed and when. Raises InvalidInput."""
    consent = _("%(form)s, version %(version)s") % {"form": form.name, "version": form.consent_version}
    values = {**values, "language": values.get("language") or form.language}
    lead = receive_outbound(None, LeadData(**values, lead_source=form.lead_source, consent=consent[:300]))
    now = timezone.now()
    WebEntry.objects.create(
        lead=lead,
        form=form,
        consent_text=form.consent_text,
        consent_version=form.consent_version,
        consented_at=now,
    )
    words = {"form": form.name, "campaign": form.campaign or "—", "version": form.consent_version}
    sentence = _("Sent by the form “%(form)s”, campaign %(campaign)s; agreed to version %(version)s") % words
    note_down(lead, None, sentence[:400], icon="file-check", detail=form.consent_text, vendor_only=True)
    return lead
