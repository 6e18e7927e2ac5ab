"""Partners behind the administrator's window."""

from prm.core.admin import show

from .models import (
    Campaign,
    Certificate,
    Contract,
    Member,
    Partner,
    Product,
    StaffProfile,
    Territory,
    Tier,
    TierChange,
    TierRevenue,
    TypeDefaults,
)

show(Tier, ("name", "rank", "uplift_points", "deals_needed", "kept_needed"))
show(TypeDefaults, ("type", "tier", "currency", "contract_months", "capacity"))
show(TierChange, ("ref", "partner", "from_tier", "to_tier", "state"), search=("ref",), filters=("state",))
show(TierRevenue, ("tier", "amount"))
show(Product, ("code", "name", "family", "is_active"), search=("code", "name"), filters=("is_active",))
show(
    Partner,
    ("ref", "name", "type", "tier", "state", "country", "owner"),
    search=("ref", "name", "external_id"),
    filters=("state", "type", "tier"),
)
show(Member, ("ref", "user", "partner", "capacity"), search=("ref", "user__name", "user__email", "partner__name"))
show(StaffProfile, ("user", "capacity"), search=("user__name",))
show(
    Territory,
    ("ref", "name", "partner", "member", "staff", "precedence", "is_active"),
    search=("ref", "name", "partner__name"),
    filters=("is_active",),
)
show(Campaign, ("ref", "name", "partner", "is_default"), search=("ref", "name", "partner__name"))
show(Contract, ("ref", "partner", "starts_on", "ends_on", "terms"), search=("ref", "partner__name"))
show(Certificate, ("ref", "partner", "member", "product", "state", "valid_from", "expires_on"), filters=("state",))
