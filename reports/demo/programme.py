"""The whole programme of one day, in memory."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from deals.models import DealPolicy
from leads.models import LeadPolicy
from leads.models.drafts import TERMS
from prm.core.quarters import next_quarter
from prm.promises.enums import Kind

from .customers import Customers
from .deal_lives import DealLives
from .deal_verbs import DealVerbs
from .goals import Goals
from .lead_lives import LeadLives
from .lead_rows import OFFER
from .lead_verbs import LeadVerbs
from .library import Library
from .marketing import Marketing
from .people import Cast
from .registration_verbs import RegistrationVerbs
from .sign_in import invite_one, notices
from .site import Site
from .terms import certificates, contracts, mail_choices
from .trust import Looks, webhooks
from .worklists import Worklists
from .world import Numbers, Row, World


class Programme:
    """Everything the demo holds. `loaded_at` (aware) is when it is put into the database, on `day`."""

    def __init__(
        self,
        day: date,
        numbers: Numbers,
        loaded_at: datetime,
        lead_policy: LeadPolicy,
        rules: Sequence[Any],
        deal_policy: DealPolicy,
    ) -> None:
        self.world = World(day, numbers)
        self.cast = Cast(self.world)
        customers = Customers(self.world)
        contracts(self.world, self.cast)
        certificates(self.world, self.cast)
        mail_choices(self.world, self.cast)
        library = self.library = Library(self.world, self.cast)
        self.leads = LeadLives(
            self.world, self.cast, customers, LeadVerbs(self.world, self.cast, lead_policy, rules), library.rules
        )
        verbs = DealVerbs(self.world, self.cast, deal_policy, self._plan())
        registrations = RegistrationVerbs(self.world, self.cast, verbs, deal_policy, library.rules)
        self.deals = DealLives(self.world, self.cast, customers, self.leads, verbs, registrations)
        Worklists(self.world, self.cast, customers, self.leads, self.deals).make()
        Site(self.world, self.cast, customers, self.leads).make()
        self.leads.live()
        self.deals.live()
        Goals(self.world, self.cast).make()
        self.marketing = Marketing(self.world, self.cast)
        self.world.add_nudges(loaded_at, self._expires)
        Looks(self.world)
        notices(self.world, self.cast)
        webhooks(self.world, self.cast)
        invite_one(self.world, self.cast)
        self._drafts(lead_policy)

    def _plan(self) -> Row:
        """In force since before the first deal."""
        return self._version(1, 10, self.world.began.date().replace(month=1, day=1))

    def _version(self, number: int, percent: int, day: date) -> Row:
        return self.world.add(
            "incentives.CompensationPlan",
            name="Partner plan",
            number=number,
            referral_percent=Decimal(percent),
            registered_uplift=Decimal(10),
            outbound_percent=Decimal(5),
            in_force_from=day,
        )

    def _drafts(self, policy: LeadPolicy) -> None:
        """What somebody is thinking about: a plan from the next quarter on, and a routing that a worker replays."""
        self._version(2, 12, next_quarter(self.world.day))
        at = self.world.now - timedelta(hours=4)
        terms = {name: getattr(policy, name) for name in TERMS}
        terms |= {"hot_from": policy.hot_from - 5, "trial_share": policy.trial_share + 10}
        drafted = {"drafted_by_id": self.cast.managers[0].id, "against": policy.number}
        self.world.add("leads.PolicyDraft", "PD", **terms, **drafted, created_at=at, updated_at=at)

    def _expires(self, promise: Row) -> bool:
        """An offer to a member that falls due goes on to the next partner: only the sweeper can do that."""
        if promise.kind != Kind.ANSWER_OFFER or promise.subject_table != OFFER:
            return False
        return self.world.people[promise.owed_by_id].partner_id is not None
