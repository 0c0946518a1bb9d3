"""The headers of the protocol, without a server."""

import base64
import hashlib

import pytest

from casefiles.tus import protocol


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_it_works():
    headers = {
        "Upload-Length": "1200",
        "Upload-Metadata": f"filename {encoded('tome 1.pdf')},type,sha256 {encoded('0' * 64)}",
    }
    assert protocol.announced(headers) == protocol.Announced("tome 1.pdf", 1200, "0" * 64)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("tome.pdf", "tome.pdf"),
        ("IGPN/2019/tome 1.pdf", "IGPN › 2019 › tome 1.pdf"),
        ("/IGPN//./../tome.pdf", "IGPN › tome.pdf"),
        ("..\\..\\tome.pdf", "tome.pdf"),
        (" IGPN / tome.pdf", "IGPN › tome.pdf"),
        ("", ""),
    ],
)
def test_a_file_is_named_after_its_folders(path, shown):
    assert protocol.shown_name(path) == shown


@pytest.mark.parametrize("length", ["", "-1", "1.5", "1e9", "٣", "1" * 19, " 7", None])
def test_a_length_is_a_whole_number(length):
    headers = {} if length is None else {"Upload-Length": length}
    with pytest.raises(protocol.Malformed):
        protocol.announced(headers)


@pytest.mark.parametrize(
    "metadata", ["filename =", "filename Zm9v*", f"sha256 {encoded('abc')}", "filename /w=="]
)
def test_metadata_that_cannot_be_read_is_refused(metadata):
    with pytest.raises(protocol.Malformed):
        protocol.announced({"Upload-Length": "1", "Upload-Metadata": metadata})


@pytest.mark.parametrize("algorithm", protocol.ALGORITHMS)
def test_a_checksum_is_that_of_its_bytes(algorithm):
    value = base64.b64encode(hashlib.new(algorithm, b"octets").digest()).decode()
    checksum = protocol.checksum({"Upload-Checksum": f"{algorithm} {value}"})
    assert checksum is not None
    assert checksum.is_of(hashlib.new(algorithm, b"octets"))
    assert not checksum.is_of(hashlib.new(algorithm, b"autres"))


@pytest.mark.parametrize("value", ["", "md5 AAAA", "sha256", "sha256 AAAA", "sha1 ***"])
def test_a_checksum_of_another_kind_is_refused(value):
    with pytest.raises(protocol.Malformed):
        protocol.checksum({"Upload-Checksum": value})


def test_no_checksum_is_no_mistake():
    assert protocol.checksum({}) is None


def test_another_version_is_another_protocol():
    for headers in ({}, {"Tus-Resumable": "0.2.2"}):
        with pytest.raises(protocol.Malformed) as refused:
            protocol.check_version(headers)
        assert refused.value.status == 412
