"""Names, places and sentences the demo programme is made of. All people and companies are invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """Where people live and companies are. `rate` turns euros into its currency, roughly."""

    code: str
    zone: str
    currency: str
    rate: float
    dial: str
    legal: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    places: tuple[tuple[str, str, str], ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _places(text: str) -> tuple[tuple[str, str, str], ...]:
    """City, region and the beginning of its postcodes."""
    return tuple((city, region, code) for city, region, code in (part.split("/") for part in _names(text)))


COUNTRIES = {
    country.code: country
    for country in (
        Country(
            "NL", "Europe/Amsterdam", "EUR", 1, "+31", ("BV", "NV", "Groep BV"),
            _words("Daan Sanne Lotte Bram Fleur Jesse Mila Ruben Anouk Thijs Eva Sem Noor Lars Isa Gijs Femke Koen"),
            _names("de Vries, Bakker, Visser, Smit, Meijer, Mulder, Bos, Vos, Peters, Hendriks, van Dijk, Dekker, "
                   "Brouwer, de Wit, Dijkstra, Kramer, van Leeuwen, Postma"),
            _places("Utrecht/Utrecht/35, Rotterdam/Zuid-Holland/30, Amsterdam/Noord-Holland/10, "
                    "Eindhoven/Noord-Brabant/56, Groningen/Groningen/97, Zwolle/Overijssel/80"),
        ),
        Country(
            "BE", "Europe/Brussels", "EUR", 1, "+32", ("BV", "NV"),
            _words("Jonas Elise Wout Marie Arthur Camille Seppe Julie Louis Manon Lucas Hanne Victor Amber"),
            _names("Peeters, Janssens, Maes, Jacobs, Mertens, Willems, Claes, Goossens, Wouters, De Smet, Dubois"),
            _places("Antwerpen/Antwerpen/20, Gent/Oost-Vlaanderen/90, Brussel/Brussel/10, Leuven/Vlaams-Brabant/30, "
                    "Liège/Liège/40"),
        ),
        Country(
            "DE", "Europe/Berlin", "EUR", 1, "+49", ("GmbH", "AG", "GmbH & Co. KG", "SE"),
            _words("Lena Jonas Mia Paul Hannah Felix Lea Moritz Clara Niklas Johanna Tim Greta Anton Frieda Max Ida"),
            _names("Schulz, Becker, Hoffmann, Koch, Richter, Wolf, Neumann, Schwarz, Krüger, Braun, Hartmann, Lange, "
                   "Werner, Lehmann, Köhler, Maier, Vogt, Seidel"),
            _places("München/Bayern/80, Hamburg/Hamburg/20, Berlin/Berlin/10, Köln/Nordrhein-Westfalen/50, "
                    "Stuttgart/Baden-Württemberg/70, Leipzig/Sachsen/04, Bremen/Bremen/28, Nürnberg/Bayern/90"),
        ),
        Country(
            "FR", "Europe/Paris", "EUR", 1, "+33", ("SAS", "SARL", "SA"),
            _words("Louise Gabriel Emma Hugo Chloé Jules Inès Adam Léa Nathan Manon Théo Camille Antoine Zoé Rémi"),
            _names("Bernard, Petit, Moreau, Laurent, Girard, Roux, Fournier, Mercier, Lambert, Fontaine, Chevalier, "
                   "Gauthier, Perrin, Masson, Renaud, Colin"),
            _places("Paris/Île-de-France/75, Lyon/Auvergne-Rhône-Alpes/69, Nantes/Pays de la Loire/44, "
                    "Lille/Hauts-de-France/59, Toulouse/Occitanie/31"),
        ),
        Country(
            "GB", "Europe/London", "GBP", 0.85, "+44", ("Ltd", "PLC", "LLP"),
            _words("Olivia Harry Amelia George Isla Oscar Grace Freddie Poppy Alfie Freya Theo Ivy Callum Rosie Ewan"),
            _names("Taylor, Walker, Hughes, Green, Hall, Wood, Harris, Clarke, Turner, Hill, Moore, Baker, Carter, "
                   "Mitchell, Shaw, Bennett, Fraser, Reid"),
            _places("London/Greater London/E1, Manchester/Greater Manchester/M1, Leeds/West Yorkshire/LS, "
                    "Bristol/Bristol/BS, Glasgow/Scotland/G1, Cardiff/Wales/CF"),
        ),
        Country(
            "IE", "Europe/Dublin", "EUR", 1, "+353", ("Ltd", "DAC"),
            _words("Aoife Conor Niamh Sean Ciara Patrick Orla Liam Saoirse Eoin"),
            _names("Murphy, Byrne, Ryan, Doyle, Walsh, Kennedy, Lynch, Quinn, Nolan, Keane"),
            _places("Dublin/Leinster/D0, Cork/Munster/T1, Galway/Connacht/H9"),
        ),
        Country(
            "ES", "Europe/Madrid", "EUR", 1, "+34", ("SL", "SA"),
            _words("Lucía Mateo Sofía Pablo Paula Álvaro Carmen Diego Elena Javier Marta Sergio"),
            _names("García, Fernández, Ruiz, Navarro, Torres, Ramos, Vega, Serrano, Molina, Ortega, Castro, Delgado"),
            _places("Madrid/Madrid/28, Barcelona/Cataluña/08, Valencia/Comunidad Valenciana/46, Sevilla/Andalucía/41"),
        ),
        Country(
            "IT", "Europe/Rome", "EUR", 1, "+39", ("SpA", "Srl"),
            _words("Giulia Lorenzo Aurora Matteo Chiara Davide Elisa Marco Sara Pietro Alice Tommaso"),
            _names("Conti, Greco, Marino, Gallo, Costa, Fontana, Rinaldi, Caruso, Ferrara, Galli, Leone, Longo"),
            _places("Milano/Lombardia/20, Torino/Piemonte/10, Bologna/Emilia-Romagna/40, Roma/Lazio/00"),
        ),
        Country(
            "SE", "Europe/Stockholm", "SEK", 11, "+46", ("AB",),
            _words("Alva Elias Maja Oskar Saga Axel Wilma Hugo Astrid Nils Linnea Emil"),
            _names("Lindqvist, Bergström, Nyström, Sandberg, Holm, Ekman, Lundgren, Åberg, Wallin, Söderberg"),
            _places("Stockholm/Stockholm/11, Göteborg/Västra Götaland/41, Malmö/Skåne/21, Uppsala/Uppsala/75"),
        ),
        Country(
            "DK", "Europe/Copenhagen", "DKK", 7.5, "+45", ("A/S", "ApS"),
            _words("Freja Noah Clara Emil Alma Malthe Laura Magnus Sofie Mikkel"),
            _names("Jensen, Holst, Madsen, Kjær, Lund, Bech, Dahl, Friis, Krogh, Winther"),
            _places("København/Hovedstaden/10, Aarhus/Midtjylland/80, Odense/Syddanmark/50"),
        ),
        Country(
            "PL", "Europe/Warsaw", "PLN", 4.3, "+48", ("Sp. z o.o.", "SA"),
            _words("Zofia Jan Hanna Jakub Maja Szymon Alicja Filip Oliwia Mikołaj Agata Tomasz"),
            _names("Kowalczyk, Mazur, Krawczyk, Zając, Król, Wróbel, Dudek, Pawlak, Sikora, Baran, Zawadzki, Czajka"),
            _places("Warszawa/Mazowieckie/00, Kraków/Małopolskie/30, Wrocław/Dolnośląskie/50, Gdańsk/Pomorskie/80"),
        ),
        Country(
            "AT", "Europe/Vienna", "EUR", 1, "+43", ("GmbH", "AG"),
            _words("Valentina Jakob Theresa Lukas Magdalena Florian Katharina Elias Leonie Fabian"),
            _names("Gruber, Huber, Pichler, Steiner, Moser, Egger, Lechner, Fuchs, Eder, Brandl"),
            _places("Wien/Wien/10, Graz/Steiermark/80, Linz/Oberösterreich/40"),
        ),
        Country(
            "CH", "Europe/Zurich", "CHF", 0.95, "+41", ("AG", "GmbH"),
            _words("Nina Luca Selina Noah Alina Reto Sara Beat Livia Urs"),
            _names("Keller, Frei, Baumann, Zimmermann, Brunner, Suter, Gerber, Wyss, Kunz, Ammann"),
            _places("Zürich/Zürich/80, Basel/Basel-Stadt/40, Bern/Bern/30, Lausanne/Vaud/10"),
        ),
        Country(
            "US", "America/New_York", "USD", 1.1, "+1", ("Inc.", "LLC", "Corp."),
            _words("Ava Ethan Harper Mason Ella Logan Nora Caleb Hazel Wyatt Lila Owen Quinn Miles"),
            _names("Anderson, Brooks, Coleman, Foster, Hayes, Jenkins, Morgan, Powell, Reyes, Sullivan, Ward, Price"),
            _places("Boston/Massachusetts/021, New York/New York/100, Philadelphia/Pennsylvania/191, "
                    "Atlanta/Georgia/303, Charlotte/North Carolina/282"),
        ),
    )
}  # fmt: skip

# How many of a hundred leads come from where.
LEAD_WEIGHTS = {
    "NL": 17, "DE": 20, "GB": 13, "FR": 10, "BE": 7, "SE": 6, "PL": 5, "ES": 5, "IT": 5, "CH": 4, "DK": 3, "AT": 2,
    "IE": 2, "US": 6,
}  # fmt: skip

STEMS = _words(
    """
    Alvaren Amberhof Ardenko Astrona Averly Balmore Bexhaven Birkedal Blauwend Boreven Brandholm Brenthal Calderon
    Camaris Carvella Castellor Cedrano Chalmont Clearmoor Cordale Corvanta Dalfor Delmara Dornick Dovento Drevano
    Eastmere Edelvik Elandra Elmstad Emberly Estravel Evendale Falkona Ferngate Fintrava Fjordvik Fontelle Forstmark
    Galvanor Garmond Glenhaven Graviera Greyfell Halvorn Harrowin Havenda Heldrick Hollenz Ilmaris Ironvale Ivoria
    Jadwiga Jorvald Kaldera Kestmoor Kilbrane Klarholt Kronveld Lagoria Landara Larkwell Lavendre Lindora Lomavik
    Lunenburg Malvern Maranto Marlowe Meridon Millbrae Montavar Morvan Nantello Nethergate Nordalen Norvela Oakmere
    Olvara Orlanda Ostermark Palmeras Parvento Pendrell Petravia Pinewold Quayside Quintara Radeborg Ravenna Redholt
    Rivano Rosendal Rundale Salvero Sandvik Savoyen Selbourne Silvano Solvig Sommara Stavern Steenwijk Stormark
    Sundara Tavistone Tellmar Thornby Torvald Trevano Tulivar Ullman Valdore Varenholt Ventura Verdano Vestmark
    Vinterby Vorland Waldina Wendover Westerra Wexmoor Windhaven Wolverin Yarrow Zandvoort Zelmira
    """
)

# Industry, words a company of it has in its name, and how often.
BUSINESSES = (
    ("manufacturing", _words("Steel Motors Polymers Machinery Components"), 18),
    ("logistics", _words("Logistics Freight Warehousing"), 12),
    ("retail", _words("Stores Markets Outdoor"), 10),
    ("health", _words("Clinics Care Laboratories"), 10),
    ("hospitality", _words("Hotels Catering"), 6),
    ("education", _words("College Academy"), 6),
    ("construction", _words("Builders Estates"), 7),
    ("energy", _words("Energy Utilities"), 7),
    ("finance", _words("Insurance Savings"), 5),
    ("government", ("City Services", "Public Works"), 4),
    ("agriculture", _words("Farms Greenhouses"), 5),
    ("software", _words("Systems Hosting"), 5),
    ("telecom", _words("Networks Telecom"), 3),
    ("services", _words("Consulting Facilities"), 2),
)
SIZES = (("1-9", 8), ("10-49", 24), ("50-249", 36), ("250-999", 22), ("1000+", 10))

DECIDERS = (
    "Facility manager", "Head of operations", "Energy manager", "IT director", "Plant manager", "Managing director",
    "Head of sustainability", "Office manager", "Chief financial officer", "Owner",
)  # fmt: skip
TITLES = (
    "Purchasing officer", "Project engineer", "Maintenance planner", "Quality engineer", "Assistant to the board",
    "Building technician", "Controller", "Buyer", "Systems engineer",
)  # fmt: skip

# What people need, by product family; {n} is a number of something.
NEEDS = {
    "gateway": (
        "Wants to connect {n} meters in three buildings to one gateway, without new cabling.",
        "Replaces an old bus system; {n} devices have to be read every minute.",
        "Asks for a gateway that also works when the line is down for a day, at {n} sites.",
    ),
    "sense": (
        "Needs {n} air sensors for meeting rooms before the heating season begins.",
        "Cold rooms have to be watched day and night; about {n} measuring points.",
        "Water damage last winter: wants flow sensors on {n} risers and an alarm by phone.",
    ),
    "insight": (
        "Has data of {n} buildings in spreadsheets and wants one dashboard with alarms.",
        "Has to report energy use of {n} sites from next quarter and looks for software that does it.",
        "Compares two offers for monitoring {n} machines; decides within the quarter.",
    ),
    "care": (
        "Runs {n} gateways and wants somebody to watch them at night and at weekends.",
        "The service contract with another supplier ends; {n} sites, four hours to react.",
    ),
}

LEAD_NOTES = (
    "Spoke for twenty minutes; they measure by hand today and lose a day a week with it.",
    "Sent the brochure and two references from their industry.",
    "They want a visit on site before they talk about prices.",
    "The budget is decided in four weeks; call again then.",
    "Nobody answered the phone; wrote an e-mail instead.",
    "Asked for the data sheet and the wiring plan.",
)
DEAL_NOTES = (
    "The offer is on the table; the customer compares it with one more.",
    "The pilot of two weeks went well, all sensors reported.",
    "Purchasing asks for a longer payment term.",
    "Waiting for the building owner to agree to the installation.",
    "The technical questions are answered, the contract is with legal.",
    "Delivery in two lots is agreed.",
)
NEXT_STEPS = (
    "Visit on site", "Send the revised offer", "Call about the pilot", "Meet purchasing", "Clear the wiring plan",
    "Present to the board", "Agree the delivery dates",
)  # fmt: skip
DECLINE_NOTES = {
    "no_capacity": "Our engineers are booked until the end of next month.",
    "wrong_territory": "Too far from our nearest office.",
    "wrong_fit": "They look for a rental, which we do not do.",
    "known": "",
    "quality": "The phone number belongs to somebody else.",
    "other": "We are about to merge two offices and take nothing new this week.",
}
CHECKED = (
    "We looked at the customer's file, called the contact twice and read the offers of the last two years.",
    "We compared your description with the qualification criteria and asked our service desk.",
    "We spoke with the contact you named and looked at open orders of this customer.",
)
CHANGES = (
    "A named contact who confirms the project, and a budget for this year.",
    "A description of what you have done with the customer since you first met them.",
    "Evidence that the need is new and not part of the framework contract.",
)
ASKED_FOR = (
    "Please name the person who decides, and tell us what you have offered so far.",
    "The amount seems to be for three years. What is the value of the first year?",
    "Which of the sites does this concern? A postcode is enough.",
)
APPEALS = (
    "The contact has changed since: the new head of operations confirmed the project to us last week.",
    "Our offer is older than the order you mention, see the date on the first page.",
)
SOLD_TOGETHER = "You know the site and its people, the offer is made already: your visit decides it."
APPEAL_ANSWER = "Thank you for writing. We have looked again and spoken with the customer; it stays as it is."
EVIDENCE = (
    "Pilot finished, two workshops held, the offer was revised on the customer's request.",
    "The customer's board has approved the budget; the contract is being drawn up.",
)
# Why a lead that was held is none.
NO_LEADS = (
    "The address does not exist; nobody of this name works there.",
    "A student who writes a paper about the market. We sent her the brochure.",
    "Wants to sell to us, not to buy.",
    "Looks for a job; passed on to our colleagues in personnel.",
    "A private person with one flat. Too small for a partner.",
    "Asked all makers for a price list and answers no call.",
)

# What people speak besides English, by country.
SPOKEN = {
    "NL": ("nl",), "BE": ("nl", "fr"), "DE": ("de",), "FR": ("fr",), "ES": ("es",), "IT": ("it",), "SE": ("sv",),
    "DK": ("da",), "PL": ("pl",), "AT": ("de",), "CH": ("de", "fr"),
}  # fmt: skip
