"""The picture of a page, and the original of a volume."""

import pytest
from django.urls import reverse

from casefiles import originals
from investigations.roles import Role
from investigations.services.grants import give
from tests.dossiers import digital_pdf
from tests.factories import PersonFactory, case_file_with_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf(tmp_path):
    return digital_pdf(tmp_path / "tome.pdf", ["Première page", "Deuxième page"]).read_bytes()


@pytest.fixture
def case_file(client, pdf):
    case_file = case_file_with_pages("Première page", "Deuxième page")
    case_file.volumes.update(sha256=originals.store([pdf])[0])
    reader = PersonFactory()
    give(reader, Role.READER, case_file)
    client.force_login(reader)
    return case_file


def image(client, case_file, number=1, **headers):
    address = reverse("casefiles:page-image", args=[case_file.pk, number])
    return client.get(address, headers=headers)


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return content


def original(client, case_file):
    volume = case_file.volumes.get()
    return client.get(reverse("casefiles:original", args=[volume.pk]))


def test_it_works(client, case_file):
    answer = image(client, case_file)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert body(answer).startswith(b"\xff\xd8")


def test_a_browser_may_keep_it_and_must_ask_each_time(client, case_file):
    first = image(client, case_file)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = image(client, case_file, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, body(again)) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    first.close()


def test_another_page_is_another_picture(client, case_file):
    one, other = image(client, case_file, 1), image(client, case_file, 2)
    assert one.headers["ETag"] != other.headers["ETag"]
    assert body(one) != body(other)


def test_a_page_that_cannot_be_drawn_says_so(client, case_file):
    case_file.volumes.update(sha256=originals.store([b"%PDF-1.7 and nothing else"])[0])
    answer = image(client, case_file)
    assert answer.status_code == 422
    assert answer.content
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_missing_original_is_no_fault_of_the_reader(client, case_file):
    case_file.volumes.update(sha256="0" * 64)
    assert image(client, case_file).status_code == 422


def test_an_original_is_given_bit_for_bit(client, case_file, pdf):
    answer = original(client, case_file)
    assert answer.headers["Content-Length"] == str(len(pdf))
    assert body(answer) == pdf


def test_an_original_that_is_missing_is_told_and_no_500(client, case_file):
    """A database restored without its originals: the operator has work, the reader a message."""
    case_file.volumes.update(sha256="0" * 64)
    client.raise_request_exception = False
    assert original(client, case_file).status_code in (404, 410, 422)


@pytest.mark.parametrize("name", ["été n° 3.pdf", 'a"b.pdf', "a;b=c.pdf", "x" * 255, "🗂.pdf"])
def test_a_name_of_any_kind_is_put_into_one_header(client, case_file, name):
    case_file.volumes.update(name=name)
    disposition = original(client, case_file).headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "\n" not in disposition
