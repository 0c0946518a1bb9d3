from datetime import timedelta

import pytest
from django.utils import timezone

from casefiles import queue
from casefiles.deliveries.asking import NotComparable, compare, reading, send_forgotten
from casefiles.deliveries.comparing import carry_out
from casefiles.models import ComparedPage, Comparison, Page, Volume
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.states import ComparisonState, PageState, TextSource, VolumeState
from investigations.models import AuditEvent
from tests.casefiles.deliveries.conftest import Looking, volume_of
from tests.factories import VolumeFactory

pytestmark = pytest.mark.django_db

CHANGES = [
    ("same", 1, 7, False),
    ("missing", 2, None, False),
    ("same", 3, 8, False),
    ("replaced", 4, 9, False),
    ("same", 5, 10, False),
    ("same", 6, 11, False),
    ("new", None, 12, False),
]


@pytest.fixture
def sent(monkeypatch):
    """What was sent to the queue."""
    tasks = []
    monkeypatch.setattr("casefiles.deliveries.asking.send", lambda *task: tasks.append(task))
    return tasks


def kept(comparison):
    return list(comparison.pages.values_list("change", "earlier__number", "later__number", "moved"))


def test_it_works(comparison, looking):
    carry_out(comparison.pk, looking)
    comparison.refresh_from_db()
    assert comparison.state == ComparisonState.DONE
    assert comparison.done_at is not None
    assert kept(comparison) == CHANGES
    likeness = dict(comparison.pages.values_list("later__number", "likeness"))
    assert likeness[7] > 0.8
    assert likeness[12] is None


def test_asking_for_it_is_in_the_trail_and_sent(case_file, earlier, later, editor, sent):
    comparison = compare(case_file, [earlier], [later], by=editor)
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor) == ("compare", "alix")
    assert event.details == {"comparison": str(comparison.pk), "earlier": [1], "later": [2]}
    assert sent == [(queue.COMPARE, str(comparison.pk))]


def test_what_is_no_two_deliveries_is_refused(case_file, earlier, later):
    foreign = VolumeFactory()
    for before, after in (
        ([], [later]),
        ([earlier], []),
        ([earlier], [earlier]),
        ([earlier, later], [later]),
        ([earlier], [foreign]),
        ([foreign], [later]),
    ):
        with pytest.raises(NotComparable):
            compare(case_file, before, after)
    assert not Comparison.objects.exists()


def test_several_volumes_are_one_delivery_in_their_order(case_file, earlier, looking):
    first, second = volume_of(case_file, []), volume_of(case_file, [])
    for page in earlier.pages.filter(number__gt=3):
        page.pk, page.number, page.volume = None, page.number + 10, second
        page.volume_page -= 3
        page.save()
    for page in earlier.pages.filter(number__lte=3):
        page.pk, page.number, page.volume = None, page.number + 20, first
        page.save()
    comparison = compare(case_file, [earlier], [second, first])
    carry_out(comparison.pk, looking)
    pairs = [(1, 21), (2, 22), (3, 23), (4, 14), (5, 15), (6, 16)]
    assert kept(comparison) == [("same", before, after, False) for before, after in pairs]


@pytest.mark.parametrize("state", [PageState.WAITING, PageState.READING])
def test_it_waits_until_all_pages_are_read(comparison, later, looking, sent, state):
    unread = later.pages.filter(number__in=[8, 9])
    unread.update(state=state)
    assert (reading(comparison).unread, reading(comparison).total) == (2, 12)
    carry_out(comparison.pk, looking)
    comparison.refresh_from_db()
    assert (comparison.state, comparison.claimed_at) == (ComparisonState.WAITING, None)
    assert not comparison.pages.exists()
    send_forgotten(worker_lost=True)
    assert sent == []
    unread.update(state=PageState.READ)
    send_forgotten(worker_lost=True)
    assert sent == [(queue.COMPARE, str(comparison.pk))]


