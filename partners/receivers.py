"""What this app does when a contract comes near its end, or a decision on a tier or a certificate is due."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from prm.core import formats
from prm.outbox.services import post_notice
from prm.promises.enums import Kind
from prm.promises.models import Nudge, Promise
from prm.promises.signals import fell_due, reminder_due

from .enums import CertificateState, TierChangeState
from .messages import certificate_still_waits, tier_change_waits
from .models import Certificate, Contract, TierChange
from .services.contracts import renew_by_itself


def connect() -> None:
    """Called once, when the app is ready."""
    reminder_due.connect(on_reminder_due, dispatch_uid="partners.reminder_due")
    fell_due.connect(on_fell_due, dispatch_uid="partners.fell_due")


def _on_decision_due(promise: Promise, nudge: Nudge) -> None:
    """Brings it back to mind, before and when it is due."""
    if promise.kind == Kind.DECIDE_TIER and isinstance(promise.subject, TierChange):
        change = TierChange.objects.lock(promise.subject)
        if change.state == TierChangeState.PROPOSED:
            tier_change_waits(change, promise, nudge)
    if promise.kind == Kind.CONFIRM_CERTIFICATE and isinstance(promise.subject, Certificate):
        certificate = Certificate.objects.lock(promise.subject)
        if certificate.state == CertificateState.ENTERED:
            certificate_still_waits(certificate, promise, nudge)


def on_reminder_due(sender: type, promise: Promise, nudge: Nudge, **kwargs: Any) -> None:
    _on_decision_due(promise, nudge)
    if promise.kind == Kind.RENEW_CONTRACT and isinstance(promise.subject, Contract):
        _tell(promise.subject, promise, nudge, _("The contract of %(partner)s ends on %(day)s. Renew it?"))


def on_fell_due(sender: type, promise: Promise, nudge: Nudge, **kwargs: Any) -> None:
    """A contract that renews itself does so; of another its channel manager hears that notice has ended."""
    _on_decision_due(promise, nudge)
    if promise.kind != Kind.RENEW_CONTRACT or not isinstance(promise.subject, Contract):
        return
    contract = promise.subject
    if renew_by_itself(contract) is not None:
        _tell(
            contract,
            promise,
            nudge,
            _("The contract of %(partner)s has renewed itself; it would have ended on %(day)s."),
        )
    else:
        _tell(contract, promise, nudge, _("The contract of %(partner)s ends on %(day)s, and nobody has renewed it."))


def _tell(contract: Contract, promise: Promise, nudge: Nudge, sentence: str) -> None:
    words = {"partner": contract.partner.name, "day": formats.short_date(contract.ends_on)}
    url = reverse("partners:contract_new", args=[contract.partner.ref])
    post_notice(key=f"contract:{promise.ref}:{nudge.step}", to=contract.partner.owner, title=sentence % words, url=url)
