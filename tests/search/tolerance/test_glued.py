"""Words that stand glued to their neighbours."""

import pytest

from search.tolerance.glued import glued
from search.vocabulary import Vocabulary


def vocabulary(*seldom: str, often: tuple[str, ...] = ()) -> Vocabulary:
    return Vocabulary(dict.fromkeys(seldom, 1) | dict.fromkeys(often, 40))


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("evacuer", "evacuerle"),
        ("hangar", "lehangar"),
        ("ecluse", "lecluse"),
        ("marchedoux", "marchedouxa"),
        ("signalement", "signalementpar"),
    ],
)
def test_a_little_word_may_be_glued_to_a_word(asked, read):
    assert glued(asked, vocabulary(read)) == (read,)


@pytest.mark.parametrize("read", ["conditionnementvides", "videsconditionnement"])
def test_a_common_word_may_be_glued_to_a_long_one(read):
    assert glued("conditionnement", vocabulary(read, often=("vides",))) == (read,)
    assert glued("conditionnement", vocabulary(read, "vides")) == ()


def test_what_is_met_often_is_a_word_of_its_own():
    assert glued("comman", vocabulary(often=("commande",))) == ()


@pytest.mark.parametrize("read", ["tableau", "moulinet", "detable", "tables"])
def test_what_makes_words_of_their_own_is_not_taken_for_glue(read):
    assert glued("table", vocabulary(read)) == ()
    assert glued("moulin", vocabulary(read)) == ()


def test_a_verb_in_its_past_is_no_glued_word():
    assert glued("transit", vocabulary("transita", "transiter")) == ()
    assert glued("transit", vocabulary("transita")) == ("transita",)


def test_short_words_and_numbers_are_left_alone():
    assert glued("quai", vocabulary("quaide", "lequai")) == ()
    assert glued("12345", vocabulary("12345de")) == ()
