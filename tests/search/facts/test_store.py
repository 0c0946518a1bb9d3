"""Facts follow the text: written when a page is indexed, made anew whenever it is again."""

from datetime import date

import pytest

from casefiles.models import Page
from search.facts.columns import columns_of
from search.facts.store import store_facts
from search.indexing import index_case_file, start_over
from search.models import FactsVersion, PageCote, PageDay
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
    store_facts(case_file, list(case_file.pages.values_list("pk", flat=True)))
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


def test_columns_of_an_empty_case_file():
    case_file = CaseFileFactory()
    columns = columns_of([case_file.pk])[case_file.pk]
    assert (columns.size, len(columns.days)) == (1, 0)
