"""The contract with a partner: agreed, renewed, and watched so that it never ends unnoticed."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from prm.accounts.models import User
from prm.core import formats, timeline
from prm.core.errors import InvalidInput, NotAllowed, violated
from prm.promises import services as promises
from prm.promises.enums import Kind

from .. import rules
from ..models import Contract, Partner

CONTRACT_FIELDS = frozenset(
    {"starts_on", "ends_on", "notice_days", "renews_itself", "terms", "signed_on", "exclusivity"}
)
# Besides the day on which notice ends, the channel manager hears of it this share of the way there.
STEPS = (("soon", 0.8),)


@transaction.atomic
def agree_contract(*, actor: User | None, partner: Partner, **fields: Any) -> Contract:
    """A new contract, or the next one; from now on its last day decides. `actor` None: it renewed itself.

    The channel manager promises to renew it before notice ends. Raises NotAllowed, and InvalidInput for days that
    contradict each other or overlap the contract before.
    """
    if actor is not None and not rules.runs_the_channel(actor):
        raise NotAllowed(_("Only channel managers agree contracts."))
    unknown = set(fields) - CONTRACT_FIELDS
    if unknown:
        raise ValueError(f"Not fields of a contract: {sorted(unknown)}")
    partner = Partner.objects.lock(partner)
    last = latest(partner)
    contract = Contract(partner=partner, **fields)
    _check(contract, last)
    contract = _saved(contract)
    partner.contract_ends_on = contract.ends_on
    partner.save(update_fields=["contract_ends_on"])
    if last is not None:
        promises.keep(Kind.RENEW_CONTRACT, last)
    _watch(contract)
    words = {"terms": contract.terms, "end": formats.short_date(contract.ends_on)}
    sentence = _("agreed %(terms)s until %(end)s") if actor else _("%(terms)s renewed itself until %(end)s")
    timeline.record(partner, actor, sentence % words, icon="file-pen-line", partner=partner)
    return contract


@transaction.atomic
def renew_by_itself(contract: Contract) -> Contract | None:
    """The next contract on the same terms, for as long; None for one that does not renew itself or was renewed."""
    partner = Partner.objects.lock(contract.partner)
    newest = latest(partner)
    if newest is None or newest.pk != contract.pk or not newest.renews_itself:
        return None
    starts_on = newest.ends_on + timedelta(days=1)
    same = {name: getattr(newest, name) for name in CONTRACT_FIELDS - {"starts_on", "ends_on"}}
    length = newest.ends_on - newest.starts_on
    return agree_contract(actor=None, partner=partner, starts_on=starts_on, ends_on=starts_on + length, **same)


def latest(partner: Partner) -> Contract | None:
    """The contract that was agreed for the longest time ahead."""
    return Contract.objects.filter(partner=partner).order_by("-starts_on", "-pk").first()


def _check(contract: Contract, last: Contract | None) -> None:
    problems = {}
    if contract.ends_on < contract.starts_on:
        problems["ends_on"] = _("The contract would end before it begins.")
    elif contract.notice_until < contract.starts_on:
        problems["notice_days"] = _("The notice is longer than the contract.")
    if last is not None and contract.starts_on <= last.ends_on:
        problems["starts_on"] = _("The contract before runs until %(day)s.") % {
            "day": formats.short_date(last.ends_on)
        }
    if problems:
        raise InvalidInput(next(iter(problems.values())), fields=problems)


def _saved(contract: Contract) -> Contract:
    try:
        with transaction.atomic():
            contract.save()
    except IntegrityError as error:
        if violated(error) != "one_contract_per_first_day":
            raise
        sentence = _("A contract from this day on is there already.")
        raise InvalidInput(sentence, fields={"starts_on": sentence}) from error
    return contract


def _watch(contract: Contract) -> None:
    """The channel manager's clock: until notice ends, at noon, or from now on for one that is past it."""
    due = timezone.make_aware(datetime.combine(contract.notice_until, time(12)))
    promises.make(
        kind=Kind.RENEW_CONTRACT,
        subject=contract,
        owed_by=contract.partner.owner,
        label=_("Contract of %(partner)s") % {"partner": contract.partner.name},
        url=reverse("partners:contract_new", args=[contract.partner.ref]),
        partner=contract.partner,
        due_at=max(due, timezone.now() + timedelta(days=1)),
        nudges=STEPS,
    )
