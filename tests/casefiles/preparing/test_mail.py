"""What a message says and carries, however badly it is made."""

import base64
import tempfile
from email.message import EmailMessage, Message
from email.policy import SMTP
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles.preparing.mail import open_message
from casefiles.preparing.parts import Bounds
from casefiles.reading.reasons import ReadingError, Reason


def message(text: str | None = "Bonjour", **headers: str) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    for name, value in {"From": "ada@exemple.fr", "Subject": "Virement", **headers}.items():
        made[name.replace("_", "-")] = value
    if text is not None:
        made.set_content(text)
    return made


class Opened:
    def __init__(self, data: bytes, place: Path, bounds: Bounds | None = None) -> None:
        original = place / "original"
        original.write_bytes(data)
        self.folder = place / "out"
        self.folder.mkdir()
        self.pdf, self.enclosed, left = open_message(original, self.folder, bounds or Bounds())
        self.left_out = [(item.name, item.reason) for item in left]
        self.names = [item.name for item in self.enclosed]

    @property
    def text(self) -> str:
        with pypdfium2.PdfDocument(self.pdf) as document:
            pages = [page.get_textpage().get_text_range() for page in document]
        return " ".join(" ".join(pages).split())


@pytest.fixture
def opened(tmp_path):
    def make(data: bytes | Message, bounds: Bounds | None = None) -> Opened:
        return Opened(data if isinstance(data, bytes) else data.as_bytes(), tmp_path, bounds)

    return make


def test_it_works(opened):
    made = message(
        "Voici la pièce.",
        To="Bo <bo@exemple.fr>",
        Cc="cy@exemple.fr",
        Date="Tue, 05 Mar 2024 14:02:11 +0100",
        Message_ID="<1@exemple.fr>",
        In_Reply_To="<0@exemple.fr>",
    )
    made.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="pièce.pdf")
    found = opened(made)
    assert found.text == (
        "From: ada@exemple.fr To: Bo <bo@exemple.fr> Cc: cy@exemple.fr "
        "Date: Tue, 05 Mar 2024 14:02:11 +0100 Subject: Virement Attachment: pièce.pdf (10 B) "
        "Message-ID: <1@exemple.fr> In-Reply-To: <0@exemple.fr> Voici la pièce."
    )
    assert found.names == ["pièce.pdf"]
    assert found.enclosed[0].path.read_bytes() == b"%PDF-1.4 x"
    assert found.left_out == []
    assert sorted(item.name for item in found.folder.iterdir()) == ["0001", "rendition.pdf"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"=?utf-8?Q?Pi=C3=A8ce_n=C2=B0_7?=", "Pièce n° 7"),
        (b"=?iso-8859-1?q?Pi=E8ce?= =?iso-8859-1?q?_jointe?=", "Pièce jointe"),
        (b"=?utf-8?B?w6k=?=\r\n =?utf-8?B?dMOp?=", "été"),
        (b"=?utf-8?B?ww==?= =?utf-8?B?qQ==?=", "é"),
        ("Pièce brute".encode(), "Pièce brute"),
        ("Pièce brute".encode("cp1252"), "Pièce brute"),
        (b"=?inconnu?Q?Pi=C3=A8ce?=", "Pièce"),
        (b"=?windows-1252?Q?l=92acte?= et la suite", "l’acte et la suite"),
        (b"sur\r\n deux lignes", "sur deux lignes"),
    ],
)
def test_subjects_however_they_are_written(opened, raw, shown):
    found = opened(b"From: ada@exemple.fr\r\nSubject: " + raw + b"\r\n\r\nBonjour\r\n")
    assert f"Subject: {shown} Bonjour" in found.text


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("utf-8", "été à l’œuvre".encode()),
        ("iso-8859-1", "été à l’œuvre".encode("cp1252")),
        ("us-ascii", "été à l’œuvre".encode()),
        ("inconnu-9", "été à l’œuvre".encode("cp1252")),
        ("utf-8", "été à l’œuvre".encode("cp1252")),
        ("iso-8859-1", "été à l’œuvre".encode()),
    ],
)
def test_bodies_in_sets_that_they_do_not_claim(opened, charset, data):
    head = f'From: a@exemple.fr\nContent-Type: text/plain; charset="{charset}"\n\n'.encode()
    assert "été à l’œuvre" in opened(head + data).text


