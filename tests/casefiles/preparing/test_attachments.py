"""Files attached to PDFs, wherever in the PDF they hang."""

import io
import tempfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Stream, String

from casefiles.preparing.attachments import take_out
from casefiles.preparing.parts import Bounds
from casefiles.reading.reasons import ReadingError, Reason


@pytest.fixture
def pdf():
    made = pikepdf.new()
    made.add_blank_page()
    made.add_blank_page()
    return made


def spec(pdf: pikepdf.Pdf, name: str, data: bytes) -> Dictionary:
    return pdf.make_indirect(
        Dictionary(Type=Name.Filespec, UF=String(name), EF=Dictionary(F=pdf.make_stream(data)))
    )


def annotate(pdf: pikepdf.Pdf, page: int, file: Dictionary) -> None:
    note = Dictionary(Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=file)
    pdf.pages[page].obj.Annots = Array([pdf.make_indirect(note)])


@pytest.fixture
def taken(tmp_path):
    def take(pdf: pikepdf.Pdf, bounds: Bounds | None = None, **saving):
        pdf.save(tmp_path / "a.pdf", **saving)
        folder = tmp_path / "out"
        folder.mkdir()
        enclosed, left = take_out(tmp_path / "a.pdf", folder, bounds or Bounds())
        assert {item.path for item in enclosed} == set(folder.iterdir())
        found = [(item.name, item.path.read_bytes()) for item in enclosed]
        return found, [(item.name, item.reason) for item in left]

    return take


def test_it_works(pdf, taken):
    pdf.attachments["relevé.csv"] = AttachedFileSpec(pdf, b"1;2", filename="relevé.csv")
    annotate(pdf, 1, spec(pdf, "photo.jpg", b"\xff\xd8"))
    assert taken(pdf) == ([("relevé.csv", b"1;2"), ("photo.jpg", b"\xff\xd8")], [])


def test_without_any(pdf, taken):
    assert taken(pdf) == ([], [])


def test_the_same_file_hung_twice_is_one(pdf, taken):
    shared = spec(pdf, "acte.pdf", b"%PDF")
    annotate(pdf, 0, shared)
    annotate(pdf, 1, shared)
    pdf.Root.AF = Array([shared])
    assert taken(pdf) == ([("acte.pdf", b"%PDF")], [])


def test_names_are_only_shown(pdf, taken):
    annotate(pdf, 0, spec(pdf, "../../etc/passwd", b"x"))
    annotate(pdf, 1, spec(pdf, "", b"y"))
    assert taken(pdf) == ([("passwd", b"x"), ("2", b"y")], [])


def test_protected_by_its_owner_only(pdf, taken):
    annotate(pdf, 0, spec(pdf, "acte.txt", b"en clair" * 50))
    found, _ = taken(pdf, encryption=pikepdf.Encryption(owner="o", user=""))
    assert found == [("acte.txt", b"en clair" * 50)]


def test_packed_files(pdf, taken):
    file = spec(pdf, "acte.txt", b"")
    twice = zlib.compress(zlib.compress(b"texte" * 100))
    file.EF.F = Stream(pdf, twice, Filter=Array([Name.FlateDecode, Name.FlateDecode]))
    annotate(pdf, 0, file)
    assert taken(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none) == (
        [("acte.txt", b"texte" * 100)],
        [],
    )


def test_a_bomb_is_stopped(pdf, taken):
    file = spec(pdf, "bombe", b"")
    file.EF.F = Stream(pdf, zlib.compress(bytes(50_000_000)), Filter=Name.FlateDecode)
    annotate(pdf, 0, file)
    annotate(pdf, 1, spec(pdf, "acte", b"x"))
    found, left_out = taken(
        pdf, Bounds(bytes_each=1000), stream_decode_level=pikepdf.StreamDecodeLevel.none
    )
    assert found == [("acte", b"x")]
    assert left_out == [("bombe", Reason.TOO_LARGE)]


def test_a_damaged_file_costs_no_other(pdf, taken):
    file = spec(pdf, "abîmé", b"")
    file.EF.F = Stream(pdf, b"no zlib at all", Filter=Name.FlateDecode)
    annotate(pdf, 0, file)
    annotate(pdf, 1, spec(pdf, "acte", b"x"))
    found, left_out = taken(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert found == [("acte", b"x")]
    assert left_out == [("abîmé", Reason.DAMAGED)]


def test_a_tree_of_names_that_bites_its_tail(pdf, taken):
    leaf = Dictionary(Names=Array([String("a"), spec(pdf, "a", b"x")]))
    top = pdf.make_indirect(Dictionary(Kids=Array([pdf.make_indirect(leaf)])))
    top.Kids.append(top)
    pdf.Root.Names = Dictionary(EmbeddedFiles=top)
    assert taken(pdf) == ([("a", b"x")], [])


def test_more_than_are_taken(pdf, taken):
    for number in range(9):
        pdf.attachments[str(number)] = AttachedFileSpec(pdf, b"x%d" % number)
    found, left_out = taken(pdf, Bounds(files=4))
    assert len(found) == 4
    assert left_out == [("5 × …", Reason.TOO_MANY_FILES)]


@pytest.mark.parametrize(
    ("data", "reason"), [(b"%PDF-1.4 nothing", Reason.DAMAGED), (b"", Reason.DAMAGED)]
)
def test_no_pdf(tmp_path, data, reason):
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(ReadingError) as refused:
        take_out(tmp_path / "a.pdf", tmp_path, Bounds())
    assert refused.value.code == reason


def test_locked(pdf, taken):
    with pytest.raises(ReadingError) as refused:
        taken(pdf, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert refused.value.code == Reason.PASSWORD


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_whatever_comes(data):
    made = pikepdf.new()
    made.add_blank_page()
    made.attachments["a"] = AttachedFileSpec(made, b"abc" * 30, filename="a.txt")
    annotate(made, 0, spec(made, "b.txt", b"def"))
    buffer = io.BytesIO()
    made.save(buffer, static_id=True)
    raw = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "out"
        folder.mkdir()
        (Path(place) / "a.pdf").write_bytes(raw)
        try:
            enclosed, _ = take_out(Path(place) / "a.pdf", folder, Bounds())
        except ReadingError:
            enclosed = []
        assert {item.path for item in enclosed} == set(folder.iterdir())
