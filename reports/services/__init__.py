"""What the reports write of their own; of everything else they only read."""

from .norms import change_norms
from .rolling import roll_up

__all__ = ["change_norms", "roll_up"]
