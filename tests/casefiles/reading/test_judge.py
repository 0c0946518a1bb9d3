import pytest

from casefiles.reading.trust import Facts, Trust, is_strange, judge, keeps

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
        ({"coverage": 0.5}, Trust.REFUSE),
        ({"coverage": 0.3}, Trust.BELIEVE),
        ({"garbage": 0.2}, Trust.REFUSE),
        ({"hidden": 0.9}, Trust.REFUSE),
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
