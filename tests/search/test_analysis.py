import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import analyse, analysis_language, fold


def forms(text, language="fr"):
    """The forms of a text by position: `immediate|imme` where several share one."""
    places = {}
    for token in analyse(text, language):
        places.setdefault(token.position, []).append(token.form)
    assert list(places) == list(range(len(places)))
    return " ".join("|".join(found) for found in places.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le gardien a vu Élodie", "le gardien a vu elodie"),
        ("L'exploitation", "exploitation"),
        ("l’exploitation qu’il d’Artagnan", "exploitation il artagnan"),
        ("JUSQU'ALORS lorsqu'elle puisqu'on quoiqu'en", "alors elle on en"),
        ("j'ai t'a s'en m'a n'est c'est", "ai a en a est est"),
        ("aujourd'hui quelqu'un presqu'île", "aujourd hui quelqu un presqu ile"),
        ("l' hôtel 1'attente 1' 30 1°", "hotel attente 1 30 1"),
        ("D12/3 sous-sol 2017/000495", "d12 3 sous sol 2017 000495"),
        ("cœur ex æquo ﬁche Łukasz straße", "coeur ex aequo fiche lukasz strasse"),
        ("e\u0301crire", "ecrire"),  # an accent on its own character
        ("snake_case", "snake case"),
        ("3 m² nº 5", "3 m2 no 5"),
        ("… — « » 🙂", ""),
        ("محمد", "محمد"),
        ("", ""),
    ],
)
def test_words(text, expected):
    assert forms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mesure immé-\ndiate prise", "mesure immediate|imme diate|prise"),
        ("immé-  \r\n   diate", "immediate|imme diate"),
        ("immé‐\ndiate", "immediate|imme diate"),
        ("immé- .\ndiate", "immediate|imme diate"),
        ("immé-\n-_ diate", "immediate|imme diate"),
        ("immé‑\ndiate", "immediate|imme diate"),
        ("immé–\ndiate", "immediate|imme diate"),
        ("immé¬\ndiate", "immediate|imme diate"),
        ("immé\u00addiate", "immediate|imme diate"),
        ("immé\ufffe\ndiate", "immediate|imme diate"),
        ("immé-\n\ndiate", "immediate|imme diate"),
        ("l'immé-\ndiate", "immediate|imme diate"),
        ("an-\nti-\nchar pur", "antichar|an ti|pur char"),
        ("2017-\n000495", "2017 000495"),
        ("lot 12-\nbis", "lot 12 bis"),
        ("le mot -\nautre", "le mot autre"),
        ("mot - autre", "mot autre"),
        ("voir l-\nl'autre", "voir l autre"),
        ("fin de ligne-", "fin de ligne"),
    ],
)
def test_words_broken_at_a_line_end(text, expected):
    assert forms(text) == expected


def test_spans_are_characters_of_the_original_text():
    text = "ﬁn du cœur, l'immé-\ndiate ﬁche"
    found = {t.form: [text[a:b] for a, b in t.spans] for t in analyse(text, "fr")}
    assert found["fin"] == ["ﬁn"]
    assert found["coeur"] == ["cœur"]
    assert found["immediate"] == ["immé", "diate"]
    assert found["imme"] == ["immé"]
    assert found["fiche"] == ["ﬁche"]


def test_articles_are_words_in_english():
    assert forms("the company's d'Artagnan", "en") == "the company s d artagnan"


@pytest.mark.parametrize(
    ("languages", "expected"),
    [("fra", "fr"), ("eng", "en"), ("fra+eng", "fr"), ("eng+fra", "en"), ("deu", "fr"), ("", "fr")],
)
def test_analysis_language(languages, expected):
    assert analysis_language(languages) == expected


def test_fold_keeps_punctuation_in_one_typography():
    assert fold("L’ÉTÉ « œuf »") == 'l\'ete " oeuf "'


@given(st.text())
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.sampled_from("aéœﬁZ1_ -'’\n\r\u00ad‐.ﾞ😀ب\u0301"), max_size=60))
def test_any_text_has_its_tokens_in_order_and_in_place(text):
    tokens = analyse(text, "fr")
    positions = [token.position for token in tokens]
    assert positions == sorted(positions)
    for token in tokens:
        assert token.form.isalnum()
        assert token.spans == tuple(sorted(token.spans))
        assert all(0 <= start < end <= len(text) for start, end in token.spans)
