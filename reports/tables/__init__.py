"""The lists of the reports."""

from .cells import hours
from .goals import GoalsTable
from .late import LateTable
from .looks import LooksTable
from .promises import PromiseTable, ScorecardTable
from .results import PartnerResultsTable
from .waterfall import PartnerWaterfallTable

__all__ = [
    "GoalsTable",
    "LateTable",
    "LooksTable",
    "PartnerResultsTable",
    "PartnerWaterfallTable",
    "PromiseTable",
    "ScorecardTable",
    "hours",
]
