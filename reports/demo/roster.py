"""The names of the programme: staff, partners, tiers and products."""

from partners.enums import PartnerState, PartnerType
from prm.accounts.enums import Role

VENDOR_DOMAIN = "northwind.example"
RESELLER, AGENT, DISTRIBUTOR, OEM, INTEGRATOR, MSP = PartnerType
# Name, type, country, tier, members, what it covers beside its country (countries or industries), how good it is.
PARTNERS = (
    ("Brightwater Systems", RESELLER, "NL", "Gold", 6, "", 1.05),
    ("Kestrel Integration", INTEGRATOR, "GB", "Platinum", 6, "IE", 1.15),
    ("Noordlicht Techniek", INTEGRATOR, "NL", "Platinum", 5, "BE", 1.1),
    ("Waterkant ICT", MSP, "NL", "Silver", 3, "", 0.8),
    ("Poldermast Automatisering", RESELLER, "NL", "Silver", 2, "agriculture,logistics", 0.7),
    ("Delvano Partners", AGENT, "NL", "Silver", 2, "BE,DE", 0.6),
    ("Schelde Digital", RESELLER, "BE", "Gold", 3, "", 0.95),
    ("Maasbrug Solutions", MSP, "BE", "Silver", 2, "NL", 0.75),
    ("Isarwerk Gebäudetechnik", INTEGRATOR, "DE", "Platinum", 6, "AT", 1.1),
    ("Hansekontor Systeme", RESELLER, "DE", "Gold", 4, "DK", 1.0),
    ("Rheinbogen IT", MSP, "DE", "Gold", 4, "", 0.9),
    ("Feldmark Sensorik", OEM, "DE", "Silver", 2, "manufacturing,agriculture", 0.85),
    ("Elbtal Distribution", DISTRIBUTOR, "DE", "Gold", 3, "PL,AT", 0.9),
    ("Spreeland Vertrieb", AGENT, "DE", "Silver", 2, "", 0.5),
    ("Atelier Lumens", RESELLER, "FR", "Gold", 4, "", 0.95),
    ("Beauvallon Réseaux", MSP, "FR", "Silver", 3, "", 0.7),
    ("Rivage Énergie", INTEGRATOR, "FR", "Platinum", 4, "CH", 1.05),
    ("Côteau Conseil", AGENT, "FR", "Silver", 2, "hospitality,retail", 0.6),
    ("Thornbury Controls", RESELLER, "GB", "Gold", 4, "", 1.0),
    ("Marlin & Poole", AGENT, "GB", "Silver", 2, "", 0.65),
    ("Highfield Managed Services", MSP, "GB", "Gold", 3, "", 0.9),
    ("Severn Bridge Supplies", DISTRIBUTOR, "GB", "Silver", 2, "IE", 0.7),
    ("Emerald Loop", MSP, "IE", "Silver", 2, "", 0.8),
    ("Costa Clara Sistemas", RESELLER, "ES", "Gold", 3, "", 0.85),
    ("Meseta Integración", INTEGRATOR, "ES", "Silver", 2, "", 0.75),
    ("Lago Blu Automazione", INTEGRATOR, "IT", "Gold", 3, "CH", 0.95),
    ("Ponteverde Servizi", MSP, "IT", "Silver", 2, "", 0.7),
    ("Norrsken Teknik", RESELLER, "SE", "Gold", 4, "DK", 1.0),
    ("Skärgård IT", MSP, "SE", "Silver", 2, "", 0.8),
    ("Øresund Supply", DISTRIBUTOR, "DK", "Gold", 3, "SE", 0.95),
    ("Fyrtårn Data", AGENT, "DK", "Silver", 2, "", 0.6),
    ("Wisła Automatyka", INTEGRATOR, "PL", "Gold", 4, "", 0.95),
    ("Bursztyn Systemy", RESELLER, "PL", "Silver", 2, "", 0.75),
    ("Donautal Technik", RESELLER, "AT", "Silver", 2, "", 0.85),
    ("Alpenrand Informatik", MSP, "CH", "Gold", 3, "AT", 0.95),
    ("Harborlight Controls", INTEGRATOR, "US", "Platinum", 5, "", 1.1),
    ("Blue Ridge Sensors", OEM, "US", "Gold", 3, "manufacturing,energy", 0.9),
    ("Keystone Channel Group", DISTRIBUTOR, "US", "Silver", 2, "", 0.75),
    ("Prairie Fox Agency", AGENT, "US", "Silver", 1, "", 0.5),
    ("Veldzicht Advies", AGENT, "NL", "Silver", 1, "education,government", 0.55),
)
STATES = {
    "Veldzicht Advies": PartnerState.PROSPECT,
    "Spreeland Vertrieb": PartnerState.SUSPENDED,
    "Prairie Fox Agency": PartnerState.ENDED,
}
# People somebody signs in as keep their names, whatever the day.
NAMED = {
    ("Brightwater Systems", 0): "Cleo Maassen",
    ("Brightwater Systems", 1): "Carl Smeets",
    ("Kestrel Integration", 1): "Dan Whitlock",
}
TIERS = (
    ("Silver", 1, 0, "Leads in your territory, the partner library, one named sales rep."),
    ("Gold", 2, 2, "Everything of Silver; warm leads before Silver partners, joint visits, demo equipment."),
    ("Platinum", 3, 4, "Everything of Gold; hot leads first, a shared plan every quarter, early product previews."),
)
# Euros to win, deals to win and percent of promises to keep, in four quarters.
RECENT = {"Platinum"}  # given not long ago, so that nothing is taken away yet
ASKED = {"Gold": (75_000, 3, 80), "Platinum": (600_000, 12, 90)}
PRODUCTS = (
    ("gateway-one", "Gateway One", "gateway", 1450),
    ("gateway-max", "Gateway Max", "gateway", 4900),
    ("sense-air", "Sense Air", "sense", 240),
    ("sense-flow", "Sense Flow", "sense", 310),
    ("insight-start", "Insight Start", "insight", 6000),
    ("insight-plus", "Insight Plus", "insight", 18000),
    ("insight-enterprise", "Insight Enterprise", "insight", 60000),
    ("care-247", "Care 24/7", "care", 9600),
)
CERTIFIED = "insight-enterprise"  # leads for it go to certified people only
STAFF = (
    ("Gudrun Falk", Role.ADMINISTRATOR, "Programme administrator", "NL", ()),
    ("Ada van Rossum", Role.CHANNEL_MANAGER, "Channel manager Benelux and DACH", "NL", ()),
    ("Hugo Delacroix", Role.CHANNEL_MANAGER, "Channel manager South", "FR", ()),
    ("Priya Nair", Role.CHANNEL_MANAGER, "Channel manager UK, Nordics and Americas", "GB", ()),
    ("Ben Achterberg", Role.SALES_REP, "Sales rep Benelux", "NL", ("NL", "BE")),
    ("Silke Brandauer", Role.SALES_REP, "Sales rep DACH", "DE", ("DE", "AT", "CH")),
    ("Marc Tessier", Role.SALES_REP, "Sales rep South", "FR", ("FR", "ES", "IT", "CH")),
    ("Imogen Hart", Role.SALES_REP, "Sales rep UK and Americas", "GB", ("GB", "IE", "US")),
    ("Tove Halvorsen", Role.SALES_REP, "Product specialist Insight", "SE", ()),
    ("Rafał Lis", Role.SALES_REP, "Product specialist Gateway, Nordics and Poland", "PL", ("PL", "SE", "DK")),
    ("Fay Okafor", Role.FINANCE, "Partner finance", "NL", ()),
    ("Joris Helmink", Role.FINANCE, "Accounts payable", "NL", ()),
)
SPECIALISTS = {
    "Tove Halvorsen": ("insight-plus", "insight-enterprise"),
    "Rafał Lis": ("gateway-one", "gateway-max", "sense-air", "sense-flow"),
}
OWNER_OF = {
    "Ada van Rossum": ("NL", "BE", "DE", "AT"),
    "Hugo Delacroix": ("FR", "ES", "IT", "CH"),
    "Priya Nair": ("GB", "IE", "SE", "DK", "PL", "US"),
}
MEMBER_TITLES = (
    "Account manager",
    "Sales engineer",
    "Inside sales",
    "Business developer",
    "Consultant",
    "Sales manager",
)