def test_of_two_forms_the_plain_one(opened):
    made = message("Bonjour Marc")
    made.add_alternative("<p>Bonjour <b>Marc</b></p>", subtype="html")
    assert opened(made).text.count("Bonjour Marc") == 1


def test_a_plain_form_that_is_but_a_notice(opened):
    made = message("Ce message est en HTML.")
    made.add_alternative(
        "<p>Le virement a été fait hier à midi, sur ordre du gérant.</p>", subtype="html"
    )
    found = opened(made)
    assert "sur ordre du gérant" in found.text
    assert "en HTML" not in found.text


def test_html_as_it_is_laid_out(opened):
    made = message(None)
    made.set_content(
        "<html><head><title>t</title><style>p{}</style></head><body><script>alert(1)</script>"
        "<p>Voici&nbsp;les <i>appels</i> :</p><table><tr><td>0601</td><td>00:03</td></tr></table>"
        "<div style='display:none'>invisible</div>"
        "<img src='https://traceur.exemple/1.gif'><blockquote>Cité<blockquote>deux fois"
        "</blockquote></blockquote>Réponse</body></html>",
        subtype="html",
    )
    text = opened(made).text
    assert "Voici les appels : 0601 00:03 > Cité > > deux fois Réponse" in text
    assert not {"alert(1)", "p{}", "traceur", "invisible"} & set(text.split())


@pytest.mark.parametrize(
    "html", ["", "<", "<![CDATA[", "<table><tr>" * 500, "<div>" * 5000 + "x", "\x00<p>a", "<a" * 99]
)
def test_html_that_is_none(opened, html):
    made = message(None)
    made.set_content(html, subtype="html")
    assert "Subject: Virement" in opened(made).text


def test_texts_one_after_the_other(opened):
    made = message("Première partie")
    made.make_mixed()
    second = EmailMessage()
    second.set_content("Seconde partie")
    made.attach(second)
    assert opened(made).text.endswith("Première partie Seconde partie")


def test_lines_that_a_mailer_folded(opened):
    data = (
        b"From: a@exemple.fr\nContent-Type: text/plain; format=flowed\n\n"
        b"Le montant ne \ncorrespond pas.\n> cela \n> non plus\n-- \nAda\n"
    )
    assert opened(data).text.endswith("Le montant ne correspond pas. > cela non plus -- Ada")


def test_inline_pictures_are_attachments(opened):
    made = message("Voir l’image")
    made.add_related(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<logo>")
    assert opened(made).names == ["1.png"]


def test_a_forwarded_message_is_a_message(opened):
    inner = message("Texte d’origine", Subject="Premier / envoi")
    made = message("Voir ci-joint")
    made.add_attachment(inner)
    found = opened(made)
    assert found.names == ["Premier - envoi.eml"]
    assert b"Texte d" in found.enclosed[0].path.read_bytes()
    assert "Texte d’origine" not in found.text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\relevé.pdf", "relevé.pdf"),
        ("=?utf-8?Q?relev=C3=A9.pdf?=", "relevé.pdf"),
        ("..", "1.bin"),
    ],
)
def test_names_of_attachments(opened, written, shown):
    part = "".join(
        [
            'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="',
            *(written.replace("\\", "\\\\"), '"\n\nx'),
        ]
    )
    data = f"From: a@exemple.fr\nContent-Type: multipart/mixed; boundary=b\n\n--b\n{part}\n--b--\n"
    found = opened(data.encode())
    assert found.names == [shown]
    assert [item.path.name for item in found.enclosed] == ["0001"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data", Reason.ENCRYPTED),
        ("application/ms-tnef", Reason.UNKNOWN_FORMAT),
    ],
)
def test_what_cannot_be_read_is_said(opened, kind, reason):
    data = f"From: a@exemple.fr\nSubject: Secret\nContent-Type: {kind}; name=a.bin\n\nxyz"
    found = opened(data.encode())
    assert found.left_out == [("a.bin", reason)]
    assert "Attachment: a.bin (3 B)" in found.text


