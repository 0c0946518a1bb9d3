"""What a message says and what it carries: its texts, its attachments, what of it is encrypted."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO

import lxml.etree
import lxml.html
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig

from casefiles.preparing.mailheaders import decoded, header, text_of, unescaped
from casefiles.preparing.names import clean_name
from casefiles.reading.reasons import Reason

LONGEST_TEXT = 20_000_000  # bytes of one part that is set as pages
LONGEST_HTML = 8_000_000
MOST_QUOTES = 200  # within one body; each costs a pass over what it holds
PLAIN_ENOUGH = 0.5  # of the HTML's words: a plain text with fewer is but a notice
SIGNATURES = {
    "application/pgp-signature",
    *("application/pkcs7-signature", "application/x-pkcs7-signature"),
}
ENCRYPTED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
OF_OUTLOOK = {"application/ms-tnef", "application/vnd.ms-tnef"}
ENDINGS = {"message/rfc822": ".eml", "image/jpeg": ".jpg", "text/calendar": ".ics"}
IN_HTML = re.compile(rb"<meta[^>]+charset=[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
HTML = ParserConfig(css=CSS_PROFILES["strict"])  # shows neither links nor images' addresses


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a message. `data` None for one that is not taken, `reason` why where it matters."""

    name: str
    data: bytes | None
    size: int
    reason: Reason | None = None


