"""How deep a volume is inside others, and how much may still come out of it."""

import uuid

import pytest
from django.conf import settings

from casefiles.ingest.enclose import DEEPEST, MOST_INSIDE, depth_of, enclose, room_for
from casefiles.ingest.prepare import Kept
from casefiles.models import Enclosure, Volume
from casefiles.preparing.formats import Format
from tests.factories import CaseFileFactory, VolumeFactory

pytestmark = pytest.mark.django_db
MEMBERS = 3_000
SIZE = 1_000  # bytes


@pytest.fixture
def case_file():
    return CaseFileFactory()


@pytest.fixture
def volume(case_file):
    """Makes a volume, inside of others where those are given."""
    position = 0

    def volume(*holders, size=SIZE):
        nonlocal position
        position += 1
        made = VolumeFactory(case_file=case_file, position=position)
        made.size = size
        made.save()
        for holder in holders:
            Enclosure.objects.create(holder=holder, volume=made, position=position, name="a.pdf")
        return made

    return volume


def taken(room):
    """Files and bytes that have come out of what it is inside of."""
    return MOST_INSIDE - room.files, settings.MAX_UNPACKED_BYTES - room.bytes


def test_it_works(volume):
    uploaded = volume()
    beside, nested = volume(uploaded), volume(uploaded, size=500)
    deep = volume(nested, size=20)
    volume(volume())  # another archive counts for itself
    assert [depth_of(one) for one in (uploaded, beside, nested, deep)] == [0, 1, 1, 2]
    for one in (uploaded, beside, nested, deep):
        assert taken(room_for(one)) == (3, SIZE + 500 + 20)


def test_nothing_has_come_out_of_what_was_just_uploaded(volume):
    uploaded = volume()
    assert (depth_of(uploaded), taken(room_for(uploaded))) == (0, (0, 0))


def test_a_file_in_two_archives_is_as_deep_as_the_shorter_way_and_counts_in_both(volume):
    first, second = volume(), volume()
    inner = volume(second)
    shared = volume(first, inner)
    volume(first)
    assert depth_of(shared) == 1
    assert taken(room_for(shared)) == (3, 3 * SIZE)  # once, though it came in both
    assert taken(room_for(first)) == (2, 2 * SIZE)
    assert taken(room_for(second)) == (2, 2 * SIZE)


def test_what_is_deeper_than_is_opened_is_as_deep_as_that(volume):
    here = volume()
    for _ in range(DEEPEST + 2):
        here = volume(here)
    assert depth_of(here) == DEEPEST


def test_files_that_hold_each_other_come_to_an_end(volume):
    one = volume()
    other = volume(one)
    Enclosure.objects.create(holder=other, volume=one, position=99, name="b.zip")
    assert depth_of(one) == depth_of(other) == DEEPEST
    assert room_for(one).files == MOST_INSIDE


def files(numbers):
    return [
        Kept(f"{number}.pdf", uuid.UUID(int=number).hex * 2, SIZE, Format.PDF) for number in numbers
    ]


def test_a_large_archive_is_counted_by_the_database(volume, django_assert_max_num_queries):
    archive = volume()
    known = volume()
    Volume.objects.filter(pk=known.pk).update(sha256=files([7])[0].sha256)
    enclose(archive, files(range(MEMBERS)))
    members = Volume.objects.filter(enclosed_in__holder=archive)
    assert (members.count(), known in members) == (MEMBERS, True)
    last = members.order_by("-position").first()
    with django_assert_max_num_queries(1):
        room = room_for(last)
    assert taken(room) == (MEMBERS, MEMBERS * SIZE)
    with django_assert_max_num_queries(1):
        assert depth_of(last) == 1


def test_a_file_that_thousands_hold_is_counted_by_the_database(
    volume, django_assert_max_num_queries
):
    archive, logo = volume(), volume()
    enclose(archive, files(range(MEMBERS)))
    holders = Volume.objects.filter(enclosed_in__holder=archive)
    Enclosure.objects.bulk_create(
        Enclosure(holder=holder, volume=logo, position=1, name="logo.png") for holder in holders
    )
    with django_assert_max_num_queries(2):
        assert depth_of(logo) == 2
        assert taken(room_for(logo)) == (MEMBERS + 1, (MEMBERS + 1) * SIZE)