def test_a_body_encrypted_by_pgp(opened):
    data = (
        "From: a@exemple.fr\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n"
        "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n"
        "Content-Type: application/octet-stream; name=encrypted.asc\n\nxyz\n--b--\n"
    )
    found = opened(data.encode())
    assert found.left_out == [("encrypted.asc", Reason.ENCRYPTED)]
    assert "multipart/encrypted" in found.text


def test_signatures_are_listed_and_not_kept(opened):
    made = message("Signé")
    made.add_attachment(b"x", maintype="application", subtype="pgp-signature", filename="s.asc")
    found = opened(made)
    assert (found.names, found.left_out) == ([], [])
    assert "Attachment: s.asc (1 B)" in found.text


def test_bounds(opened):
    made = message("Beaucoup")
    for number in range(4):
        made.add_attachment(bytes(10 + number * 100), maintype="image", subtype="png")
    found = opened(made, Bounds(files=2, bytes_each=250))
    assert found.names == ["1.png", "2.png"]
    assert found.left_out == [("2 × …", Reason.TOO_MANY_FILES)]


def test_a_body_longer_than_the_pages_allowed(opened):
    found = opened(message("ligne\n" * 1000), Bounds(pages=3))
    assert found.left_out == [("Virement", Reason.TOO_MANY_PAGES)]
    assert len(pypdfium2.PdfDocument(found.pdf)) == 3


def test_an_empty_file(tmp_path):
    (tmp_path / "vide").touch()
    with pytest.raises(ReadingError) as refused:
        open_message(tmp_path / "vide", tmp_path, Bounds())
    assert refused.value.code == Reason.EMPTY


def test_nested_without_end(tmp_path):
    levels = [f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000)]
    (tmp_path / "deep").write_text("From: a@exemple.fr\n" + "".join(levels))
    with pytest.raises(ReadingError) as refused:
        open_message(tmp_path / "deep", tmp_path, Bounds())
    assert refused.value.code == Reason.DAMAGED


RICH = message("Bonjour à tous", To="=?utf-8?Q?=C3=89lo?= <e@exemple.fr>", Date="5 Mar 2024 10:00")
RICH.add_alternative("<p>Bonjour <b>à tous</b><table><tr><td>1</table>", subtype="html")
RICH.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="pièce.pdf")
RICH.add_attachment(message("Dedans"))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_comes(data):
    """A mutated message gives pages or a ReadingError, and nothing outside its folder."""
    raw = bytearray(RICH.as_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with tempfile.TemporaryDirectory() as name:
        try:
            found = Opened(bytes(raw), Path(name))
        except ReadingError:
            return
        assert found.pdf.exists()
        ours = {item.path for item in found.enclosed} | {found.pdf}
        assert ours == set(found.folder.iterdir())
        assert sorted(item.name for item in Path(name).iterdir()) == ["original", "out"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000))
def test_bytes_that_are_no_message(data):
    with tempfile.TemporaryDirectory() as name:
        assert Opened(b"From: a\n" + data, Path(name)).pdf.exists()


def test_encoded_bodies(opened):
    body = base64.b64encode("Corps encodé".encode()).decode()
    data = f"From: a@exemple.fr\nContent-Transfer-Encoding: base64\n\n{body}\n"
    assert "Corps encodé" in opened(data.encode()).text
