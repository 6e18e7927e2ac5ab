"""Protection: it starts with the approval, is warned about, extended once, and ends."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deals import rules
from deals.enums import RegistrationState
from deals.messages import protection as messages
from deals.models import Protection, Registration
from deals.selectors import current_policy, stall_days_of
from deals.selectors.deals import WARN_DAYS
from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.errors import TransitionRefused, needed

from .claims import claim, enter
from .slots import customer_was_freed


def protect(row: Registration) -> Protection:
    """From today for the policy's days. Raises IntegrityError while another protection of the customer runs."""
    assert row.partner is not None and row.customer is not None
    today = timezone.localdate()
    # A protection whose last day has passed but that nobody has ended yet stands in nobody's way.
    stale = Protection.objects.filter(customer=row.customer, scope=row.scope, ended_at=None, ends_on__lt=today)
    stale.update(ended_at=timezone.now())
    return Protection.objects.create(
        registration=row,
        partner=row.partner,
        customer=row.customer,
        scope=row.scope,
        starts_on=today,
        ends_on=today + timedelta(days=current_policy().protection_days),
    )


def end_protection(row: Registration) -> None:
    """From now on the customer is not this partner's alone. Does nothing when there is no protection."""
    Protection.objects.filter(registration=row, ended_at=None).update(ended_at=timezone.now())


@transaction.atomic
def extend(actor: User, registration: Registration, evidence: str) -> Registration:
    """Once, by the policy's days, on evidence of progress.

    A member needs a deal that has moved; staff decide by what they read. Raises TransitionRefused.
    """
    row = claim(actor, registration, "extend")
    assert row is not None
    protection = Protection.objects.select_for_update(of=("self",)).get(registration=row)
    if not protection.is_active or protection.extended_at is not None:
        raise TransitionRefused(_("Protection can be extended once, while it runs."))
    if not actor.is_vendor and not _deal_moves(row):
        raise TransitionRefused(
            _("Protection is extended for deals that move: update the deal's stage and next step first.")
        )
    protection.extension_evidence = needed(evidence, "evidence", _("Say what has happened since the approval."))
    protection.extended_at = timezone.now()
    protection.ends_on += timedelta(days=current_policy().extension_days)
    protection.warned_days = None
    protection.save()
    sentence = _("extended the protection until %(day)s") % {"day": formats.short_date(protection.ends_on)}
    timeline.record(
        row, actor, sentence, icon="shield-plus", detail=protection.extension_evidence, partner=row.partner
    )
    messages.extended(protection, actor)
    return row


def _deal_moves(row: Registration) -> bool:
    deal = row.opportunity
    if deal is None:
        return False
    idle = (timezone.now() - deal.last_activity_at).days
    return rules.shows_progress(deal.stage, idle, stall_days_of(deal.stage))


def sweep(today: date | None = None, limit: int = 200) -> int:
    """Warns 30, 14 and 3 days before the end and ends what has run out; returns how many rows it acted on.

    Days in UTC. Safe to run twice and side by side: a row is claimed under lock and remembers its last warning.
    """
    today = today or timezone.localdate()
    done = 0
    while done < limit and (_lapse_one(today) or _warn_one(today)):
        done += 1
    return done


@transaction.atomic
def _lapse_one(today: date) -> bool:
    rows = Protection.objects.filter(
        ended_at=None, ends_on__lt=today, registration__state=RegistrationState.APPROVED
    ).order_by("ends_on", "pk")
    found = rows.values_list("registration", flat=True).first()
    if found is None:
        return False
    # The registration first, as everywhere: whoever withdraws or extends it now is waited for.
    row = Registration.objects.select_for_update(of=("self",)).get(pk=found)
    protection = Protection.objects.select_for_update(of=("self",)).get(registration=row)
    if protection.ended_at is None and protection.ends_on < today:
        protection.ended_at = timezone.now()
        protection.save(update_fields=["ended_at"])
        if row.state == RegistrationState.APPROVED:
            _lapse(row, protection)
    return True


def _lapse(row: Registration, protection: Protection) -> None:
    enter(row, RegistrationState.LAPSED)
    row.save(update_fields=["state", "state_since"])
    timeline.record(row, None, _("Protection has ended"), icon="shield-off", partner=row.partner)
    messages.lapsed(protection)
    customer_was_freed(row)


@transaction.atomic
def _warn_one(today: date) -> bool:
    for days in sorted(WARN_DAYS):
        nearest = max((smaller for smaller in WARN_DAYS if smaller < days), default=-1)
        rows = Protection.objects.filter(
            ended_at=None,
            ends_on__lte=today + timedelta(days=days),
            ends_on__gt=today + timedelta(days=nearest),
            registration__state=RegistrationState.APPROVED,
        ).exclude(warned_days__lte=days)
        protection = rows.order_by("ends_on", "pk").select_for_update(of=("self",), skip_locked=True).first()
        if protection is not None:
            protection.warned_days = days
            protection.save(update_fields=["warned_days"])
            messages.warned(protection, days)
            return True
    return False
