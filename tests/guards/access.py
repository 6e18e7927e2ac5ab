"""Every address of the portal and who may open it. An address without a row here fails the tests.

Roles are those that the page answers; whose rows they then see, `visible_to` decides. PUBLIC needs no sign-in and says
why that is harmless.
"""

from prm.accounts.enums import (
    ADMINISTRATORS,
    CHANNEL,
    EVERYONE,
    MEMBERS,
    MONEY_STAFF,
    PARTNER_ADMINS,
    SELLING_STAFF,
    STAFF,
)

PAGES = {
    # accounts
    "accounts:profile": EVERYONE,
    "accounts:security": EVERYONE,
    "accounts:second_factor": EVERYONE,
    "accounts:tokens": EVERYONE,
    "accounts:token_new": EVERYONE,
    "accounts:token_revoke": EVERYONE,
    "accounts:people": ADMINISTRATORS,
    "accounts:person_invite": ADMINISTRATORS,
    "accounts:role_policies": ADMINISTRATORS,
    "accounts:person": ADMINISTRATORS,
    "accounts:person_role": ADMINISTRATORS,
    "accounts:person_deactivate": ADMINISTRATORS,
    "accounts:person_reactivate": ADMINISTRATORS,
    "accounts:person_factor_reset": ADMINISTRATORS,
    "accounts:person_invite_again": ADMINISTRATORS,
    "accounts:person_invitation_revoke": ADMINISTRATORS,
    # partners
    "partners:list": STAFF,
    "partners:new": CHANNEL,
    "partners:team": MEMBERS,
    "partners:member": EVERYONE,
    "partners:member_edit": CHANNEL | PARTNER_ADMINS,
    "partners:member_deactivate": CHANNEL | PARTNER_ADMINS,
    "partners:member_reactivate": CHANNEL | PARTNER_ADMINS,
    "partners:member_invite_again": CHANNEL | PARTNER_ADMINS,
    "partners:territories": EVERYONE,
    "partners:territory_new": CHANNEL,
    "partners:territory": EVERYONE,
    "partners:territory_edit": CHANNEL,
    "partners:territory_end": CHANNEL,
    "partners:detail": EVERYONE,
    "partners:edit": CHANNEL | PARTNER_ADMINS,
    "partners:state": CHANNEL,
    "partners:member_invite": CHANNEL | PARTNER_ADMINS,
    # settings
    "settings:index": ADMINISTRATORS,
    "partner_settings:tiers": ADMINISTRATORS,
    "partner_settings:tier_new": ADMINISTRATORS,
    "partner_settings:tier": ADMINISTRATORS,
    "partner_settings:products": ADMINISTRATORS,
    "partner_settings:product_new": ADMINISTRATORS,
    "partner_settings:product": ADMINISTRATORS,
    # outbox
    "outbox:notices": EVERYONE,
    "outbox:read_all": EVERYONE,
    "outbox:open_notice": EVERYONE,
    "outbox:parked": ADMINISTRATORS,
    "outbox:resend": ADMINISTRATORS,
}
PUBLIC = {
    "accounts:invitation": "the link itself is the secret; it works once",
    "accounts:demo_sign_in": "answers 404 unless this is a demo",
    "healthz": "says only that the process is up",
    "readyz": "says only which part does not answer",
    "metrics": "closed but for loopback and the holder of METRICS_TOKEN",
    "robots": "a constant",
    "favicon": "a constant",
    "api:schema": "describes the API; holds no rows",
    "api:docs": "describes the API; holds no rows",
}
# Packages whose pages guard themselves; tests/accounts holds what we changed of them.
FOREIGN_PREFIXES = ("account_", "mfa_", "socialaccount_", "openid_connect_", "usersessions_", "admin:")
DEVELOPMENT_ONLY = ("devmail:", "gallery")
