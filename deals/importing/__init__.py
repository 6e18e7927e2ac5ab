"""What rows of deals and of registrations mean."""

from .opportunities import OpportunityImporter
from .registrations import RegistrationImporter

__all__ = ["OpportunityImporter", "RegistrationImporter"]
