"""The picture of a page, and the original of a volume."""

from io import BytesIO
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.urls import reverse
from PIL import Image

from casefiles import originals
from casefiles.strips import MOST, PARTS, Band, strip_address
from investigations.models import Grant
from investigations.roles import Role
from investigations.services.grants import end, give
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
    case_file.reader = reader
    return case_file


def image(client, case_file, number=1, **headers):
    address = reverse("casefiles:page-image", args=[case_file.pk, number])
    return client.get(address, headers=headers)


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return content


@pytest.fixture
def strip(case_file):
    """The address of a band of page 1 that a search has shown to the reader."""
    return strip_address(case_file.reader, case_file.pages.get(number=1), Band.around(0.05, 0.1))


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


def test_a_strip_is_a_band_of_the_picture(client, case_file, strip):
    answer = client.get(strip)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    page = case_file.pages.get(number=1)
    with (
        Image.open(BytesIO(body(answer))) as band,
        Image.open(BytesIO(body(image(client, case_file)))) as whole,
    ):
        told = Band(500, 1000).size_in_pixels(page)
        assert band.size == pytest.approx(told, abs=1)
        same = whole.crop((0, 64, whole.width, 128)).convert("L").resize(band.size)
        difference = [abs(a - b) for a, b in zip(band.tobytes(), same.tobytes(), strict=True)]
        assert band.getextrema()[0] < 100  # there is ink on it
        assert sum(difference) / len(difference) < 8


def test_a_browser_keeps_a_strip_and_must_ask_each_time(client, case_file, strip):
    first = client.get(strip)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(strip, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, body(again)) == (304, b"")
    other = strip_address(case_file.reader, case_file.pages.get(number=1), Band.around(0.3, 0.4))
    assert client.get(other).headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    "changed",
    [
        {"top": "0"},
        {"bottom": "3000"},
        {"top": "-1"},
        {"top": "0.5"},
        {"top": "nan"},
        {"bottom": "9" * 5000},
        {"bottom": "٣"},
        {"for": ""},
        {"for": "é\x00"},
    ],
    ids=str,
)
def test_no_strip_but_those_that_a_search_has_shown(client, strip, changed):
    parts = urlsplit(strip)
    answer = client.get(f"{parts.path}?{urlencode(dict(parse_qsl(parts.query)) | changed)}")
    assert answer.status_code == 400
    assert answer.content


def test_the_strip_of_one_page_opens_no_other(client, case_file, strip):
    assert client.get(strip.replace("/pages/1/", "/pages/2/")).status_code == 400


def test_the_strips_of_somebody_else_are_not_for_me(client, case_file, strip):
    colleague = PersonFactory()
    give(colleague, Role.READER, case_file)
    client.force_login(colleague)
    assert client.get(strip).status_code == 400


def test_who_has_lost_access_is_not_even_told_that_the_strip_is_known(client, case_file, strip):
    kept = {"If-None-Match": client.get(strip).headers["ETag"]}
    end(Grant.objects.get(person=case_file.reader))
    for headers in ({}, kept):
        assert client.get(strip, headers=headers).status_code == 404


def test_a_strip_that_cannot_be_cut_says_so(client, case_file, strip):
    case_file.volumes.update(sha256="0" * 64)
    answer = client.get(strip)
    assert answer.status_code == 422
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("top", "bottom"), [(0, 1), (-1, 2), (0.5, 0.5), (0.9, 0.1), (1, 1), (0.999, 1), (0.2, 0.21)]
)
def test_a_band_has_a_height_and_is_never_a_whole_page(top, bottom):
    band = Band.around(top, bottom)
    assert 0 <= band.top < band.bottom <= PARTS
    assert band.bottom - band.top <= MOST
