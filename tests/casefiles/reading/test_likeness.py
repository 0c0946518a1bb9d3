import pytest

from casefiles.reading.likeness import agreement, is_wordlike, likeness, plausibility
from casefiles.reading.words import Word

FRENCH = """L'audition du témoin, M. Le Goff, s'est achevée à 18h30 ; il a refusé de signer
    le procès-verbal. Aujourd'hui, la cour d'appel de Saint-Brieuc"""
GARBLED = "Lc témo1n d€clar© avo!r aperç11 un~ vo'ture gr^se arr£tée"


def line(text, top=0.5, confidence=0.9):
    """Words beside each other, each a twentieth of the page wide."""
    return [
        Word(word, 0.1 + 0.1 * number, top, 0.08, 0.01, confidence)
        for number, word in enumerate(text.split())
    ]


def compared(layer, read, within=(0.0, 1.0)):
    return agreement(layer, read, 0.6, within=within)


def test_it_works():
    assert plausibility(FRENCH.split()) == 1.0
    assert plausibility(GARBLED.split()) < 0.5


@pytest.mark.parametrize(
    "word", ["l'avocat", "qu’il", "IGPN", "Yvelines", "à", "A.", "свидетель", "Œuvre", "l'"]
)
def test_words(word):
    assert is_wordlike(word) is True


@pytest.mark.parametrize("word", ["dcclrc", "bcdfghk", "e", "aBc", "noooon", "x" * 30, "h~te"])
def test_no_words(word):
    assert is_wordlike(word) is False


@pytest.mark.parametrize("word", ["12/03/2019", "D1234", "—", "|", "06.12.34"])
def test_what_nothing_can_be_said_of(word):
    assert is_wordlike(word) is None


def test_nothing_is_plausible():
    assert plausibility([]) == 1.0


def test_the_same_words_in_another_order_are_the_same_text():
    assert likeness(["un", "deux", "trois"], ["trois,", "Un", "«", "deux", "»"]) == 1.0
    assert likeness(["un", "deux"], ["trois", "quatre"]) == 0.0
    assert likeness([], []) == 1.0


def test_the_same_words_in_the_same_places_agree():
    text = "le témoin déclare avoir aperçu"
    assert compared(line(text), line(text)) == (1.0, 26)


def test_the_same_words_in_other_places_do_not():
    text = "le témoin déclare avoir aperçu"
    agreed, signs = compared(line(text, top=0.2), line(text, top=0.5))
    assert agreed == 0.0
    assert signs == 52


def test_a_slip_of_a_sign_is_a_slip_of_a_sign():
    agreed, _ = compared(line("le témoin"), line("le témo1n"))
    assert agreed == pytest.approx(7 / 8)


def test_words_that_ocr_joined_agree_with_their_parts():
    halves = [Word("pro", 0.1, 0.5, 0.04, 0.01), Word("cès", 0.15, 0.5, 0.04, 0.01)]
    assert compared(halves, [Word("procès", 0.1, 0.5, 0.09, 0.01, 0.9)]) == (1.0, 6)


def test_unsure_words_prove_nothing():
    assert compared(line("témoin"), line("tcmcln", confidence=0.3)) == (0.0, 0)


def test_words_outside_what_was_read_do_not_count_against():
    layer = line("le témoin") + line("ailleurs", top=0.8)
    assert compared(layer, line("le témoin"), within=(0.4, 0.6))[0] == 1.0
    assert compared(layer, line("le témoin"))[0] == 0.5
