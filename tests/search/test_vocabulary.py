import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.vocabulary import Vocabulary

WORDS = ["abri", "abris", "arbre", "off.ce", "office", "officier", "#phone:0639981622"]


@pytest.mark.parametrize(
    ("pattern", "forms"),
    [
        ("abri", ["abri"]),
        ("a?ri", ["abri"]),
        ("a*", ["abri", "abris", "arbre"]),
        ("a*r*e", ["arbre"]),
        ("off.ce", ["off.ce"]),
        ("off?c*", ["off.ce", "office", "officier"]),
        ("z*", []),
    ],
)
def test_patterns_find_what_they_fit_in_order(pattern, forms):
    assert Vocabulary(dict.fromkeys(WORDS, 1)).matching(pattern) == forms


@given(st.text("ab*?", min_size=1, max_size=7), st.sets(st.text("ab", min_size=1, max_size=7)))
def test_a_pattern_means_what_the_plain_expression_means(pattern, words):
    plain = re.compile(pattern.replace("*", ".*").replace("?", "."))
    fitting = sorted(word for word in words if plain.fullmatch(word))
    assert Vocabulary(dict.fromkeys(words, 1)).matching(pattern) == fitting


def test_the_worst_pattern_ends():
    word = "a" * 1000
    assert Vocabulary({word: 1}).matching("a*" * 300 + "b") == []
    assert Vocabulary({word: 1}).matching("a*" * 300) == [word]
