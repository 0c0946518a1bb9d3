"""What a person pastes, to names."""

from hypothesis import given
from hypothesis import strategies as st

from search.lists.lines import LONGEST_NAME, MOST_NAMES, Line, Refusal, Remark, Wrong, read_lines


def test_it_works():
    read = read_lines("Martin Dupuis\r\n\n  Anne\tde  Kerven \n")
    assert read.lines == [Line("Martin Dupuis"), Line("Anne de Kerven")]
    assert not read.wrong


def test_what_is_not_looked_for_is_kept_and_marked():
    read = read_lines("Dupuis\n---\nDUPUIS\n« Dupuis »")
    assert [line.remark for line in read.lines] == [
        None,
        Remark.NO_WORD,
        Remark.REPEATED,
        Remark.REPEATED,
    ]
    assert not read.wrong


def test_lines_too_long_are_told_by_number():
    fits, long = "é" * LONGEST_NAME, "é" * (LONGEST_NAME + 1)
    assert read_lines(fits).lines == [Line(fits)]
    assert read_lines(f"Dupuis\n\n{long}\nMorel").wrong == [
        Wrong(Refusal.TOO_LONG, line=3, length=LONGEST_NAME + 1)
    ]


def test_no_more_than_a_list_takes():
    names = [f"Nom{n}" for n in range(MOST_NAMES + 1)]
    assert not read_lines("\n".join(names[:-1])).wrong
    assert read_lines("\n".join(names)).wrong == [Wrong(Refusal.TOO_MANY, length=MOST_NAMES + 1)]


def test_empty():
    for text in ("", " \n\n", "---\n..."):
        assert read_lines(text).wrong == [Wrong(Refusal.NO_NAME)]


@given(st.text(max_size=400))
def test_no_line_breaks_it(text):
    for line in read_lines(text).lines:
        assert line.text == " ".join(line.text.split())
        assert 0 < len(line.text) <= LONGEST_NAME
        assert line.text.isprintable()
