"""What the reports read. Everything starts from what the user may see; nothing here writes."""

from .badges import badges_of
from .goals import outlooks, partners_with_goals
from .keeping import own_records, partners_keeping, promise_list, records_of, that_ended
from .machinery import Machinery, machinery
from .owing import clock_of_each_lead, late, late_by_person, late_of_own_partners, of_own_partners, people_who_are_late
from .paying import FeeFacts, fee_facts, fee_months
from .people import Load, people_without_second_factor, team_load
from .pipeline import (
    Amount,
    Line,
    Month,
    currencies_of,
    deal_figures,
    deals_and_fees,
    pipeline_by_group,
    to_close_by_month,
    traffic,
    won_by_partner,
)
from .results import results_of_partners
from .waterfall import (
    ProgrammeFigures,
    current_norms,
    norms_for,
    norms_versions,
    partners_with_steps,
    programme_figures,
    waterfall,
)

__all__ = [
    "Amount",
    "FeeFacts",
    "Line",
    "Load",
    "Machinery",
    "Month",
    "ProgrammeFigures",
    "badges_of",
    "clock_of_each_lead",
    "currencies_of",
    "current_norms",
    "deal_figures",
    "deals_and_fees",
    "fee_facts",
    "fee_months",
    "late",
    "late_by_person",
    "late_of_own_partners",
    "machinery",
    "norms_for",
    "norms_versions",
    "of_own_partners",
    "outlooks",
    "own_records",
    "partners_keeping",
    "partners_with_goals",
    "partners_with_steps",
    "people_who_are_late",
    "people_without_second_factor",
    "pipeline_by_group",
    "programme_figures",
    "promise_list",
    "records_of",
    "results_of_partners",
    "team_load",
    "that_ended",
    "to_close_by_month",
    "traffic",
    "waterfall",
    "won_by_partner",
]
