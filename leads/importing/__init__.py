"""What rows of leads and of customers mean. Used by the import of deals, too."""

from .customers import CustomerBook
from .leads import LeadImporter

__all__ = ["CustomerBook", "LeadImporter"]
