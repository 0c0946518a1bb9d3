from types import SimpleNamespace

import pytest
import redis
from django.core.cache import cache
from django.urls import reverse

from casefiles import queue as queue_module
from casefiles.ingest import wanted
from casefiles.ingest.wanted import want_now
from casefiles.models import Page
from casefiles.queue import LOOKED_AT, READ_PAGES
from casefiles.reading.reasons import Reason
from casefiles.states import PageState
from investigations.roles import Role
from investigations.services import grants
from tests.factories import PageFactory, PersonFactory, VolumeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch, queue) -> list[tuple]:
    """What has been put into the queue: (pages, priority)."""
    messages: list[tuple] = []

    def send_task(task, args, countdown, priority):
        assert task == READ_PAGES
        messages.append((*args, priority))

    monkeypatch.setattr(queue_module, "current_app", SimpleNamespace(send_task=send_task))
    yield messages
    cache.clear()


def waiting(count: int, **attributes) -> list[Page]:
    volume = VolumeFactory()
    fresh = {"state": PageState.WAITING, "text": "", "text_version": 0}
    return [PageFactory(volume=volume, **(fresh | attributes)) for _ in range(count)]


def test_it_works(asked):
    pages = waiting(6)
    want_now(pages[1])
    assert asked == [([page.pk], LOOKED_AT) for page in pages[1:4]]


def test_what_is_read_or_being_read_is_not_asked_for(asked):
    pages = waiting(4)
    Page.objects.filter(pk=pages[1].pk).update(state=PageState.READ)
    Page.objects.filter(pk=pages[2].pk).update(state=PageState.READING)
    want_now(pages[0])
    assert asked == [([pages[0].pk], LOOKED_AT)]
    for state in (PageState.READ, PageState.READING, PageState.FAILED):
        want_now(waiting(1, state=state)[0])
    assert len(asked) == 1


def test_looking_again_at_once_asks_for_nothing(asked):
    page = waiting(1)[0]
    want_now(page)
    want_now(page)
    assert len(asked) == 1


def test_what_waits_for_the_operator_is_not_asked_for(asked):
    want_now(waiting(1, reason=Reason.NO_MODEL)[0])
    assert asked == []


def test_pages_of_other_case_files_are_left_alone(asked):
    page, _other = waiting(1)[0], waiting(3)
    want_now(page)
    assert asked == [([page.pk], LOOKED_AT)]


def test_with_the_cache_away_nothing_is_raised(monkeypatch):
    def nobody(*args, **options):
        raise redis.ConnectionError("away")

    monkeypatch.setattr(wanted, "cache", SimpleNamespace(add=nobody))
    want_now(waiting(1)[0])


@pytest.mark.parametrize("name", ["casefiles:page", "casefiles:page-image"])
def test_who_opens_a_page_asks_for_it(name, asked, client):
    page = waiting(1)[0]
    person = PersonFactory()
    client.force_login(person)
    address = reverse(name, args=[page.case_file_id, page.number])
    client.get(address)
    assert asked == []  # to whom it does not exist
    grants.give(person, Role.READER, page.case_file)
    client.get(address)
    assert asked == [([page.pk], LOOKED_AT)]
