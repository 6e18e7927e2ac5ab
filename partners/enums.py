"""Choices of the channel: what kinds of partner there are and what territories are made of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartnerType(models.TextChoices):
    RESELLER = "reseller", _("Reseller (VAR)")
    AGENT = "agent", _("Referral or sales agent")
    DISTRIBUTOR = "distributor", _("Distributor")
    OEM = "oem", _("OEM")
    INTEGRATOR = "integrator", _("System integrator")
    MSP = "msp", _("Managed service provider")


class PartnerState(models.TextChoices):
    PROSPECT = "prospect", _("Prospect")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")


class Industry(models.TextChoices):
    AGRICULTURE = "agriculture", _("Agriculture")
    CONSTRUCTION = "construction", _("Construction")
    EDUCATION = "education", _("Education")
    ENERGY = "energy", _("Energy and utilities")
    FINANCE = "finance", _("Finance and insurance")
    GOVERNMENT = "government", _("Government")
    HEALTH = "health", _("Health and medical")
    HOSPITALITY = "hospitality", _("Hospitality")
    LOGISTICS = "logistics", _("Logistics and transport")
    MANUFACTURING = "manufacturing", _("Manufacturing")
    MARKETING = "marketing", _("Marketing and media")
    RETAIL = "retail", _("Retail and wholesale")
    SERVICES = "services", _("Professional services")
    SOFTWARE = "software", _("Software and internet")
    TELECOM = "telecom", _("Telecommunications")
    OTHER = "other", _("Other")


class CompanySize(models.TextChoices):
    MICRO = "1-9", _("1–9 people")
    SMALL = "10-49", _("10–49 people")
    MEDIUM = "50-249", _("50–249 people")
    LARGE = "250-999", _("250–999 people")
    ENTERPRISE = "1000+", _("1,000 people or more")


class TierChangeState(models.TextChoices):
    """How far a proposed rise or fall is."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    OVERTAKEN = "overtaken", _("Overtaken by events")


class Measure(models.TextChoices):
    """What a tier can ask of a partner, counted over four quarters."""

    REVENUE = "revenue", _("Revenue won")
    DEALS = "deals", _("Deals won")
    PROMISES = "promises", _("Promises kept in time")


class CertificateState(models.TextChoices):
    """Whether the vendor has confirmed what a partner says of its training."""

    ENTERED = "entered", _("Waits to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Sharing(models.TextChoices):
    """How a partner shares leads among its own people."""

    TERRITORY = "territory", _("By territory: whoever covers it as their own comes first, then the emptiest seat")
    TURN = "turn", _("In turn: whoever has waited longest for a lead")
    LOAD = "load", _("By load: the emptiest seat")
