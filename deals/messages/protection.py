"""Protection: it ends soon, it was extended, it has ended."""

from django.utils.translation import gettext_lazy as _

from deals.models import Protection
from partners.selectors import named_sales_rep
from prm.accounts.models import User

from .sending import members_to_tell, tell


def _people(protection: Protection) -> list[User]:
    registration = protection.registration
    deal = registration.opportunity
    member = deal.member if deal is not None and deal.member is not None else registration.referrer
    return members_to_tell(registration.partner, member)


def warned(protection: Protection, days: int) -> None:
    row = protection.registration
    tell(
        row,
        key=f"{row.ref}/protection-warning/{days}/{protection.ends_on:%Y%m%d}",
        to=_people(protection),
        template="protection_warning",
        title=_("Protection of %(company)s ends soon"),
        words={"company": row.company},
        sender=row.reviewer or named_sales_rep(protection.partner),
        context={"protection": protection, "deal": row.opportunity},
    )


def extended(protection: Protection, actor: User) -> None:
    row = protection.registration
    people = [person for person in [*_people(protection), row.reviewer] if person and person != actor]
    tell(
        row,
        key=f"{row.ref}/protection-extended/{protection.ends_on:%Y%m%d}",
        to=people,
        template="protection_extended",
        title=_("Protection of %(company)s was extended"),
        words={"company": row.company},
        sender=actor,
        context={"protection": protection},
    )


def lapsed(protection: Protection) -> None:
    row = protection.registration
    tell(
        row,
        key=f"{row.ref}/protection-lapsed/{protection.ends_on:%Y%m%d}",
        to=_people(protection),
        template="protection_lapsed",
        title=_("Protection of %(company)s has ended"),
        words={"company": row.company},
        sender=row.reviewer or named_sales_rep(protection.partner),
        context={"protection": protection, "deal": row.opportunity},
    )
