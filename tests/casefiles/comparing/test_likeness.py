from casefiles.comparing.likeness import Corpus, folded, shingles, spelled_alike
from tests.casefiles.comparing.pages import form, misread, prose


def corpus(*texts):
    return Corpus([shingles(folded(text)) for text in texts])


def test_it_works():
    """A text that was read with errors is like itself, and not like another one."""
    texts = [prose(seed) for seed in range(20)]
    likeness = corpus(*texts, misread(texts[3], seed=1)).likeness
    assert likeness(3, 20)[0] > 0.5
    assert max(likeness(place, 20)[0] for place in range(20) if place != 3) < 0.35


def test_pages_of_one_form_are_told_apart_by_their_numbers():
    forms = [form(seed) for seed in range(20)]
    known = corpus(*forms, misread(forms[3], seed=1, rate=0.01))
    assert known.likeness(3, 20)[0] > 0.6
    assert max(known.likeness(place, 20)[0] for place in range(20) if place != 3) < 0.2
    # By their signs alone they could not be.
    assert spelled_alike(folded(forms[3]), folded(forms[4])) > 0.65


def test_half_a_page_is_found_in_the_whole():
    texts = [prose(seed) for seed in range(10)]
    both, lesser = corpus(*texts, texts[3][: len(texts[3]) // 2]).likeness(3, 10)
    assert lesser > 0.95
    assert both < 0.8


def test_what_ocr_confuses_is_folded_together():
    assert folded("Bal 50 II") == folded("8aI SO ll")
    assert folded("Hôtel, “Élysée”!") == folded("hotel elysee")
    assert folded("12") != folded("13")


def test_pages_without_words_are_like_nothing():
    known = corpus("", "…", "ab", prose(1))
    assert [known.likeness(one, other)[0] for one in range(3) for other in range(4)] == [0] * 12
    assert corpus().totals == []
