"""Messages of Outlook, from the storages that are in an MSG file."""

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oxmsg.storage import Storage, Stream

from casefiles.preparing.mailheaders import header
from casefiles.preparing.mailparts import content
from casefiles.preparing.outlook import message_of, parsed
from casefiles.preparing.rtf import unpacked
from casefiles.reading.reasons import ReadingError, Reason

TEXT, BINARY, NUMBER, TIME = 0x001F, 0x0102, 0x0003, 0x0040


def storage(path: str, offset: int, values: dict, inner: tuple = ()) -> Storage:
    """A storage with these properties: (number, kind) to value."""
    streams, table = [], bytes(offset)
    for (pid, kind), value in values.items():
        if kind in (TEXT, BINARY):
            data = value.encode("utf-16-le") if kind == TEXT else value
            streams.append(Stream(f"{path}/__substg1.0_{pid:04X}{kind:04X}", data))
            payload = struct.pack("<II", len(data), 0)
        else:
            payload = struct.pack("<Q", value)
        table += struct.pack("<HHI", kind, pid, 6) + payload
    streams.append(Stream(f"{path}/__properties_version1.0", table))
    return Storage(path, tuple(streams), inner)


def attachment(name: str, data: bytes, kind: str = "application/pdf") -> Storage:
    values = {(0x3707, TEXT): name, (0x3701, BINARY): data, (0x370E, TEXT): kind}
    return storage("__attach_version1.0_#00000000", 8, {**values, (0x3705, NUMBER): 1})


def recipient(name: str, mail: str, kind: int) -> Storage:
    values = {(0x3001, TEXT): name, (0x39FE, TEXT): mail, (0x0C15, NUMBER): kind}
    return storage("__recip_version1.0_#00000000", 8, values)


BODY = {(0x0037, TEXT): "Relevé", (0x1000, TEXT): "Voici le relevé."}


def test_it_works():
    sender = {(0x0C1A, TEXT): "Ada Brun", (0x5D01, TEXT): "ada@exemple.fr"}
    when = {(0x0039, TIME): 133_541_173_310_000_000}
    people = (recipient("Bo", "bo@exemple.fr", 1), recipient("Cy", "cy@exemple.fr", 2))
    made = message_of(
        storage("", 32, {**BODY, **sender, **when}, (*people, attachment("a.pdf", b"%PDF")))
    )
    shown = {name: header(made, name) for name in ("From", "To", "Cc", "Date", "Subject")}
    assert shown == {
        "From": "Ada Brun <ada@exemple.fr>",
        "To": "Bo <bo@exemple.fr>",
        "Cc": "Cy <cy@exemple.fr>",
        "Date": "Tue, 05 Mar 2024 13:02:11 +0000",
        "Subject": "Relevé",
    }
    found = content(made)
    assert found.text == "Voici le relevé."
    assert [(item.name, item.data) for item in found.attached] == [("a.pdf", b"%PDF")]


def test_headers_as_they_travelled_come_first():
    travelled = "From: Ada <ada@exemple.fr>\r\nDate: Tue, 5 Mar 2024 14:02:11 +0100\r\n"
    values = {**BODY, (0x007D, TEXT): travelled, (0x0C1A, TEXT): "Ada Brun"}
    made = message_of(storage("", 32, values))
    assert header(made, "From") == "Ada <ada@exemple.fr>"
    assert header(made, "Date") == "Tue, 5 Mar 2024 14:02:11 +0100"


def test_directory_names_of_exchange_are_not_shown():
    values = {**BODY, (0x0C1A, TEXT): "Ada Brun", (0x0C1F, TEXT): "/O=EXEMPLE/CN=ADA"}
    assert header(message_of(storage("", 32, values)), "From") == "Ada Brun"


def test_html_without_a_plain_text():
    values = {(0x1013, BINARY): "<p>Été</p>".encode(), (0x3FDE, NUMBER): 65001}
    assert content(message_of(storage("", 32, values))).text == "Été"


def test_a_message_within_a_message():
    inner = storage("__attach_version1.0_#00000000/__substg1.0_3701000D", 24, BODY)
    values = {(0x3705, NUMBER): 5, (0x3001, TEXT): "Transfert"}
    holder = storage("__attach_version1.0_#00000000", 8, values, (inner,))
    (item,) = content(message_of(storage("", 32, {(0x0037, TEXT): "Tr"}, (holder,)))).attached
    assert item.name == "Transfert.eml"
    assert b"Relev\xc3\xa9" in item.data


def test_only_rtf_is_a_file_to_be_converted():
    rtf = b"{\\rtf1\\ansi Bonjour}"
    packed = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    (item,) = content(message_of(storage("", 32, {(0x1009, BINARY): packed}))).attached
    assert (item.name, item.data) == ("text.rtf", rtf)


@pytest.mark.parametrize(
    ("packed", "rtf"),
    [  # the two examples of [MS-OXRTFCP]
        (
            "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3"
            "2068656c090020627705b06c647d0a800fa0",
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
        ),
        (
            "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0",
            b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}",
        ),
    ],
)
def test_packed_rtf(packed, rtf):
    assert unpacked(bytes.fromhex(packed)) == rtf


def test_packed_rtf_that_is_cut_short():
    whole = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af320")
    assert b"{\\rtf1\\ansi\\ansicpg1252".startswith(unpacked(whole)[:20])


@given(st.binary(max_size=200))
def test_packed_rtf_whatever_comes(data):
    try:
        assert len(unpacked(struct.pack("<IIII", 0, 1000, 0x75465A4C, 0) + data)) <= 1020
    except ValueError:
        pytest.fail("only its head may be wrong")


@settings(max_examples=50)
@given(st.binary(max_size=3000))
def test_no_compound_file(data):
    with pytest.raises(ReadingError) as refused:
        parsed(io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data))
    assert refused.value.code == Reason.DAMAGED
