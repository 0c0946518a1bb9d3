"""Files that nobody should have made. Each maker takes a folder and gives the path of its file."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pikepdf
from PIL import Image

from tests.dossiers import digital_pdf


def _written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _sound(folder: Path, pages: int = 1) -> Path:
    return digital_pdf(folder / "sain.pdf", [f"Page numéro {n}" for n in range(1, pages + 1)])


def empty(folder):
    return _written(folder, "vide.pdf", b"")


def one_byte(folder):
    return _written(folder, "octet.pdf", b"%")


def text(folder):
    return _written(folder, "note.pdf", "Ceci n’est pas un PDF.".encode() * 100)


def picture(folder):
    path = folder / "photo.pdf"
    Image.new("L", (600, 400), 200).save(path, "PNG")
    return path


def html(folder):
    return _written(folder, "page.pdf", b"<html><!-- %PDF-1.4 --><body>Bonjour</body></html>" * 20)


def truncated(folder):
    content = _sound(folder, 30).read_bytes()
    return _written(folder, "coupe.pdf", content[: len(content) // 20])


def broken_xref(folder):
    content = _sound(folder, 3).read_bytes()
    at = content.rindex(b"startxref")
    return _written(folder, "xref.pdf", content[:at] + b"startxref\n99999999\n%%EOF")


def without_beginning(folder):
    content = _sound(folder, 2).read_bytes()
    return _written(folder, "tete.pdf", bytes(8) + content[8:])


def looping_pages(folder):
    path = folder / "boucle.pdf"
    with pikepdf.open(_sound(folder, 2)) as pdf:
        tree = pdf.Root.Pages
        tree.Kids.append(tree)
        tree.Count = 3
        pdf.save(path)
    return path


def lost_kid(folder):
    """Three pages, of which the second is nothing."""
    content = _sound(folder, 3).read_bytes()
    kids, cut = b"/Kids [ 4 0 R 5 0 R 6 0 R ]", b"/Kids [ 4 0 R 0 0 R 6 0 R ]"
    assert kids in content
    return _written(folder, "lacune.pdf", content.replace(kids, cut))


def _locked(folder, name, **passwords):
    path = folder / name
    with pikepdf.open(_sound(folder)) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(**passwords))
    return path


def user_password(folder):
    return _locked(folder, "cle.pdf", owner="greffier", user="sésame")


def owner_password(folder):
    return _locked(folder, "proprietaire.pdf", owner="greffier", user="")


def unknown_encryption(folder):
    content = _locked(folder, "x.pdf", owner="greffier", user="", R=4).read_bytes()
    return _written(folder, "inconnu.pdf", content.replace(b"/Standard", b"/Nonesuch"))


def no_pages(folder):
    path = folder / "sans.pdf"
    with pikepdf.new() as pdf:
        pdf.save(path)
    return path


def too_many_pages(folder):
    return _sound(folder, 41)  # the tests have a limit of 40


def _page_of(folder, name, box):
    path = folder / name
    with pikepdf.open(_sound(folder)) as pdf:
        pdf.pages[0].MediaBox = box
        pdf.save(path)
    return path


def billions_of_points(folder):
    return _page_of(folder, "geant.pdf", [0, 0, 2_000_000_000, 2_000_000_000])


def no_size(folder):
    return _page_of(folder, "plat.pdf", [0, 0, 0, 0])


def nested_forms(folder):
    """A form in a form in a form, two thousand deep, the last of which holds the first."""
    path = folder / "poupees.pdf"
    with pikepdf.open(_sound(folder)) as pdf:
        forms = [pdf.make_stream(b"/X Do") for _ in range(2000)]
        for form, inner in zip(forms, [*forms[1:], forms[0]], strict=True):
            form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            form.BBox = [0, 0, 595, 842]
            form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        page = pdf.pages[0]
        page.Resources.XObject = pikepdf.Dictionary(X=forms[0])
        page.contents_add(b"/X Do")
        pdf.save(path)
    return path


def inflating_stream(folder):
    """What a page shows unpacks to 300 MB of nothing."""
    path = folder / "gonfle.pdf"
    with pikepdf.open(_sound(folder)) as pdf:
        packer = zlib.compressobj(9)
        packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(300)) + packer.flush()
        stream = pikepdf.Stream(pdf, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        pdf.pages[0].Contents = pdf.make_indirect(stream)
        pdf.save(path)
    return path


def with_script_and_attachment(folder):
    path = folder / "portefeuille.pdf"
    with pikepdf.open(_sound(folder)) as pdf:
        inner = digital_pdf(folder / "annexe.pdf", ["Annexe jointe"])
        pdf.attachments["annexe.pdf"] = pikepdf.AttachedFileSpec.from_filepath(pdf, inner)
        pdf.Root.Collection = pikepdf.Dictionary(Type=pikepdf.Name.Collection)
        pdf.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('x')")
        )
        pdf.save(path)
    return path


def polyglot(folder):
    """A PDF in which a ZIP begins where the PDF has ended."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("cache.txt", "caché")
    return _written(folder, "double.pdf", _sound(folder).read_bytes() + buffer.getvalue())


def image_bomb(folder):
    """A PNG of 40,000 × 40,000 pixels in a few bytes, the last of which are missing."""
    path = folder / "bombe.png"
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    body = zlib.compress(bytes(1_000_000), 9)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )
    return path


def frames(folder, count, name="trames.tif"):
    path = folder / name
    first, *others = [Image.new("1", (80, 100), n % 2) for n in range(count)]
    first.save(path, "TIFF", save_all=True, append_images=others, compression="group4")
    return path


def looping_tiff(folder):
    """A TIFF whose second directory says that the first one is the next."""
    content = bytearray(frames(folder, 2).read_bytes())
    first = struct.unpack_from("<I", content, 4)[0]
    second_at = first + 2 + 12 * struct.unpack_from("<H", content, first)[0]
    second = struct.unpack_from("<I", content, second_at)[0]
    next_at = second + 2 + 12 * struct.unpack_from("<H", content, second)[0]
    struct.pack_into("<I", content, next_at, first)
    return _written(folder, "boucle.tif", bytes(content))
