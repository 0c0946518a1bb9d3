import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from search.tolerance import nearest, within_edits
from search.vocabulary import EMPTY, Vocabulary

letters = st.text(alphabet="abcdé1", min_size=1, max_size=7)


def edits(one, other):
    """Letters put in, left out, changed, or two neighbours exchanged, by the book."""
    row_before, row = [], list(range(len(other) + 1))
    for i in range(1, len(one) + 1):
        row_two_before, row_before, row = row_before, row, [i]
        for j in range(1, len(other) + 1):
            best = min(
                row_before[j] + 1, row[j - 1] + 1, row_before[j - 1] + (one[i - 1] != other[j - 1])
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                best = min(best, row_two_before[j - 2] + 1)
            row.append(best)
    return row[-1]


@given(letters, st.integers(0, 3), st.sets(letters, max_size=40))
def test_it_works(form, most, words):
    found = within_edits(form, most, Vocabulary(dict.fromkeys(words, 1)))
    assert sorted(found) == sorted(word for word in words if edits(form, word) <= most)
    assert [edits(form, word) for word in found] == sorted(edits(form, word) for word in found)


def test_the_form_itself_comes_first_then_what_is_on_most_pages():
    words = Vocabulary({"marin": 9, "matin": 2, "martin": 1, "maison": 7})
    assert within_edits("martin", 1, words) == ("martin", "marin", "matin")


def test_numbers_are_no_words():
    words = Vocabulary({"#phone:0639981622": 1})
    assert within_edits("#phone:0639981623", 2, words) == ()


def test_nothing_in_nothing():
    assert within_edits("mot", 2, EMPTY) == ()
    assert within_edits("", 2, Vocabulary({"a": 1})) == ()
    assert nearest("mot", EMPTY, 3) == ()


def test_words_that_may_have_been_meant():
    words = Vocabulary({"perquisition": 4, "requisition": 9, "petition": 2, "de": 50})
    assert nearest("perquisitoin", words, 3) == ("perquisition",)
    assert nearest("equisition", words, 3) == ("requisition", "perquisition")
    assert nearest("equisition", words, 1) == ("requisition",)
    assert nearest("perquisition", words, 3) == ("requisition",)
    assert nearest("le", words, 3) == ()


def test_long_words_and_odd_signs():
    words = Vocabulary({"a" * 500: 1, "日本": 1, "\U0001d7d8": 1, "a" * 499 + "b": 1})
    assert set(within_edits("a" * 500, 1, words)) == {"a" * 500, "a" * 499 + "b"}
    assert within_edits("日木", 1, words) == ("日本",)


def test_a_vocabulary_is_not_kept_alive():
    words = Vocabulary({"carnet": 1})
    within_edits("camet", 2, words)
    gone = weakref.ref(words)
    del words
    gc.collect()
    assert gone() is None


def test_threads_may_ask_at_once():
    words = Vocabulary({f"mot{i}": 1 for i in range(2000)})
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: within_edits("mot1999", 1, words), range(32)))
    assert len(set(answers)) == 1
    assert "mot1999" in answers[0]
