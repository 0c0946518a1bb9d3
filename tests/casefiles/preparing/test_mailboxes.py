"""A mailbox taken apart: every message once, conversations together."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles.preparing.mail import open_mailbox
from casefiles.preparing.parts import Bounds
from casefiles.reading.reasons import ReadingError, Reason

FROM = "From ada@exemple.fr Tue Mar  5 14:02:11 2024\n"


def letter(subject: str, day: int | None, own: str = "", references: str = "", body: str = "b"):
    date = f"Date: Tue, {day:02d} Mar 2024 10:00:00 +0100\n" if day else ""
    ids = (f"Message-ID: <{own}>\n" if own else "") + (
        f"References: {references}\n" if references else ""
    )
    return f"{FROM}From: ada@exemple.fr\nSubject: {subject}\n{date}{ids}\n{body}\n\n"


@pytest.fixture
def opened(tmp_path):
    def make(text: str | bytes, bounds: Bounds | None = None):
        original = tmp_path / "original"
        original.write_bytes(text if isinstance(text, bytes) else text.encode())
        folder = tmp_path / "out"
        folder.mkdir()
        pdf, enclosed, left = open_mailbox(original, folder, bounds or Bounds())
        assert pdf is None
        assert {item.path for item in enclosed} == set(folder.iterdir())
        return enclosed, [(item.name, item.reason) for item in left]

    return make


def test_it_works(opened):
    enclosed, left_out = opened(letter("Virement", 5) + letter("Relevé / mars", 6))
    assert [item.name for item in enclosed] == [
        "0001 2024-03-05 Virement.eml",
        "0002 2024-03-06 Relevé - mars.eml",
    ]
    assert left_out == []
    assert enclosed[0].path.read_text().startswith("From: ada@exemple.fr\nSubject: Virement\n")


def subjects(enclosed) -> str:
    return " ".join(item.path.read_text().split("Subject: ")[1][0] for item in enclosed)


@pytest.mark.parametrize(
    ("letters", "order"),
    [
        # Two conversations across each other.
        (
            [("A", 1, "a", ""), ("X", 2, "x", ""), ("B", 3, "b", "<a>"), ("Y", 4, "y", "<x>")],
            "ABXY",
        ),
        # The answer came into the mailbox first.
        ([("B", 2, "b", "<a>"), ("A", 1, "a", "")], "AB"),
        # Its clock was slow: an answer never stands before its question.
        ([("A", 9, "a", ""), ("B", 3, "b", "<a>"), ("X", 5, "x", "")], "XAB"),
        # Both answer a message that is not there.
        ([("A", 1, "a", "<0>"), ("X", 2, "x", ""), ("B", 3, "b", "<0> <1>")], "ABX"),
        # Without a date: where it stood.
        ([("A", 1, "a", ""), ("N", None, "n", ""), ("B", 2, "b", "")], "ANB"),
        # Nobody has a date or an id.
        ([("B", None, "", ""), ("A", None, "", "")], "BA"),
        # The same message twice.
        ([("A", 1, "a", ""), ("A", 1, "a", ""), ("B", 2, "b", "<a>")], "AAB"),
    ],
)
def test_the_order_of_conversations(opened, letters, order):
    enclosed, _ = opened("".join(letter(*given) for given in letters))
    assert subjects(enclosed).replace(" ", "") == order


def test_messages_that_answer_each_other_and_themselves(opened):
    letters = [("A", 1, "a", "<b>"), ("B", 2, "b", "<a>"), ("C", 3, "c", "<c>")]
    enclosed, _ = opened("".join(letter(*given) for given in letters))
    assert sorted(subjects(enclosed).split()) == ["A", "B", "C"]


def test_long_conversations(opened):
    chain = [letter("R", 1, str(n), f"<{n - 1}>") for n in range(1, 3000)]
    enclosed, _ = opened("".join(reversed(chain)))
    assert "Message-ID: <1>" in enclosed[0].path.read_text()
    assert "Message-ID: <2999>" in enclosed[-1].path.read_text()


def test_lines_that_begin_like_a_message(opened):
    body = "From now on nothing.\n\nFrom there on\nneither.\n>From here\n>>From cited"
    ((only,), _) = opened(letter("Un seul", 5, body=body))
    text = only.path.read_text()
    assert "\nFrom now on" in text
    assert "\nFrom there on\nneither." in text
    assert "\nFrom here\n>From cited" in text


def test_lines_ended_as_on_windows(opened):
    enclosed, _ = opened((letter("A", 1) + letter("B", 2)).replace("\n", "\r\n"))
    assert [item.name[5:] for item in enclosed] == ["2024-03-01 A.eml", "2024-03-02 B.eml"]


def test_very_long_lines(opened):
    enclosed, _ = opened(letter("A", 1, body="x" * 3_000_000) + letter("B", 2))
    assert len(enclosed) == 2
    assert "x" * 3_000_000 in enclosed[0].path.read_text()


def test_how_many_were_not_taken_is_said(opened):
    enclosed, left_out = opened("".join(letter("A", 1) for _ in range(30)), Bounds(files=7))
    assert len(enclosed) == 7
    assert left_out == [("23 × ….eml", Reason.TOO_MANY_FILES)]


def test_a_message_that_is_too_large_costs_no_other(opened):
    text = letter("A", 1) + letter("B", 2, body="x\n" * 5000) + letter("C", 3)
    enclosed, left_out = opened(text, Bounds(bytes_each=1000))
    assert subjects(enclosed) == "A C"
    assert left_out == [("0002.eml", Reason.TOO_LARGE)]


def test_an_empty_mailbox(tmp_path):
    (tmp_path / "vide").write_bytes(b"\n\n")
    with pytest.raises(ReadingError) as refused:
        open_mailbox(tmp_path / "vide", tmp_path, Bounds())
    assert refused.value.code == Reason.DAMAGED


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([FROM.encode(), b"\n", b"Subject: =?x\n", b"a: b\n", b"\xff>From "]))
)
def test_whatever_comes(pieces):
    """No text is lost, wherever messages are thought to begin."""
    with tempfile.TemporaryDirectory() as name:
        original, folder = Path(name) / "original", Path(name) / "out"
        original.write_bytes(b"".join([*pieces, b"Subject: fin\n"]))
        folder.mkdir()
        _, enclosed, left_out = open_mailbox(original, folder, Bounds())
        kept = b"".join(item.path.read_bytes() for item in enclosed)
        assert kept.count(b"Subject:") == pieces.count(b"Subject: =?x\n") + 1
        assert {item.reason for item in left_out} <= {Reason.EMPTY}
