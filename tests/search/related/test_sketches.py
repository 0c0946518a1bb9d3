"""Sketches: of one size, near where texts are, and pairs worth a look without looking at all."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.related.sketches import (
    ALIKE,
    BYTES,
    PLACES,
    SHORTEST,
    SMALL,
    candidates,
    sketch,
    stacked,
)

WORDS = [
    "quai", "canal", "péniche", "écluse", "brigadier", "constatons", "véhicule", "hangar",
    "téléphone", "perquisition", "marinier", "comptoir", "entrepôt", "signature", "capitaine",
    "bordereau", "livraison", "témoin", "scellé", "passerelle", "douanier", "registre",
]  # fmt: skip


def text_of(seed: int, words: int = 200) -> str:
    """A page that no other seed gives."""
    chance = random.Random(seed)
    return " ".join(f"{chance.choice(WORDS)}{chance.randrange(100)}" for _ in range(words))


def blurred(text: str, share: float, seed: int = 1) -> str:
    """The text as another machine read it: this share of its letters is another letter."""
    chance = random.Random(seed)
    return "".join(
        chance.choice("aeiounrtk") if sign.isalpha() and chance.random() < share else sign
        for sign in text
    )


def alike(one: str, other: str) -> float:
    sketches = stacked([sketch(one), sketch(other)])
    return float((sketches[0] == sketches[1]).mean())


def pairs(*texts: str, fresh: set[int] | None = None) -> list[tuple[int, int]]:
    is_fresh = np.array([fresh is None or place in fresh for place in range(len(texts))])
    found = candidates(stacked([sketch(text) for text in texts]), is_fresh)
    return [(one, other) for one, other in found.tolist()]


@given(st.text())
def test_any_text_has_a_sketch_of_one_size_or_none(text):
    assert len(sketch(text)) in (0, BYTES)


@given(st.text(alphabet="aé1 \n", min_size=0, max_size=SHORTEST - 1))
def test_too_little_text_has_none(text):
    assert sketch(text) == b""


def test_enough_text_has_one():
    assert len(sketch("ab" * (SHORTEST // 2))) == BYTES


def test_case_accents_blanks_and_what_is_confused_make_no_difference():
    text = text_of(1)
    other = text.upper().replace("É", "E").replace("O", "0").replace(" ", "\n\n")
    assert sketch(other) == sketch(text)


@pytest.mark.parametrize(("share", "least"), [(0.01, 0.75), (0.03, 0.5), (0.06, ALIKE)])
def test_the_more_is_misread_the_less_alike(share, least):
    text = text_of(1)
    assert 1.0 > alike(text, blurred(text, share)) > least


def test_pages_that_have_nothing_in_common_are_not_alike():
    assert alike(text_of(1), "le greffe a reçu ce jour la requête du plaignant " * 20) < ALIKE


@given(st.integers(0, 2**32), st.floats(0, 0.03))
@settings(max_examples=30)
def test_a_page_read_again_is_a_candidate_whatever_is_around(seed, share):
    page = text_of(seed)
    others = [text_of(seed + step) for step in range(1, 9)]
    assert (0, 9) in pairs(page, *others, blurred(page, share, seed))


def test_pairs_are_ascending_and_there_once():
    text = text_of(1)
    assert pairs(text, text, text) == [(0, 1), (0, 2), (1, 2)]


def test_only_pairs_with_somebody_fresh():
    text = text_of(1)
    assert pairs(text, text, text, fresh={2}) == [(0, 2), (1, 2)]
    assert pairs(text, text, text, fresh=set()) == []


def test_nobody_is_a_pair_alone():
    assert pairs() == []
    assert pairs(text_of(1)) == []


def test_a_page_copied_many_times_hangs_together_without_all_pairs():
    """So that one sheet that is there 300 times does not cost 45,000 looks."""
    count = 300
    found = pairs(*[text_of(1)] * count)
    assert len(found) < SMALL * count
    reached, edge = {0}, {0}
    while edge:
        edge = {b for pair in found for b in pair if edge & set(pair)} - reached
        reached |= edge
    assert reached == set(range(count))


def test_twins_among_many_pages_of_one_form_are_candidates():
    """What all share fills every band; who is most alike stands side by side all the same."""
    form = text_of(0, words=120)
    originals = [f"{form} {text_of(seed, words=100)}" for seed in range(1, 61)]
    again = [blurred(text, 0.01, seed) for seed, text in enumerate(originals)]
    found = set(pairs(*originals, *again))
    assert {(place, place + 60) for place in range(60)} <= found


@given(st.lists(st.integers(0, 4), min_size=2, max_size=12), st.data())
@settings(max_examples=50)
def test_any_sketches_give_only_pairs_that_are_alike(kinds, data):
    chance = np.random.default_rng(data.draw(st.integers(0, 99)))
    models = chance.integers(0, 1 << 16, (5, PLACES), dtype=np.uint16)
    sketches = models[kinds]
    fresh = np.array(data.draw(st.lists(st.booleans(), min_size=len(kinds), max_size=len(kinds))))
    for one, other in candidates(sketches, fresh).tolist():
        assert one < other
        assert fresh[one] or fresh[other]
        assert kinds[one] == kinds[other]
