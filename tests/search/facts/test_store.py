"""Facts follow the text: written when a page is indexed, made anew whenever it is again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.models import Page
from casefiles.reading.words import Box, pack, unpack
from search.facts import columns
from search.facts.columns import columns_of
from search.facts.cotes import cote_of
from search.facts.store import stamp, store_facts
from search.indexing import index_case_file, start_over
from search.models import FactsVersion, PageCote, PageDay
from search.rows import rows_of
from tests.factories import CaseFileFactory
from tests.search.searching import dossier, stamped

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_file():
    return dossier(
        stamped("D12", "Le 14 mars 2019, puis le 2 mai 2019."),
        stamped(None, "Le 14 mars 2019."),
        stamped("D13/2", "Rien."),
    )


def cotes(case_file):
    return [str(c) for c in PageCote.objects.filter(case_file=case_file).order_by("number")]


def days(case_file):
    rows = PageDay.objects.filter(case_file=case_file).order_by("number", "day")
    return list(rows.values_list("number", "day"))


def test_it_works(case_file):
    assert cotes(case_file) == ["D12", "D13/2"]
    march, may = date(2019, 3, 14), date(2019, 5, 2)
    assert days(case_file) == [(1, march), (1, may), (2, march)]


def test_twice_changes_nothing(case_file):
    before = cotes(case_file), days(case_file)
    store_facts(case_file, rows_of(case_file.pages.all()))
    assert (cotes(case_file), days(case_file)) == before


def test_a_new_text_has_its_own_facts_and_leaves_those_of_others(case_file):
    text = stamped("D14", "Le 3 juin 2020.")
    Page.objects.filter(case_file=case_file, number=1).update(text_version=2, **text)
    index_case_file(case_file.pk)
    assert cotes(case_file) == ["D14", "D13/2"]
    assert days(case_file) == [(1, date(2020, 6, 3)), (2, date(2019, 3, 14))]


def test_reindexing_brings_back_facts_that_were_lost(case_file):
    before = cotes(case_file), days(case_file)
    PageCote.objects.all().delete()
    PageDay.objects.all().delete()
    start_over(case_file.pk)
    index_case_file(case_file.pk)
    assert (cotes(case_file), days(case_file)) == before


def test_what_is_hardly_readable_is_no_fact(case_file):
    Page.objects.filter(case_file=case_file).update(hardly_readable=True, text_version=2)
    index_case_file(case_file.pk)
    assert (cotes(case_file), days(case_file)) == ([], [])


def test_columns_are_kept_until_facts_change(case_file, django_assert_num_queries):
    first = columns_of([case_file.pk])[case_file.pk]
    with django_assert_num_queries(1):
        assert columns_of([case_file.pk])[case_file.pk] is first
    version = FactsVersion.objects.get(case_file=case_file).version
    text = stamped("B7", "Rien.")
    Page.objects.filter(case_file=case_file, number=2).update(text_version=2, **text)
    index_case_file(case_file.pk)
    assert FactsVersion.objects.get(case_file=case_file).version > version
    later = columns_of([case_file.pk])[case_file.pk]
    assert [chr(code) for code in later.letter[1:]] == ["D", "B", "D"]
    assert later.earliest(1) == date(2019, 3, 14).toordinal()
    assert later.earliest(3) > date.max.toordinal()


def test_columns_of_a_large_case_file_lag(case_file, monkeypatch):
    """Loading them takes a while, and while it is being read its facts change all the time."""
    monkeypatch.setattr(columns, "AT_ONCE", -1.0)
    monkeypatch.setattr(columns, "LAG", 1e9)
    first = columns_of([case_file.pk])[case_file.pk]
    text = stamped("B7", "Rien.")
    Page.objects.filter(case_file=case_file, number=2).update(text_version=2, **text)
    index_case_file(case_file.pk)
    assert columns_of([case_file.pk])[case_file.pk] is first


def test_columns_of_several_case_files(case_file):
    other = dossier(stamped("A3", "Rien."))
    found = columns_of([case_file.pk, other.pk])
    assert [chr(code) for code in found[other.pk].letter[1:]] == ["A"]
    assert list(found[other.pk].volumes) == [1]
    assert found[case_file.pk].volume[1:].tolist() == [1, 1, 1]


signs = st.sampled_from(
    ["D", "B", "a", "€", "1", "2", "34", "l", "O", "|", "/", ".", "-", "—", "bis", "ter"]
)
words = st.lists(signs, min_size=1, max_size=4).map("".join)
boxes = st.builds(
    Box,
    st.sampled_from([0.3, 0.7, 0.74, 0.9]),
    st.sampled_from([0.02, 0.022, 0.1, 0.4]),
    st.sampled_from([0.01, 0.03]),
    st.sampled_from([0.0, 0.015, 0.2]),
    st.none(),
)


@given(st.lists(st.tuples(words, boxes), max_size=12), st.integers(0, 1))
def test_a_stamp_is_the_cote_of_its_page(written, lost):
    """Whatever is elsewhere on the page."""
    text = " ".join(word for word, _ in written)
    packed = pack([box for _, box in written][lost:])
    assert stamp(text, packed) == cote_of(text, unpack(packed))


def test_columns_of_an_empty_case_file():
    case_file = CaseFileFactory()
    columns = columns_of([case_file.pk])[case_file.pk]
    assert (columns.size, len(columns.days)) == (1, 0)
