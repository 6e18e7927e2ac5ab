"""Partners and their people as other files name them: by name only, in a list of who belongs to whom."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from partners.enums import PartnerState, PartnerType
from partners.models import Campaign, Member, Partner
from prm.accounts.enums import Role
from prm.accounts.models import User
from prm.importing import fields
from prm.importing.fields import Companion
from prm.importing.importer import Options
from prm.importing.models import ImportedRow
from prm.importing.report import Report
from prm.importing.understanding import Table
from prm.importing.values import Vocabulary

from .owners import lowest_tier, owner_or_placeholder

COMPANION = Companion(
    "sales_teams.csv",
    (
        fields.text("agent", "sales agent", "member", "rep", "sales rep", longest=150, required=True),
        fields.text("manager", "partner", "company", "reseller", longest=150, required=True),
        fields.email("agent_email", "email", "e-mail"),
        fields.text("office", "regional office", "region", longest=80),
    ),
)
KIND = "members"


@dataclass
class Agent:
    """A person of the list: at which partner, and the member once there is one."""

    name: str
    partner: str
    email: str
    member: Member | None = None


class TeamBook:
    """Partners and members by name. Those of the list that nobody has are made by `establish`.

    A new member cannot sign in: the account is inactive, and without an address in the list it gets one under
    .invalid, which no mail ever reaches. An invitation makes a real account of it.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.members = Vocabulary(guesses=False)
        self.partners = Vocabulary(guesses=False)
        self._partners: dict[str, Partner] = {}
        self._offices: dict[str, str] = {}
        self._agents: dict[str, Agent] = {}
        self._campaigns: dict[int, Campaign] = {}
        for partner in Partner.objects.order_by("pk"):
            self._add_partner(partner)
        members = list(Member.objects.select_related("user", "partner").order_by("pk"))
        bearers = Counter(_key(member.user.name) for member in members)
        for member in members:
            # Of two people with one name, neither is meant by it.
            self._add_member(member, by_name=bearers[_key(member.user.name)] == 1)
        self._listed: dict[str, int] = {}

    # -- answers

    def member(self, key: str) -> Member | None:
        return self._agents[key].member

    def partner(self, key: str) -> Partner | None:
        return self._partners.get(key)

    def partner_of(self, key: str) -> str:
        """The key of the partner that the person belongs to."""
        return _key(self._agents[key].partner)

    def campaign(self, partner: Partner | None) -> Campaign | None:
        """The default campaign of the partner."""
        if not self._campaigns:
            rows = Campaign.objects.filter(is_default=True)
            self._campaigns = {campaign.partner_id: campaign for campaign in rows.order_by("pk")}
        return self._campaigns.get(partner.pk) if partner else None

    # -- the list

    def learn(self, table: Table, report: Report) -> None:
        known = self._imported_before()
        for row in table.rows(report):
            name, partner = row.values["agent"], row.values["manager"]
            if name in self._listed:
                sentence = _("%(name)s is listed in line %(line)s already")
                report.refuse(row.line, sentence % {"name": name, "line": self._listed[name]}, table.name)
                continue
            self._listed[name] = row.line
            if _key(partner) not in self._partners and _key(partner) not in self._offices:
                self._offices[_key(partner)] = row.get("office", "")
                self.partners.add(_key(partner), partner)
                report.related[_("partners made")] += 1
            agent = Agent(name, partner, row.get("agent_email") or self._made_up_address(name, partner))
            agent.member = known.get(name) or self._member_at(agent)
            if agent.member is None:
                report.related[_("members made, who cannot sign in until they are invited")] += 1
            self._agents[name] = agent
            self.members.add(name, name)

    def establish(self) -> None:
        """Make the partners of the list, each with its campaign, and their members."""
        missing = [agent for agent in self._agents.values() if agent.member is None]
        self._make_partners({_key(agent.partner): agent.partner for agent in missing})
        for agent in missing:
            agent.member = self._make_member(agent)
        ImportedRow.objects.bulk_create(
            ImportedRow(
                kind=KIND,
                source=self.options.source,
                external_id=agent.name[:100],
                object_id=agent.member.pk,
                facts={},
            )
            for agent in missing
            if agent.member
        )

    def _make_partners(self, names: dict[str, str]) -> None:
        new = {key: name for key, name in names.items() if key not in self._partners}
        if not new:
            return
        owner, tier = owner_or_placeholder(self.options.actor), lowest_tier()
        for key, name in new.items():
            office = self._offices[key]
            self._partners[key] = Partner.objects.create(
                name=name,
                type=PartnerType.RESELLER,
                tier=tier,
                state=PartnerState.ACTIVE,
                country=settings.DEFAULT_COUNTRY,
                about=_("Office: %(office)s") % {"office": office} if office else "",
                currency=self.options.currency,
                owner=owner,
                source=self.options.source,
                external_id=name[:100],
            )
            Campaign.objects.create(partner=self._partners[key], name=name, is_default=True)
        self._campaigns = {}

    def _make_member(self, agent: Agent) -> Member:
        user = User(email=agent.email, name=agent.name, role=Role.PARTNER_REP, is_active=False)
        user.set_unusable_password()
        user.save(force_insert=True)
        return Member.objects.create(user=user, partner=self._partners[_key(agent.partner)])

    # -- what is there

    def _add_partner(self, partner: Partner) -> None:
        self._partners[_key(partner.name)] = partner
        self.partners.add(_key(partner.name), partner.name, names=[partner.ref])

    def _add_member(self, member: Member, *, by_name: bool) -> None:
        user = member.user
        self._agents[user.email] = Agent(user.name, member.partner.name, user.email, member)
        names = [user.email, member.ref]
        self.members.add(user.email, user.name if by_name else user.email, names=names)

    def _member_at(self, agent: Agent) -> Member | None:
        """A member with this address, or with this name at this partner."""
        known = self._agents.get(agent.email)
        if known:
            return known.member
        same = [
            other.member
            for other in self._agents.values()
            if other.member and _key(other.name) == _key(agent.name) and _key(other.partner) == _key(agent.partner)
        ]
        return same[0] if same else None

    def _made_up_address(self, name: str, partner: str) -> str:
        """An address that says of itself that it is none (.invalid is reserved for that)."""
        person, company = slugify(name).replace("-", ".")[:50] or "member", slugify(partner)[:60] or "partner"
        taken = {agent.email for agent in self._agents.values() if agent.name != name}
        numbers = ("", *(f".{number}" for number in range(2, 1000)))
        return next(made for end in numbers if (made := f"{person}{end}@{company}.invalid") not in taken)

    def _imported_before(self) -> dict[str, Member]:
        rows = ImportedRow.objects.filter(kind=KIND, source=self.options.source)
        numbers = dict(rows.values_list("external_id", "object_id"))
        members = Member.objects.select_related("user", "partner").in_bulk(numbers.values())
        return {name: members[number] for name, number in numbers.items() if number in members}


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
