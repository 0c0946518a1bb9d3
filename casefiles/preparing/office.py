"""Turns office documents into PDFs through LibreOffice, where it is installed.

LibreOffice gets a profile of its own in which nothing of a document is run and nothing that it
refers to is fetched. The process that calls this is limited and cut off from the network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

from casefiles.preparing.comments import append_comments
from casefiles.reading.reasons import ReadingError, Reason

SECONDS = 110.0  # for one document; whoever calls has a limit of its own, and kills us
ATTEMPTS = 3
AGAIN = 81  # how it ends after it has made its profile
PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
ENDINGS = {
    *("docx", "docm", "dotx", "doc", "dot", "odt", "ott", "rtf", "xlsx", "xlsm", "xls", "ods"),
    *("pptx", "pptm", "ppsx", "ppt", "pps", "odp", "odg"),
}
HEADS = ((b"{\\rtf", "rtf"), (b"\xd0\xcf\x11\xe0", "doc"), (b"PK", "docx"))
# Comments and hidden slides are kept too: somebody may have hoped that they were not.
SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "CheckDocumentEvents", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Filter/PDF/Export", "ExportNotes", "true"),
    ("Common/Filter/PDF/Export", "ExportHiddenSlides", "true"),
    ("Common/Misc", "UseSystemFileDialog", "false"),
    ("Writer/Content/Update", "Link", "0"),  # never
    ("Calc/Content/Update", "Link", "1"),  # never
)
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{}
</oor:items>
"""
ITEM = '<item oor:path={}><prop oor:name={} oor:op="fuse"><value>{}</value></prop></item>'
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def to_pdf(original: Path, name: str, folder: Path) -> Path:
    """The document as a PDF in `folder`; `name` tells its kind where the bytes do not.

    Raises ReadingError: no_libreoffice, not_converted, password, too_slow.
    """
    program = find()
    if not program:
        raise ReadingError(Reason.NO_LIBREOFFICE)
    source = folder / f"source.{_ending(original, name)}"
    source.symlink_to(original.resolve())
    profile = folder / "profile"
    _configure(profile)
    said = ""
    for _ in range(ATTEMPTS):
        status, said = _convert(program, source, profile, folder)
        if status != AGAIN:
            break
    source.unlink(missing_ok=True)
    shutil.rmtree(profile, ignore_errors=True)
    made = folder / "source.pdf"
    if not made.exists() or not made.stat().st_size:
        raise ReadingError(Reason.PASSWORD if _locked(original) else Reason.NOT_CONVERTED, said)
    append_comments(made)
    return made.rename(folder / "rendition.pdf")


def find() -> Path | None:
    """LibreOffice's program, None where it is not installed."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    for place in (named, *PLACES):
        if place and Path(place).exists():
            program = Path(place).resolve()
            # The script starts a helper that starts this one: killed at once is what it must be.
            direct = program.with_name("soffice.bin")
            return direct if direct.exists() else program
    return None


def _convert(program: Path, source: Path, profile: Path, folder: Path) -> tuple[int, str]:
    """Runs LibreOffice once; its status, and the end of what it said."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    command = [
        *(str(program), "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--nofirststartwizard", f"-env:UserInstallation={profile.as_uri()}"),
        *("--convert-to", "pdf", "--outdir", str(folder), str(source)),
    ]
    log = folder / "libreoffice.log"
    with log.open("wb") as out:
        try:
            ended = subprocess.run(  # noqa: S603 - a fixed program, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=folder,
                env=kept | {"HOME": str(profile), "TMPDIR": str(profile)},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ReadingError(Reason.TOO_SLOW, str(error)) from error
    said = log.read_bytes()[-1000:].decode(errors="replace").strip()
    log.unlink()
    return ended.returncode, f"status {ended.returncode}: {said}"


def _configure(profile: Path) -> None:
    items = [
        ITEM.format(quoteattr(f"/org.openoffice.Office.{path}"), quoteattr(name), value)
        for path, name, value in SETTINGS
    ]
    (profile / "user").mkdir(parents=True)
    settings = PROFILE.format("\n".join(items))
    (profile / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")


def _ending(original: Path, name: str) -> str:
    """That of the name where it is one of an office document, else one for the first bytes."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending in ENDINGS:
        return ending
    with original.open("rb") as file:
        head = file.read(8)
    return next((ending for begin, ending in HEADS if head.startswith(begin)), "doc")


def _locked(original: Path) -> bool:
    """Whether the document is encrypted with a password, as both families write it."""
    if zipfile.is_zipfile(original):
        try:
            with (
                zipfile.ZipFile(original) as package,
                package.open("META-INF/manifest.xml") as manifest,
            ):
                return b"encryption-data" in manifest.read(1 << 20)
        except (KeyError, OSError, ValueError, RuntimeError, zipfile.BadZipFile):
            return False
    with original.open("rb") as file:
        return ENCRYPTED_PACKAGE in file.read(1 << 20)
