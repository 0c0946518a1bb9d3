import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from investigations import audit
from investigations.models import AuditEvent
from investigations.models.audit import FIRST, AppendOnly
from tests.factories import InvestigationFactory, PersonFactory

Verb = AuditEvent.Verb


def write(statement, *values):
    """Somebody with the database in their hands."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def three(db):
    person = PersonFactory(username="alix")
    return [audit.record(Verb.SEARCH, actor=person, query=f"l’été n° {n}") for n in range(3)]


def test_it_works(db, rf):
    investigation = InvestigationFactory()
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")
    person = PersonFactory(username="alix")
    event = audit.record(
        Verb.CREATE, actor=person, target=investigation, request=request, name="Été ’24 \x00 🗂"
    )
    event.refresh_from_db()
    assert (event.actor, event.verb, event.ip) == ("alix", "create", "192.0.2.7")
    assert event.target == f"investigations.investigation:{investigation.pk}"
    assert event.previous_hash == FIRST
    assert audit.verify() == (1, None)


def test_each_event_carries_the_hash_of_the_one_before(three):
    assert [event.previous_hash for event in three] == [FIRST, three[0].hash, three[1].hash]
    assert audit.verify() == (3, None)


def test_no_events_hold(db):
    assert audit.verify() == (0, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "bruno"),
        ("verb", "seal"),
        ("target", "casefiles.casefile:1"),
        ("ip", "192.0.2.8"),
        ("details", "{}"),
        ("at", "2001-01-01 00:00:00"),
    ],
)
def test_an_altered_event_is_found(three, column, value):
    table = AuditEvent._meta.db_table
    write(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, three[1].pk)  # noqa: S608
    count, broken = audit.verify()
    assert (count, broken.event.pk, broken.reason) == (1, three[1].pk, "altered")


@pytest.mark.parametrize(("place", "holding"), [(0, 0), (1, 1)])
def test_a_missing_event_is_found(three, place, holding):
    write("DELETE FROM investigations_auditevent WHERE id = %s", three[place].pk)
    count, broken = audit.verify()
    assert (count, broken.event.pk, broken.reason) == (holding, three[place + 1].pk, "gap")


def test_a_forged_event_breaks_the_chain_after_it(three):
    """Hashed anew with the same function, it still is not what the next one remembers."""
    forged = AuditEvent.objects.get(pk=three[1].pk)
    forged.actor = "bruno"
    forged_hash = forged.computed_hash()
    write(
        "UPDATE investigations_auditevent SET actor = 'bruno', hash = %s WHERE id = %s",
        forged_hash,
        forged.pk,
    )
    count, broken = audit.verify()
    assert (count, broken.event.pk, broken.reason) == (2, three[2].pk, "gap")


def test_events_cannot_be_changed_or_deleted(three):
    event = three[0]
    event.actor = "bruno"
    refused = [
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        AuditEvent.objects.filter(pk=event.pk).delete,
        lambda: AuditEvent.objects.update(actor="bruno"),
        lambda: AuditEvent.objects.bulk_update([event], ["actor"]),
        lambda: AuditEvent.objects.update_or_create(pk=event.pk, defaults={"actor": "bruno"}),
    ]
    for change in refused:
        with pytest.raises(AppendOnly), transaction.atomic():
            change()
    assert audit.verify() == (3, None)


def test_a_person_who_is_gone_stays_in_the_trail(three):
    PersonFactory._meta.model.objects.get(username="alix").delete()
    assert set(AuditEvent.objects.values_list("actor", flat=True)) == {"alix"}
    assert audit.verify() == (3, None)


@pytest.fixture
def database_file(tmp_path, django_db_blocker, monkeypatch):
    """A database in a file, as an installation has it, for all threads but this one."""
    if connection.vendor != "sqlite":
        pytest.skip("no database of a file: the suite runs on another one")
    monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "trail.sqlite3"))

    def create():
        with connection.schema_editor() as editor:
            editor.create_model(AuditEvent)

    with django_db_blocker.unblock():
        in_threads(create)
        yield


def in_threads(*works):
    """Each in a thread of its own, all at once; what went wrong in them is raised here."""
    start = threading.Barrier(len(works))

    def run(work):
        start.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_threads_that_append_at_once_make_one_chain(database_file):
    def append():
        for n in range(25):
            audit.record(Verb.SEARCH, query=str(n))

    in_threads(*[append] * 8)
    assert in_threads(audit.verify) == [(200, None)]


def test_appending_waits_for_a_longer_transaction(database_file):
    """What is recorded within a transaction that others wait for is in the chain once."""

    def transfer():
        for _ in range(5):
            with transaction.atomic():
                audit.record(Verb.GRANT)
                time.sleep(0.02)
                audit.record(Verb.SEAL)

    in_threads(*[transfer] * 4)
    assert in_threads(audit.verify) == [(40, None)]
