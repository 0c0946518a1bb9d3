from datetime import date

import pytest
from django.db import IntegrityError, transaction

from search.inserting import insert
from search.models import PageCote, PageDay
from tests.factories import PageFactory

pytestmark = pytest.mark.django_db

DAY = ("page", "case_file", "number", "day")


def test_it_works(django_assert_num_queries):
    page = PageFactory()
    rows = [(page.pk, page.case_file_id, page.number, date(2019, 3, n)) for n in range(1, 29)]
    with django_assert_num_queries(1):
        insert(PageDay, DAY, rows)
    stored = PageDay.objects.order_by("day").values_list("page", "case_file", "number", "day")
    assert list(stored) == rows


def test_what_is_not_there_is_none():
    page = PageFactory()
    names = ("page", "case_file", "number", "letter", "cote_number", "folio", "suffix")
    insert(PageCote, names, [(page.pk, page.case_file_id, page.number, "D", 12, None, "")])
    cote = PageCote.objects.get()
    assert (cote.pk, cote.folio, str(cote)) == (page.pk, None, "D12")


def test_nothing_is_inserted_without_rows(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(PageDay, DAY, [])


def test_what_is_there_already_is_refused_and_nothing_of_the_rest_is_kept():
    page = PageFactory()
    row = (page.pk, page.case_file_id, page.number, date(2019, 3, 1))
    insert(PageDay, DAY, [row])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(PageDay, DAY, [(*row[:3], date(2019, 3, 2)), row])
    assert PageDay.objects.count() == 1
