"""Claim, then act: the row locked, and the question whether this person may do this to it now."""

from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from deals import rules
from deals.conflicts import named_in
from deals.enums import RegistrationState, Stage
from deals.models import Opportunity, Registration
from deals.selectors import other_side
from deals.selectors.checking import holder_of
from deals.telling import tells_of_the_vendor
from leads.models import Lead
from partners.models import partner_id_of
from prm.accounts.enums import MEMBERS
from prm.accounts.models import User
from prm.core import locking
from prm.core.errors import InvalidInput, NotAllowed, TransitionRefused

from .chains import is_given

# Nothing changes and nothing is refused when the same is asked for again.
REPEATABLE = frozenset({"submit", "withdraw", "approve"})


def claim(actor: User, registration: Registration, action: str) -> Registration | None:
    """The registration as it is now, locked until the transaction ends; None when it is there already.

    Raises NotAllowed for the wrong person and TransitionRefused for the wrong state.
    """
    row = Registration.objects.lock(registration)
    _check_side(actor, row)
    transition = rules.REGISTRATION[action]
    if actor.role not in transition.who:
        raise NotAllowed(_("Your role may not do this."))
    if action in REPEATABLE and row.state in _ends_of(action):
        return None
    if action == "approve" and row.state in transition.sources and is_given(actor, row):
        return None
    if row.state not in transition.sources:
        state = RegistrationState(rules.shown_state(row.state, to_vendor=actor.is_vendor))
        raise TransitionRefused(
            _("This is not possible any more: the registration is “%(state)s”. Nothing was changed.")
            % {"state": state.label}
        )
    if actor.is_vendor and not rules.decides(actor, row):
        raise NotAllowed(_("%(name)s decides about this registration now.") % {"name": row.decider})
    return row


def hold(registration: Registration, *, holder: bool = False) -> None:
    """Locks what a decision about it may change beside it, in the order of everybody, before it is claimed.

    That is the deal and the row of its lead, the registration it shares the customer with and, with `holder`, the one
    that holds the customer.
    """
    locking.together(lambda: _beside(registration.pk, holder=holder))


def _beside(number: int, *, holder: bool) -> dict[type[Model], set[int]]:
    row = Registration.objects.select_related("customer").get(pk=number)
    found = holder_of(row.customer, row.scope, but_not=row) if holder and row.customer is not None else None
    rows = {pk for pk in (number, row.shares_with_id, found.pk if found is not None else None) if pk}
    deals = Opportunity.objects.filter(lead=row.lead_id) if row.lead_id else Opportunity.objects.none()
    leads = {row.lead_id} if row.lead_id else set()
    return {Registration: rows, Opportunity: set(deals.values_list("pk", flat=True)), Lead: leads}


def refuse_closed(row: Registration) -> None:
    """Raises TransitionRefused while the partner is closed for business: it gets no customer then."""
    if row.partner is not None and not row.partner.is_open_for_business:
        sentence = _(
            "%(partner)s is not open for business at the moment. Its registration is kept: decide once it is again, "
            "or ask for what is missing."
        )
        raise TransitionRefused(sentence % {"partner": row.partner})


def _ends_of(action: str) -> set[str | None]:
    ends = {rules.REGISTRATION[action].target}
    return ends | {RegistrationState.CONTESTED} if action in rules.CONTESTABLE else ends


def _check_side(actor: User, row: Registration) -> None:
    """A second door behind `visible_to`: a member acts on their own partner's registrations only."""
    if not actor.is_active or (actor.role in MEMBERS and row.partner_id != partner_id_of(actor)):
        raise NotAllowed(_("This registration is not yours."))


def claim_deal(actor: User, opportunity: Opportunity, action: str) -> Opportunity:
    """The deal as it is now, locked until the transaction ends. Raises NotAllowed and TransitionRefused."""
    row = Opportunity.objects.lock(opportunity)
    transition = rules.DEAL[action]
    if (
        not actor.is_active
        or actor.role not in transition.who
        or not rules.works_deal(actor, row, partner_id_of(actor))
    ):
        raise NotAllowed(_("Somebody else works this deal."))
    if row.stage not in transition.sources:
        raise TransitionRefused(
            _("This deal is closed: “%(stage)s”. Nothing was changed.") % {"stage": Stage(row.stage).label}
        )
    return row


def enter(row: Registration, state: str) -> None:
    """Sets the state and the time of it; the caller saves."""
    row.state = state
    row.state_since = timezone.now()


def refuse_naming(registration: Registration, *more: str, **texts: str) -> None:
    """Raises InvalidInput when a text for the partner says who else is after its customer.

    That is a name of somebody on the other side or of `more`, or words that say it is the vendor itself, or is not.
    """
    names = [*other_side(registration), *more]
    for field, text in texts.items():
        name = named_in(text, names)
        if name:
            sentence = _("Take “%(name)s” out: the partner must not learn who else is after this customer.")
            raise InvalidInput(sentence % {"name": name}, fields={field: sentence % {"name": name}})
        if words := tells_of_the_vendor(text, settings.SITE_NAME):
            sentence = _(
                "Say “%(words)s” differently: the partner must not learn whether we sell to this customer ourselves. "
                "Write what was checked, and what the partner can do."
            )
            raise InvalidInput(sentence % {"words": words}, fields={field: sentence % {"words": words}})
