"""Certificates: a partner enters them, the channel's managers confirm them; and the languages people speak."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core import formats, languages, timeline
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused, violated
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import messages, rules, selectors
from ..enums import CertificateState
from ..models import Certificate, Member, Partner, Product
from .requiring import require_team

# The holder and the partner's admins hear so many days before it expires.
REMIND_DAYS = 30
AT_A_TIME = 200
DAYS_TO_CONFIRM = 5


@transaction.atomic
def enter_certificate(
    *,
    actor: User,
    partner: Partner,
    product: Product,
    valid_from: date,
    expires_on: date,
    member: Member | None = None,
    number: str = "",
) -> Certificate:
    """Says that `member`, or everybody at the partner, is certified; a channel manager's word confirms it at once.

    Raises NotAllowed unless the actor runs the team, and InvalidInput for a member of somebody else, days in the
    wrong order, and for one that is there already.
    """
    require_team(actor, partner.pk)
    if member is not None and member.partner_id != partner.pk:
        raise InvalidInput(_("Choose a member."), fields={"member": _("This is nobody of this partner.")})
    if expires_on <= valid_from:
        sentence = _("It would expire before it is valid.")
        raise InvalidInput(sentence, fields={"expires_on": sentence})
    certificate = Certificate(
        partner=partner,
        member=member,
        product=product,
        valid_from=valid_from,
        expires_on=expires_on,
        number=number.strip(),
        entered_by=actor,
    )
    if rules.runs_the_channel(actor):
        _decide(certificate, actor, CertificateState.CONFIRMED)
    certificate = _saved(certificate)
    _note(certificate, actor, _("entered a certificate: %(certificate)s, until %(day)s"), "award")
    if certificate.state == CertificateState.ENTERED:
        _watch(certificate)
        messages.certificate_waits(certificate)
    return certificate


def _watch(certificate: Certificate) -> None:
    promises.make(
        kind=Kind.CONFIRM_CERTIFICATE,
        subject=certificate,
        owed_by=selectors.manager_of(certificate.partner),
        label=str(certificate),
        url=certificate.get_absolute_url(),
        partner=certificate.partner,
        days=DAYS_TO_CONFIRM,
    )


def hand_over_certificates(partner: Partner) -> None:
    """What waits to be confirmed is now owed by the partner's new channel manager."""
    for waiting in Certificate.objects.waiting().filter(partner=partner):
        promises.reassign(Kind.CONFIRM_CERTIFICATE, waiting, partner.owner)


@transaction.atomic
def confirm_certificate(*, actor: User, certificate: Certificate) -> Certificate:
    """From now on it counts in routing; does nothing when it does already.

    Raises NotAllowed, and TransitionRefused for one that was withdrawn.
    """
    if not rules.runs_the_channel(actor):
        raise NotAllowed(_("Only channel managers confirm certificates."))
    certificate = Certificate.objects.lock(certificate)
    if certificate.state == CertificateState.CONFIRMED:
        return certificate
    if certificate.state == CertificateState.WITHDRAWN:
        raise TransitionRefused(_("It was withdrawn. Enter it anew."))
    _decide(certificate, actor, CertificateState.CONFIRMED)
    certificate.save(update_fields=["state", "decided_by", "decided_at"])
    promises.keep(Kind.CONFIRM_CERTIFICATE, certificate)
    _note(certificate, actor, _("confirmed a certificate: %(certificate)s, until %(day)s"), "badge-check")
    messages.certificate_decided(certificate)
    return certificate


