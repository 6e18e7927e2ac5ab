"""What rows of partners, of their people and of products mean. Used by the imports of leads and deals, too."""

from .companies import PartnerImporter
from .products import ProductBook
from .teams import TeamBook

__all__ = ["PartnerImporter", "ProductBook", "TeamBook"]