@dataclass(slots=True)
class Content:
    """Texts in order, with whether each was HTML, and the attachments."""

    texts: list[tuple[str, bool]] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All texts, an empty line between two."""
        return "\n\n".join(text.strip("\r\n") for text, _ in self.texts if text.strip())


def content(message: Message) -> Content:
    """What is in a message; a message within it is an attachment, and not looked into."""
    found = Content()
    _gather(message, found)
    return found


def _gather(part: Message, into: Content) -> None:
    kind = part.get_content_type()
    if kind == "multipart/alternative":
        _choose(part, into)
    elif kind == "multipart/encrypted":
        for inner in _inner(part)[-1:]:  # the first one says only how
            into.attached.append(_left(inner, Reason.ENCRYPTED))
    elif part.is_multipart() and not kind.startswith("message/"):
        for inner in _inner(part):
            _gather(inner, into)
    elif _is_text(part, kind):
        into.texts.append((_read_text(part, kind), kind == "text/html"))
    else:
        into.attached.append(_attached(part, kind, len(into.attached) + 1))


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _choose(part: Message, into: Content) -> None:
    """One of several forms of the same text: the plain one, unless it says much less."""
    forms = []
    for inner in _inner(part):
        form = Content()
        _gather(inner, form)
        into.attached += form.attached
        if form.text:
            forms.append(form)
    if not forms:
        return
    plain = next((form for form in forms if not any(html for _, html in form.texts)), forms[0])
    fullest = max(forms, key=lambda form: len(form.text.split()))
    enough = PLAIN_ENOUGH * len(fullest.text.split())
    into.texts += (plain if len(plain.text.split()) >= enough else fullest).texts


def _is_text(part: Message, kind: str) -> bool:
    """Whether it is to be read in the message itself rather than a file that came with it."""
    if part.get_content_disposition() == "attachment":
        return False
    if kind == "text/html":  # a page sent along has a name, a body has none
        return not _name(part)
    return kind in ("text/plain", "text/enriched", "message/delivery-status")


def _read_text(part: Message, kind: str) -> str:
    if kind == "message/delivery-status":
        return "\n".join(str(inner) for inner in _inner(part))[:LONGEST_TEXT]
    data = _bytes(part)[:LONGEST_TEXT]
    text = text_of(data, _charset(part, data, kind))
    if kind == "text/html":
        return plain_of(text)
    if str(part.get_param("format", "")).lower() == "flowed":
        return "\n".join(_unflowed(text, str(part.get_param("delsp", "")).lower() == "yes"))
    return text


def _charset(part: Message, data: bytes, kind: str) -> str | None:
    told = part.get_content_charset()
    inside = IN_HTML.search(data[:4096]) if kind == "text/html" and not told else None
    return inside[1].decode("ascii") if inside else told


def plain_of(html: str) -> str:
    """The text of an HTML body as it is laid out; nothing that it refers to is fetched."""
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", html[:LONGEST_HTML]).replace("\x00", "")
    try:
        tree = lxml.html.fromstring(source or "<p/>")
        for unseen in tree.xpath("//script|//style|//head/title|//template|//noscript"):
            unseen.drop_tree()
        _mark_quoted(tree)
        laid_out: str = Inscriptis(tree, HTML).get_text()
    except (lxml.etree.LxmlError, ValueError, RecursionError, AssertionError, IndexError, KeyError):
        return re.sub(r"<[^<>]*>", " ", source)
    return re.sub(r"\n{3,}", "\n\n", laid_out)


def _mark_quoted(tree: lxml.html.HtmlElement) -> None:
    """Puts "> " before quoted lines, as plain messages have it: who wrote what must stay plain."""
    for quote in reversed(tree.xpath("//blockquote")[:MOST_QUOTES]):  # the innermost first
        tail, quote.tail = quote.tail, None
        lines = str(Inscriptis(quote, HTML).get_text()).strip("\n").splitlines()
        quote.clear()
        quote.tag, quote.tail = "pre", tail
        quote.text = "\n".join(f"> {line}".rstrip() for line in lines)


def _unflowed(text: str, without_blank: bool) -> Iterator[str]:
    """Lines that a mailer had folded, whole again (RFC 3676); quotations keep their depth."""
    held, depth = "", -1
    for line in text.splitlines():
        marks = len(line) - len(line.lstrip(">"))
        rest = line[marks:].removeprefix(" ")
        if depth >= 0 and marks != depth:
            yield held
            held, depth = "", -1
        if depth < 0:
            held = (">" * marks + " " if marks else "") + rest
        else:
            held += rest
        if rest.endswith(" ") and rest != "-- ":
            depth = marks
            held = held[:-1] if without_blank else held
        else:
            yield held
            held, depth = "", -1
    if depth >= 0:
        yield held


def _attached(part: Message, kind: str, number: int) -> Attached:
    name = _name(part) or f"{number}{ENDINGS.get(kind) or mimetypes.guess_extension(kind) or ''}"
    if kind == "message/rfc822":
        return _message(part, number)
    data = _bytes(part)
    if kind in SIGNATURES:
        return Attached(name, None, len(data))
    if kind in OF_OUTLOOK or name.lower() == "winmail.dat":
        return Attached(name, None, len(data), Reason.UNKNOWN_FORMAT)
    if kind in ENCRYPTED:
        return Attached(name, None, len(data), Reason.ENCRYPTED)
    return Attached(name, data, len(data))


def _left(part: Message, reason: Reason) -> Attached:
    return Attached(_name(part) or part.get_content_type(), None, len(_bytes(part)), reason)


def _message(part: Message, number: int) -> Attached:
    """A message that was forwarded as a file, in bytes as they came."""
    inner = _inner(part)
    if not inner:
        return Attached(_name(part) or f"{number}.eml", None, 0, Reason.EMPTY)
    out = BytesIO()
    try:
        BytesGenerator(out, mangle_from_=False, maxheaderlen=0).flatten(inner[0])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Attached(_name(part) or f"{number}.eml", None, 0, Reason.DAMAGED)
    subject = clean_name(header(inner[0], "Subject").replace("/", "-").replace("\\", "-"))
    name = _name(part) or f"{subject[:120] or number}.eml"
    return Attached(name, out.getvalue(), out.tell())


def _name(part: Message) -> str:
    """The file's name; the parser alone would lose what is written in bytes beyond ASCII."""
    told = Message()
    for key, value in part.raw_items():
        if key.lower() in ("content-disposition", "content-type"):
            told[key] = unescaped(str(value))
    try:
        raw = told.get_filename()
    except (ValueError, LookupError, TypeError, IndexError):
        raw = None
    return clean_name(decoded(str(raw))) if raw else ""


def _bytes(part: Message) -> bytes:
    """The part's content, decoded as far as its encoding is what it says."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        data = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return data if isinstance(data, bytes) else b""
