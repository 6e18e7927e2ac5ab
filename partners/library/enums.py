"""What kinds of document the programme publishes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    RULES_OF_ENGAGEMENT = "rules_of_engagement", _("Rules of engagement")
    QUALIFICATION = "qualification", _("Qualification criteria")
    COMPENSATION = "compensation", _("Compensation plan")
    CONTRACT = "contract", _("Contract terms")
    PRICE_LIST = "price_list", _("Price list")
    COLLATERAL = "collateral", _("Sales collateral")
    TRAINING = "training", _("Training")