@transaction.atomic
def withdraw_certificate(*, actor: User, certificate: Certificate, reason: str) -> Certificate:
    """It counts no more, and never did when it still waited; does nothing when it was withdrawn before.

    Withdrawn by the vendor, what the partner waited for is answered; by the partner itself, nobody owes it any more.

    Channel managers withdraw any, a partner's admins those of their own. Raises NotAllowed, and InvalidInput without
    a reason.
    """
    require_team(actor, certificate.partner_id)
    if not reason.strip():
        raise InvalidInput(_("Say why."), fields={"reason": _("Say why: whoever looks at this later needs to know.")})
    certificate = Certificate.objects.lock(certificate)
    if certificate.state == CertificateState.WITHDRAWN:
        return certificate
    _decide(certificate, actor, CertificateState.WITHDRAWN)
    certificate.reason = reason.strip()
    certificate.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    end = promises.keep if rules.runs_the_channel(actor) else promises.release
    end(Kind.CONFIRM_CERTIFICATE, certificate)
    _note(certificate, actor, _("withdrew a certificate: %(certificate)s"), "x", detail=certificate.reason)
    messages.certificate_decided(certificate)
    return certificate


def remind_of_expiry() -> int:
    """Tells holders and admins of certificates that expire within REMIND_DAYS; how many. Safe to run side by side.

    Of one that is followed by another that was entered already nobody needs to hear.
    """
    told = 0
    while rows := _remind_some():
        told += rows
    return told


@transaction.atomic
def _remind_some() -> int:
    today = timezone.localdate()
    rows = Certificate.objects.confirmed().filter(
        reminded_at=None, expires_on__gt=today, expires_on__lte=today + timedelta(days=REMIND_DAYS)
    )
    rows = rows.select_related("partner", "member__user", "product").order_by("expires_on", "pk")
    chosen = list(
        rows.annotate(is_followed=Exists(_following())).select_for_update(of=("self",), skip_locked=True)[:AT_A_TIME]
    )
    for certificate in chosen:
        if not certificate.is_followed:  # type: ignore[attr-defined]
            messages.certificate_expires(certificate)
    Certificate.objects.filter(pk__in=[row.pk for row in chosen]).update(reminded_at=timezone.now())
    return len(chosen)


def _following() -> Any:
    """Later certificates of the same holder for the same product, confirmed or waiting."""
    later = Certificate.objects.exclude(state=CertificateState.WITHDRAWN).filter(
        partner=OuterRef("partner"), product=OuterRef("product"), expires_on__gt=OuterRef("expires_on")
    )
    return later.filter(Q(member=OuterRef("member")) | Q(member=None))


@transaction.atomic
def speak(*, actor: User, member: Member, spoken: Collection[str]) -> Member:
    """The languages in which the member works leads, as codes of two letters; none stands for any.

    Raises NotAllowed for others than the member and who runs the team, and InvalidInput for an unknown language.
    """
    if not rules.says_what_is_spoken(actor, member):
        raise NotAllowed(_("Only this person, a partner admin or a channel manager says so."))
    if set(spoken) - set(languages.NAMES):
        raise InvalidInput(_("Choose languages."), fields={"languages": _("This language is not known.")})
    member = Member.objects.lock(member)
    chosen = sorted(set(spoken))
    if chosen == member.languages:
        return member
    member.languages = chosen
    member.save(update_fields=["languages"])
    names = ", ".join(languages.language_name(code) for code in chosen) or _("any language")
    sentence = _("%(name)s speaks: %(languages)s") % {"name": member.user.name, "languages": names}
    timeline.record(member.partner, actor, sentence, icon="message-square", partner=member.partner)
    return member


def _decide(certificate: Certificate, actor: User, state: CertificateState) -> None:
    certificate.state, certificate.decided_by, certificate.decided_at = state, actor, timezone.now()


def _saved(certificate: Certificate) -> Certificate:
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError as error:
        if violated(error) != "one_certificate_from_a_day":
            raise
        sentence = _("A certificate from this day on is there already.")
        raise InvalidInput(sentence, fields={"valid_from": sentence}) from error
    return certificate


def _note(certificate: Certificate, actor: User, sentence: str, icon: str, detail: str = "") -> None:
    words = {"certificate": certificate, "day": formats.short_date(certificate.expires_on)}
    partner = certificate.partner
    timeline.record(partner, actor, sentence % words, icon=icon, detail=detail, partner=partner)
