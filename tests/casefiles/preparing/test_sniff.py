import io
import zipfile

import pytest

from casefiles.preparing.formats import HEAD, Format, sniff

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(*names, content=b"x", compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def odt():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7\n", "", Format.PDF),
        (b"junk\r\n" * 100 + b"%PDF-1.4", "", Format.PDF),
        (b"II*\x00\x08\x00\x00\x00", "", Format.PICTURE),
        (b"MM\x00*\x00\x00\x00\x08", "", Format.PICTURE),
        (b"\xff\xd8\xff\xe1", "", Format.PICTURE),
        (b"\x89PNG\r\n\x1a\n", "", Format.PICTURE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "", Format.PICTURE),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "", Format.PICTURE),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00", "", Format.PICTURE),
        (b"{\\rtf1\\ansi", "", Format.OFFICE),
        (OLE2 + bytes(512), "lettre.doc", Format.OFFICE),
        (OLE2 + bytes(512) + "__properties_version1.0".encode("utf-16-le"), "", Format.MESSAGE),
        (OLE2 + bytes(512), "piste.msg", Format.MESSAGE),
        (packed("[Content_Types].xml", "word/document.xml"), "", Format.OFFICE),
        (odt(), "", Format.OFFICE),
        (packed("tome 1.pdf", "tome 2.pdf"), "", Format.ARCHIVE),
        (packed(), "vide.zip", Format.ARCHIVE),
        (b"From: a@b.example\nTo: c@d.example\nSubject: PV\n\nBonjour", "", Format.MESSAGE),
        (b"Received: by x\r\n\tfor y\r\nDate: Tue\r\n\r\n", "", Format.MESSAGE),
        (b"Subject: PV\n\nBonjour", "mail.eml", Format.MESSAGE),
        (b"From a@b.example Tue Feb 21 10:00:00 2017\nFrom: a\n", "", Format.MAILBOX),
    ],
)
def test_it_works(head, name, kind):
    assert sniff(head[:HEAD], name) == kind


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"", ""),
        (b"x", "x.pdf"),
        (b"Bonjour, ceci est une note.", "note.pdf"),
        (b"From here on it is a novel, and no mailbox.", "roman.txt"),
        (b"Titre: x\nAuteur: y\n\n", "fiche.txt"),
        (b"AT&TFORM\x00\x02W\x9cDJVM", "tome.djvu"),
        (b"Rar!\x1a\x07\x00", "tome.rar"),
        (b"7z\xbc\xaf\x27\x1c", "tome.7z"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audition.wav"),
        (b"\x00\x00\x00\x20ftypisom", "film.mp4"),
        (b"BMx", "note.bmp"),
        (b"MZ\x90\x00", "tome.pdf"),
        (b"\n" * 1100 + b"%PDF-1.7", "tome.pdf"),
    ],
)
def test_what_is_not_taken(head, name):
    assert sniff(head, name) is None


def test_the_bytes_count_and_not_the_name():
    assert sniff(b"{\\rtf1", "tome.pdf") == Format.OFFICE
    assert sniff(b"\x89PNG\r\n\x1a\n", "tome.pdf") == Format.PICTURE
    assert sniff(b"%PDF-1.4", "photo.jpg") == Format.PDF


def test_an_archive_whose_first_file_is_a_pdf_is_an_archive():
    assert sniff(packed("a.pdf", content=b"%PDF-1.4"), "tome.pdf") == Format.ARCHIVE


def test_an_archive_that_holds_a_document_uncompressed_is_an_archive():
    inner = packed("[Content_Types].xml", "word/document.xml")
    assert sniff(packed("lettre.docx", content=inner), "lettres.zip") == Format.ARCHIVE


def test_what_begins_as_a_pdf_is_one_whatever_follows():
    assert sniff(b"%PDF-1.4\n" + packed("a.txt"), "double.zip") == Format.PDF


def test_a_pdf_whose_beginning_is_lost_is_known_by_its_objects():
    lost = bytes(100) + b"4 0 obj\n<< /Type /Page >>\nendobj"
    assert sniff(lost, "tome.pdf") == Format.PDF
    assert sniff(lost, "tome.bin") is None
