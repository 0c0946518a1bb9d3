"""Who joins a team gets what the team may open: that leaves a trace."""

import pytest

from investigations.models import AuditEvent
from tests.factories import PersonFactory, TeamFactory

pytestmark = pytest.mark.django_db


def trail() -> list[tuple[str, str, str]]:
    events = AuditEvent.objects.filter(verb__endswith="-team")
    return [(event.verb, event.details["holder"], event.details["team"]) for event in events]


def test_it_works():
    person, team = PersonFactory(username="lea"), TeamFactory(name="Rédaction")
    person.groups.add(team)
    person.groups.remove(team)
    assert trail() == [("join-team", "lea", "Rédaction"), ("leave-team", "lea", "Rédaction")]


def test_from_the_side_of_the_team():
    person, team = PersonFactory(username="lea"), TeamFactory(name="Rédaction")
    team.user_set.add(person)
    team.user_set.clear()
    assert trail() == [("join-team", "lea", "Rédaction"), ("leave-team", "lea", "Rédaction")]


def test_all_teams_at_once():
    person = PersonFactory(username="lea")
    person.groups.set([TeamFactory(name="Une"), TeamFactory(name="Deux")])
    person.groups.clear()
    assert sorted(trail()) == [
        ("join-team", "lea", "Deux"),
        ("join-team", "lea", "Une"),
        ("leave-team", "lea", "Deux"),
        ("leave-team", "lea", "Une"),
    ]