def test_it_waits_for_a_volume_whose_pages_are_not_counted(comparison, later, looking):
    Volume.objects.filter(pk=later.pk).update(state=VolumeState.RECEIVED)
    carry_out(comparison.pk, looking)
    assert not reading(comparison).is_over
    assert not comparison.pages.exists()


def test_a_page_that_could_not_be_read_keeps_nothing_waiting(comparison, later, looking):
    later.pages.filter(number=8).update(state=PageState.FAILED, text="", boxes=b"")
    carry_out(comparison.pk, looking)
    assert reading(comparison).is_over
    assert len(kept(comparison)) >= 6


def test_twice_does_it_once(comparison, looking):
    carry_out(comparison.pk, looking)
    rows = set(ComparedPage.objects.values_list("pk", flat=True))
    carry_out(comparison.pk, looking)
    assert set(ComparedPage.objects.values_list("pk", flat=True)) == rows


def test_rows_that_were_left_behind_are_replaced(comparison, earlier, looking):
    ComparedPage.objects.create(
        comparison=comparison, change="missing", earlier=earlier.pages.first()
    )
    carry_out(comparison.pk, looking)
    assert kept(comparison) == CHANGES


def test_what_another_worker_is_at_is_left_to_it(comparison, looking, sent):
    Comparison.objects.filter(pk=comparison.pk).update(
        claimed_at=timezone.now(), created_at=timezone.now() - timedelta(hours=1)
    )
    carry_out(comparison.pk, looking)
    send_forgotten()
    assert not comparison.pages.exists()
    assert sent == []


def test_what_a_worker_left_is_begun_again(comparison, looking, sent):
    long_ago = timezone.now() - timedelta(hours=1)
    Comparison.objects.filter(pk=comparison.pk).update(claimed_at=long_ago, created_at=long_ago)
    send_forgotten()
    assert sent == [(queue.COMPARE, str(comparison.pk))]
    carry_out(comparison.pk, looking)
    assert kept(comparison) == CHANGES


def test_one_just_asked_for_is_not_sent_again(comparison, sent):
    send_forgotten()
    assert sent == []


def test_what_is_done_is_not_sent_again(comparison, looking, sent):
    carry_out(comparison.pk, looking)
    send_forgotten(worker_lost=True)
    assert sent == []


def test_one_that_fails_says_so(comparison, looking, monkeypatch, sent):
    def fail(*sides):
        raise RuntimeError("broken")

    monkeypatch.setattr("casefiles.deliveries.comparing.compare_sheets", fail)
    carry_out(comparison.pk, looking)
    comparison.refresh_from_db()
    assert comparison.state == ComparisonState.FAILED
    send_forgotten(worker_lost=True)
    assert sent == []


def test_pictures_are_looked_at_where_words_do_not_tell(case_file, earlier, later, looking):
    """Those of pages with few words, then of what has no partner; each once."""
    earlier.pages.filter(number=6).update(text="", boxes=b"")
    later.pages.filter(number=11).update(text="", boxes=b"")
    carry_out(compare(case_file, [earlier], [later]).pk, looking)
    # Page 6 of both, then what was left: pages 2 and 4 before, 3 (replaced) and 6 (new) after.
    assert sorted(looking.asked) == [2, 3, 4, 5, 6, 6]
    again = Looking(looking.answer)
    carry_out(compare(case_file, [earlier], [later]).pk, again)
    assert again.asked == []


@pytest.mark.parametrize("error", [ReadingError(Reason.DAMAGED), FileNotFoundError()])
def test_a_page_that_cannot_be_drawn_is_compared_by_its_words(comparison, error):
    carry_out(comparison.pk, Looking(error))
    assert kept(comparison) == CHANGES
    assert not Page.objects.filter(fingerprint__isnull=False).exists()


def test_a_page_read_with_doubt_does_not_say_by_its_words_what_it_is(comparison, later, looking):
    later.pages.filter(number=8).update(confidence=0.3, text="| .. |", source=TextSource.OCR)
    carry_out(comparison.pk, looking)
    assert 2 in looking.asked
