import pypdf
import pytest

from casefiles.reading.reader import Reader
from casefiles.reading.reasons import ReadingError, Reason
from tests.casefiles.reading.drawing import A6, canvas, write, written


@pytest.fixture
def survey(warm):
    return lambda path, max_pages=100: warm.survey(path, max_pages=max_pages, timeout=20)


def refusal(call, *given):
    with pytest.raises(ReadingError) as refused:
        call(*given)
    return refused.value.code


def protected(path, tmp_path, user, owner):
    plain = pypdf.PdfWriter(clone_from=written(tmp_path / "plain.pdf"))
    plain.encrypt(user, owner, algorithm="RC4-128")
    plain.write(path)
    return path


def test_it_works(survey, tmp_path):
    page = canvas(tmp_path / "three.pdf")
    for size in (A6, (A6[1], A6[0]), (100, 200)):
        page.setPageSize(size)
        write(page)
        page.showPage()
    page.save()
    assert survey(tmp_path / "three.pdf").pages == [A6, (A6[1], A6[0]), (100, 200)]


def test_sizes_are_as_a_viewer_shows_them(survey, tmp_path):
    turned = pypdf.PdfWriter(clone_from=written(tmp_path / "plain.pdf"))
    turned.pages[0].rotate(90)
    turned.pages[0].cropbox = pypdf.generic.RectangleObject((10, 20, 210, 320))
    turned.write(tmp_path / "turned.pdf")
    assert survey(tmp_path / "turned.pdf").pages == [(300, 200)]


def test_an_owners_password_stops_no_reader(survey, tmp_path):
    path = protected(tmp_path / "owner.pdf", tmp_path, "", "secret")
    assert len(survey(path).pages) == 1


def test_a_broken_page_is_counted(survey, tmp_path):
    broken = pypdf.PdfWriter(clone_from=written(tmp_path / "plain.pdf"))
    broken.append(tmp_path / "plain.pdf")
    broken.append(tmp_path / "plain.pdf")
    # A second page that is a number, no page.
    broken._pages.get_object()["/Kids"][1] = broken._add_object(pypdf.generic.NumberObject(7))
    broken.write(tmp_path / "broken.pdf")
    assert len(survey(tmp_path / "broken.pdf").pages) == 3


def test_a_password_is_asked(survey, tmp_path):
    path = protected(tmp_path / "user.pdf", tmp_path, "secret", "other")
    assert refusal(survey, path) == Reason.PASSWORD


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Reason.EMPTY),
        (b"x", Reason.NOT_PDF),
        (b"Un texte, pas un PDF.\n" * 100, Reason.NOT_PDF),
        (b"\x89PNG\r\n\x1a\n" + bytes(2000), Reason.NOT_PDF),
        (b"<html>un %PDF-1.4 dans du HTML</html>", Reason.DAMAGED),
        (b"%PDF-1.7\n" + b"\xff\x00" * 3000, Reason.DAMAGED),
    ],
    ids=["empty", "byte", "text", "image", "html", "noise"],
)
def test_what_is_no_pdf_is_refused(survey, tmp_path, data, code):
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    assert refusal(survey, path) == code


def test_a_pdf_without_pages_is_refused(survey, tmp_path):
    pypdf.PdfWriter().write(tmp_path / "none.pdf")
    assert refusal(survey, tmp_path / "none.pdf") == Reason.NO_PAGES


def test_too_many_pages_are_refused(survey, tmp_path):
    page = canvas(tmp_path / "four.pdf")
    for _ in range(4):
        page.showPage()
    page.save()
    assert len(survey(tmp_path / "four.pdf", 4).pages) == 4
    assert refusal(survey, tmp_path / "four.pdf", 3) == Reason.TOO_MANY_PAGES


def test_a_file_that_is_not_there_is_unreadable(survey, tmp_path):
    assert refusal(survey, tmp_path / "nowhere.pdf") == Reason.UNREADABLE


def test_a_file_that_changes_is_opened_anew(survey, tmp_path):
    path = written(tmp_path / "file.pdf")
    assert len(survey(path).pages) == 1
    page = canvas(path)
    page.showPage()
    page.showPage()
    page.save()
    assert len(survey(path).pages) == 2


def test_it_needs_no_models(tmp_path):
    with Reader(tmp_path / "no-models") as reader:
        found = reader.survey(written(tmp_path / "plain.pdf"), max_pages=9, timeout=20)
    assert found.pages == [A6]
