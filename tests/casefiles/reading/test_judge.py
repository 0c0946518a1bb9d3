import pytest

from casefiles.reading.ocr import Text
from casefiles.reading.probe import Probe
from casefiles.reading.trust import (
    Facts,
    Trust,
    is_as_good,
    is_strange,
    judge,
    keeps,
    outdoes,
)

FRENCH = """la cour après en avoir délibéré conformément aux dispositions susvisées
    prononce le renvoi devant le tribunal correctionnel siégeant ordinairement"""


def facts(**changed):
    good = {
        "words": 300,
        "coverage": 0.0,
        "garbage": 0.0,
        "unmapped": 0.0,
        "hidden": 0.0,
        "strange": False,
        "drawn": True,
    }
    return Facts(**good | changed)


def test_it_works():
    assert judge(facts()) is Trust.BELIEVE


@pytest.mark.parametrize(
    ("changed", "trust"),
    [
        ({"words": 0}, Trust.REFUSE),
        ({"coverage": 0.5}, Trust.PROBE),
        ({"coverage": 0.5, "plausible": 0.6}, Trust.REFUSE),
        ({"coverage": 0.3}, Trust.BELIEVE),
        ({"garbage": 0.2}, Trust.REFUSE),
        ({"hidden": 0.9}, Trust.PROBE),
        ({"hidden": 0.9, "garbage": 0.2}, Trust.REFUSE),
        ({"strange": True}, Trust.COMPARE),
        ({"unmapped": 0.9}, Trust.COMPARE),
        ({"words": 5}, Trust.LOOK),
        ({"words": 5, "drawn": False}, Trust.BELIEVE),
    ],
)
def test_a_table(changed, trust):
    assert judge(facts(**changed)) is trust


@pytest.mark.parametrize("text", [FRENCH, FRENCH.upper()])
def test_a_language_is_not_strange(text):
    assert not is_strange(text)


def test_a_shifted_font_is_strange():
    assert is_strange("".join(chr(max(ord(sign) - 29, 32)) for sign in FRENCH))


@pytest.mark.parametrize(
    "text",
    ["12/03/2019 D1234/56 FR7630006 " * 30, "свидетель показал следующее " * 20, "PV SRPJ TGI"],
    ids=["figures", "another alphabet", "few letters"],
)
def test_what_cannot_be_judged_is_not_strange(text):
    assert not is_strange(text)


def test_a_layer_is_kept_where_ocr_agrees_or_cannot_read():
    assert keeps(["Table", "des", "pièces"], ["Table", "des", "pieces"], 0.9)
    assert keeps(["à", "â", "ä"], ["aAdaAs"], 0.1)


def test_a_layer_is_dropped_where_ocr_reads_otherwise_or_more():
    assert not keeps(["3KRQH"], ["Phone"], 0.9)
    assert not keeps(["D12"], ["D12", "Le", "témoin", "déclare"], 0.9)


@pytest.mark.parametrize(
    ("shown", "agreement", "signs", "good"),
    [
        (False, 0.97, 200, True),
        (False, 0.9, 200, False),
        (False, 1.0, 20, False),
        (True, 0.9, 200, True),
        (True, 0.5, 200, False),
    ],
    ids=["agrees", "differs", "too little to say", "drawn, ocr erred", "drawn, not all of it"],
)
def test_a_layer_over_a_picture_is_as_good_where_it_agrees(shown, agreement, signs, good):
    assert is_as_good(facts(shown=shown, coverage=1.0), Probe(agreement, signs)) is good


def read(confidence):
    return Text([], confidence, 1000)


def test_what_somebody_typed_outdoes_ocr_of_handwriting():
    assert outdoes(facts(coverage=1.0, plausible=0.97), read(0.5), hardly_readable=True)
    assert outdoes(facts(coverage=1.0, plausible=0.97), read(0.2), hardly_readable=False)


def test_no_other_layer_outdoes_ocr():
    typed = {"coverage": 1.0, "plausible": 0.97}
    assert not outdoes(facts(**typed), read(0.9), hardly_readable=False)
    assert not outdoes(facts(**typed | {"plausible": 0.8}), read(0.5), hardly_readable=True)
    assert not outdoes(facts(**typed | {"words": 3}), read(0.5), hardly_readable=True)
