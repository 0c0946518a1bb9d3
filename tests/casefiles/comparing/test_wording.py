from hypothesis import given
from hypothesis import strategies as st

from casefiles.comparing.wording import differing_words


def marked(parts):
    return [text.strip() for text, differs in parts if differs]


def test_it_works():
    earlier, later = differing_words(
        "Versé 4 512 euros à M. Darre\nle 17 mars.",
        "Versé 4 572 euros à Darre\nle 17 mars, comptant.",
    )
    assert marked(earlier) == ["512", "M."]
    assert marked(later) == ["572", "comptant."]


def test_what_ocr_confuses_does_not_differ():
    earlier, later = differing_words("Bal du 10, « salle »", "8al du IO — salle")
    assert marked(earlier) == marked(later) == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_nothing_of_the_texts_is_lost(one, other):
    earlier, later = differing_words(one, other)
    assert "".join(text for text, _ in earlier).strip() == one.strip()
    assert "".join(text for text, _ in later).strip() == other.strip()


def test_texts_too_long_to_be_compared_differ_throughout():
    earlier, later = "mot " * 10_001, "mot " * 10_001
    assert differing_words(earlier, later) == ([(earlier, True)], [(later, True)])
