from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from investigations.audit import record
from investigations.models import AuditEvent
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def events():
    person = PersonFactory(username="alix")
    verb = AuditEvent.Verb.SEARCH
    return [record(verb, actor=person, query=f"question {n}") for n in range(3)]


def run(*words):
    said = StringIO()
    call_command("audit", *words, stdout=said)
    return said.getvalue()


def test_it_works(events):
    assert run("verify").startswith("3 ")


def test_the_last_events_are_listed_oldest_first(events):
    lines = run("list", "--last", "2").splitlines()
    assert len(lines) == 2
    assert "question 1" in lines[0]
    assert "question 2" in lines[1]
    assert all("alix search" in line for line in lines)


def test_an_empty_trail_holds():
    assert run("verify").startswith("0 ")
    assert run("list") == ""


@pytest.mark.parametrize(
    ("statement", "at"),
    [
        ("UPDATE investigations_auditevent SET actor = 'bruno' WHERE id = %s", 1),
        ("DELETE FROM investigations_auditevent WHERE id = %s", 1),
    ],
)
def test_a_broken_chain_fails_and_says_where(events, statement, at):
    with connection.cursor() as cursor:
        cursor.execute(statement, [events[at].pk])
    with pytest.raises(CommandError, match=rf"event {events[at].pk}|event {events[at + 1].pk}"):
        run("verify")


def test_an_unknown_verb_is_refused():
    with pytest.raises(CommandError):
        run("forget")
