"""The navigation leads only to pages that exist, shows each role its own, and marks where one stands."""

import pytest
from django.urls import reverse

from prm.accounts.enums import Role
from prm.core.navigation import NavGroup, NavigationMap, NavItem, navigation_for
from prm.navigation import NAVIGATION


@pytest.mark.parametrize("item", NAVIGATION.items(), ids=lambda item: item.url_name)
def test_every_door_leads_somewhere(item):
    assert reverse(item.url_name).startswith("/")


@pytest.mark.parametrize("item", NAVIGATION.items(), ids=lambda item: item.url_name)
def test_every_door_names_known_roles(item):
    assert item.roles <= set(Role)


def labels(navigation):
    return {str(link.label) for section in navigation.sections for link in section.links}


def test_each_role_sees_its_own_doors():
    assert "Settings" in labels(navigation_for(Role.ADMINISTRATOR, "/", NAVIGATION))
    rep = labels(navigation_for(Role.PARTNER_REP, "/", NAVIGATION))
    assert {"Overview", "Offers", "Leads", "Deals", "Team"} <= rep
    assert not {"Settings", "Partners", "What is late"} & rep
    assert "Fees" in labels(navigation_for(Role.FINANCE, "/", NAVIGATION))


def current(path):
    navigation = navigation_for(Role.CHANNEL_MANAGER, path, NAVIGATION)
    return [str(link.label) for section in navigation.sections for link in section.links if link.current]


def test_the_room_one_stands_in_is_marked_once():
    assert current("/") == ["Overview"]
    assert current(reverse("leads:list") + "L-7K3M9Q/") == ["Leads"]
    assert current(reverse("deals:registrations")) == ["Registrations"]
    assert current("/elsewhere/") == []


def test_the_phone_gets_four_doors_at_most():
    for role in Role:
        quick = navigation_for(role, "/", NAVIGATION).quick
        assert 1 <= len(quick) <= 4


def test_a_broken_door_does_not_close_the_house(caplog):
    broken = NavigationMap(
        groups=(NavGroup("", (NavItem("Home", "account_login", "house"), NavItem("Gone", "no:where", "x"))),)
    )
    navigation = navigation_for(Role.FINANCE, "/", broken, {})
    assert labels(navigation) == {"Home"}
    assert "no:where" in caplog.text


def test_counts_stand_beside_their_doors():
    counted = NavigationMap(groups=(NavGroup("", (NavItem("Home", "account_login", "house", badge="work"),)),))
    assert navigation_for(Role.FINANCE, "/", counted, {"work": 7}).sections[0].links[0].count == 7
