"""What an administrator can set, by topic. Stands beside the URLs because it names them."""

from django.utils.translation import gettext_lazy as _

from prm.core.views.settings_index import SettingsGroup, SettingsPage

SETTINGS_PAGES = (
    SettingsGroup(
        _("People"),
        (
            SettingsPage(_("People"), _("Every account: roles, invitations, closing."), "accounts:people", "users"),
            SettingsPage(
                _("Sign-in rules"),
                _("Which roles need a second factor."),
                "accounts:role_policies",
                "shield-check",
            ),
        ),
    ),
    SettingsGroup(
        _("Programme"),
        (
            SettingsPage(
                _("Tiers"), _("Ranks of partners, their benefits and fee uplift."), "partner_settings:tiers", "medal"
            ),
            SettingsPage(
                _("Types of partner"),
                _("What a new reseller, agent or distributor begins with: tier, currency, contract, capacity."),
                "partner_settings:partner_types",
                "shapes",
            ),
            SettingsPage(
                _("Sales reps"),
                _("Who is the specialist for which products, and how much each can review at a time."),
                "partner_settings:sales_reps",
                "user-check",
            ),
            SettingsPage(
                _("Products"),
                _("What partners sell, and the family in which a deal is protected."),
                "partner_settings:products",
                "package",
            ),
            SettingsPage(
                _("How leads are scored"),
                _("Which facts make a lead hot, warm or cold."),
                "lead_settings:scoring",
                "gauge",
            ),
            SettingsPage(
                _("Forms on your site"),
                _("What visitors fill in, who may embed it, and the consent they give."),
                "lead_settings:web_forms",
                "app-window",
            ),
            SettingsPage(
                _("Lead policy"),
                _("Ranks, clocks, routing, and the times of a refusal."),
                "lead_settings:policy",
                "timer",
            ),
            SettingsPage(
                _("Norms of the waterfall"),
                _("Which share of leads passes each step, and how long it takes."),
                "report_settings:norms",
                "funnel",
            ),
            SettingsPage(
                _("Stages of deals"),
                _("What a deal needs to enter a stage, and how long it usually stays there."),
                "deal_settings:stages",
                "milestone",
            ),
            SettingsPage(
                _("Approval of registrations"),
                _("Who approves after the reviewer, by amount and product."),
                "deal_settings:approvals",
                "list-checks",
            ),
            SettingsPage(
                _("Compensation plans"),
                _("What a won deal earns, by version, and what another version would mean."),
                "incentive_settings:plans",
                "percent",
            ),
            SettingsPage(
                _("Marketing money"),
                _("What comes into budgets, what we share, and the clocks."),
                "incentive_settings:mdf",
                "megaphone",
            ),
            SettingsPage(
                _("Territories"), _("Who covers what, and who wins where they overlap."), "partners:territories", "map"
            ),
            SettingsPage(
                _("Imports"), _("Partners, leads and deals from files of other systems."), "imports:list", "file-input"
            ),
            SettingsPage(
                _("Webhooks"), _("Systems that are called when something happens."), "webhooks:list", "webhook"
            ),
            SettingsPage(_("Documents"), _("Rules, criteria, plans and collateral."), "library:list", "folder-open"),
        ),
    ),
)
