from hypothesis import given
from hypothesis import strategies as st

from casefiles.marks import Part, in_paragraphs

TEXT = "Le quaj est\n\ndésert. Rien."


def test_it_works():
    assert in_paragraphs(TEXT, [(3, 7)], [(3, 7), (13, 20)]) == [
        [Part("Le ", False, False), Part("quaj", True, True), Part(" est", False, False)],
        [Part("désert.", False, True), Part(" Rien.", False, False)],
    ]


def test_a_mark_that_goes_on_in_the_next_paragraph_is_in_both():
    assert in_paragraphs(TEXT, [(8, 19)]) == [
        [Part("Le quaj ", False, False), Part("est", True, False)],
        [Part("désert", True, False), Part(". Rien.", False, False)],
    ]


def test_nothing_is_no_paragraph():
    assert in_paragraphs("", [], []) == []
    assert in_paragraphs("\n\n\n", [], []) == []


@st.composite
def spans_of(draw, text):
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return list(zip(edges[::2], edges[1::2], strict=False))


@given(st.data(), st.text(alphabet="ab \n", max_size=40))
def test_every_character_is_marked_as_its_spans_say(data, text):
    marked, unsure = data.draw(spans_of(text)), data.draw(spans_of(text))
    told = [
        (character, part.marked, part.unsure)
        for paragraph in in_paragraphs(text, marked, unsure)
        for part in paragraph
        for character in part.text
        if character != "\n"
    ]
    assert told == [
        (
            character,
            any(start <= at < end for start, end in marked),
            any(start <= at < end for start, end in unsure),
        )
        for at, character in enumerate(text)
        if character != "\n"
    ]
