"""Office documents through LibreOffice; skipped where that is not installed."""

import http.server
import io
import threading
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from casefiles.preparing import office
from casefiles.reading.reasons import ReadingError, Reason

installed = pytest.mark.skipif(office.find() is None, reason="LibreOffice is not installed")

NAMESPACES = " ".join(
    f'xmlns:{short}="{long}"'
    for short, long in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.text">{}</manifest:file-entry>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def odt(path: Path, body: str, manifest: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} '
            f'office:version="1.2"><office:body><office:text>{body}</office:text></office:body>'
            "</office:document-content>",
        )
        package.writestr("META-INF/manifest.xml", MANIFEST.format(manifest))
    return path


def picture(address: str) -> str:
    return (
        '<text:p><draw:frame text:anchor-type="as-char" svg:width="5cm" svg:height="5cm">'
        f'<draw:image xlink:href="{address}" xlink:type="simple" xlink:show="embed" '
        'xlink:actuate="onLoad"/></draw:frame></text:p>'
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def text_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(pages).split())


@installed
def test_it_works(tmp_path, folder):
    path = odt(tmp_path / "a.odt", "<text:p>Procès-verbal n° 7, œuvre</text:p>")
    made = office.to_pdf(path, "acte.odt", folder)
    assert text_of(made) == "Procès-verbal n° 7, œuvre"
    assert [item.name for item in folder.iterdir()] == ["rendition.pdf"]


@installed
def test_rtf_under_another_name(tmp_path, folder):
    (tmp_path / "a").write_bytes(rb"{\rtf1\ansi Proc\'e8s-verbal}")
    assert text_of(office.to_pdf(tmp_path / "a", "acte.pdf", folder)) == "Procès-verbal"


@installed
def test_comments_are_shown(tmp_path, folder):
    when = "<dc:date>2024-03-05T10:00:00</dc:date>"
    comment = f"<dc:creator>Ada</dc:creator>{when}<text:p>à retirer</text:p>"
    body = f"<text:p>Montant<office:annotation>{comment}</office:annotation> dû</text:p>"
    made = office.to_pdf(odt(tmp_path / "a.odt", body), "a.odt", folder)
    text = text_of(made)
    assert text.startswith("Montant dû p. 1: Ada")
    assert text.endswith(": à retirer")
    assert [item.name for item in folder.iterdir()] == ["rendition.pdf"]


@installed
def test_nothing_that_a_document_refers_to_is_fetched(tmp_path, folder):
    asked = []

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *args):
            pass

    buffer = io.BytesIO()
    Image.new("RGB", (50, 50), "red").save(buffer, "PNG")
    (tmp_path / "secret.png").write_bytes(buffer.getvalue())
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        remote = f"http://127.0.0.1:{server.server_port}/i.png"
        body = (
            picture(remote) + picture((tmp_path / "secret.png").as_uri()) + "<text:p>Fin</text:p>"
        )
        made = office.to_pdf(odt(tmp_path / "a.odt", body), "a.odt", folder)
        server.shutdown()
    assert text_of(made) == "Fin"
    assert asked == []
    with pypdfium2.PdfDocument(made) as document:
        kinds = [thing.type for thing in document[0].get_objects()]
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds


@installed
def test_what_it_cannot_convert(tmp_path, folder):
    (tmp_path / "a").write_bytes(b"PK\x03\x04" + bytes(500))
    with pytest.raises(ReadingError) as refused:
        office.to_pdf(tmp_path / "a", "a.docx", folder)
    assert refused.value.code == Reason.NOT_CONVERTED


@installed
def test_locked(tmp_path, folder):
    path = odt(tmp_path / "a.odt", "", "<manifest:encryption-data/>")
    path.write_bytes(path.read_bytes().replace(b"<office:text>", b"<office:tex\x00>"))
    with pytest.raises(ReadingError) as refused:
        office.to_pdf(path, "a.odt", folder)
    assert refused.value.code == Reason.PASSWORD


@installed
def test_too_slow(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(office, "SECONDS", 0.01)
    with pytest.raises(ReadingError) as refused:
        office.to_pdf(odt(tmp_path / "a.odt", "<text:p>a</text:p>"), "a.odt", folder)
    assert refused.value.code == Reason.TOO_SLOW


def test_where_it_is_not_installed(tmp_path, folder, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "PLACES", ())
    with pytest.raises(ReadingError) as refused:
        office.to_pdf(tmp_path / "a.odt", "a.odt", folder)
    assert refused.value.code == Reason.NO_LIBREOFFICE
