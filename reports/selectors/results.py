"""What partners win, and how quickly both sides keep their word. The same figures for both sides."""

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from deals.enums import CLOSED_STAGES, Stage
from deals.models import Opportunity
from deals.selectors.credits import own_credit, shared_credit, shared_registrations
from partners.models import Partner
from prm.promises.enums import INTERNAL, Kind, Side, State
from prm.promises.models import Promise

from ..figures import ZERO
from .medians import Median


def results_of_partners(user: Any, currency: str, since: date) -> QuerySet[Partner]:
    """Partners the user may see with what was closed since that day, the most deals won in `currency` first.

    `won` are the partner's own deals, `won_total` (in `currency`) is what it has the credit for: its share of those,
    and of deals that it sold together with others; `won_ever` of `closed` (any currency); `answer_hours` is the median
    of business hours in which `answers` offers were answered; `kept` of `promised`; `our_hours`, `decisions`,
    `our_kept`, `our_promised` are the vendor's own towards this partner.
    """
    deals = Opportunity.objects.filter(closed_at__date__gte=since, stage__in=CLOSED_STAGES)
    won = Q(stage=Stage.WON, amount_currency=currency, amount__isnull=False)
    shared = shared_registrations(closed_at__date__gte=since, stage=Stage.WON, amount_currency=currency)
    closed = Promise.objects.filter(closed_at__date__gte=since).exclude(kind__in=sorted(INTERNAL))
    closed = closed.exclude(state=State.RELEASED)
    theirs, ours = closed.filter(side=Side.PARTNER), closed.filter(side=Side.VENDOR)
    answers = theirs.filter(kind=Kind.ANSWER_OFFER, state__in=[State.KEPT, State.LATE])
    decisions = ours.filter(kind=Kind.DECIDE_REGISTRATION, state__in=[State.KEPT, State.LATE])
    kept = Q(state=State.KEPT)
    rows = (
        Partner.objects.visible_to(user)
        .select_related("tier")
        .annotate(
            won=_of_each(deals.filter(won), Count("pk"), 0),
            won_total=_of_each(deals.filter(won), own_credit(), ZERO) + _of_each(shared, shared_credit(), ZERO),
            won_ever=_of_each(deals.filter(stage=Stage.WON), Count("pk"), 0),
            closed=_of_each(deals, Count("pk"), 0),
            answer_hours=_of_each(answers, Median("business_hours")),
            answers=_of_each(answers, Count("pk"), 0),
            kept=_of_each(theirs.filter(kept), Count("pk"), 0),
            promised=_of_each(theirs, Count("pk"), 0),
            our_hours=_of_each(decisions, Median("business_hours")),
            decisions=_of_each(decisions, Count("pk"), 0),
            our_kept=_of_each(ours.filter(kept), Count("pk"), 0),
            our_promised=_of_each(ours, Count("pk"), 0),
        )
    )
    return rows.order_by("-won", "-won_total", Lower("name"), "pk")


def _of_each(rows: QuerySet, what: Any, nothing: Any = None) -> Any:
    """One aggregate over the rows of each partner; `nothing` where there are none."""
    counted = rows.filter(partner=OuterRef("pk")).order_by().values("partner").annotate(answer=what).values("answer")
    return Subquery(counted) if nothing is None else Coalesce(Subquery(counted), nothing)
