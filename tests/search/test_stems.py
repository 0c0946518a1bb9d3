"""The forms of a word that are found together, and the words that are not."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold
from search.stems import stem


@pytest.mark.parametrize(
    "forms",
    [
        "arrêter arrête arrêtes arrêté arrêtés arrêtée arrêtées",
        "identifier identifie identifié identifiées",
        "saisir saisi saisie saisis saisies",
        "requis requise requises",
        "commis commise commises",
        "vendu vendue vendus vendues",
        "écrit écrite écrits écrites",
        "pare parer pares",
        "avance avancer avances",
        "local locale locaux locales",
        "cheval chevaux",
        "bureau bureaux",
        "tuyau tuyaux",
        "déclaration déclarations",
        "exploitable exploitables",
        "année années",
        "vol vols",
        "loyer loyers",
        "détenu détenus détenue détenues",
        "mort morte morts mortes",
        "criminel criminelle criminels criminelles",
        "ancien ancienne anciens anciennes",
        "premier première premiers premières",
        "dangereux dangereuse dangereuses",
        "époux épouse épouses",
        "négatif négative négatifs négatives",
        "français française françaises",
        "occupant occupante occupantes",
    ],
)
def test_french_forms_of_a_word_share_a_stem(forms):
    assert len({stem(fold(form), "fr") for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("année", "Anne"),
        ("entrées", "entre"),
        ("entrer", "entre"),
        ("soirée", "soir"),
        ("marie", "mari"),
        ("cas", "case"),
        ("vol", "vole"),
        ("mais", "mai"),
        ("mois", "moi"),
        ("cours", "cour"),
        ("courses", "cours"),
        ("fils", "fil"),
        ("verser", "vers"),
        ("moine", "moins"),
        ("france", "francs"),
        ("français", "franc"),
        ("motif", "motivé"),
        # names
        ("Martinez", "Martin"),
        ("Fernandez", "Fernand"),
        ("Fournier", "fourni"),
        # other tenses and persons, present participles
        ("relais", "relie"),
        ("serait", "sera"),
        ("requérons", "requis"),
        ("écoutaient", "écoute"),
        ("occupante", "occupe"),
        ("volant", "voles"),
        ("passants", "passer"),
        ("paraît", "par"),
        # words made of others
        ("police", "politique"),
        ("information", "informer"),
        ("conservation", "conserver"),
        ("enregistrement", "enregistrer"),
        ("surveillance", "surveiller"),
        ("mentionner", "mention"),
        ("patiemment", "patientait"),
        ("versement", "vers"),
        ("commis", "comme"),
        ("sonner", "son"),
    ],
)
def test_other_words_have_another(one, other):
    assert stem(fold(one), "fr") != stem(fold(other), "fr")


@pytest.mark.parametrize("forms", ["witness witnesses", "paying pays payed"])
def test_english_forms_of_a_word_share_a_stem(forms):
    assert len({stem(form, "en") for form in forms.split()}) == 1


@pytest.mark.parametrize("word", ["les", "ans", "d46", "fr76", "12345"])
def test_short_words_and_numbers_are_their_own_stem(word):
    assert stem(word, "fr") == word


@given(st.text(alphabet="aeilnrsuvxfy", min_size=1, max_size=9))
def test_any_word_keeps_its_beginning(word):
    stemmed = stem(word, "fr")
    assert stemmed
    assert stemmed[:-1] == word[: len(stemmed) - 1]  # what widening looks for among the words


def test_threads_share_the_stemmers_without_harm():
    words = ["witness", "witnesses", "declarations", "houses"]
    results = []

    def work():
        results.append([stem(word, "en") for word in words * 200])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert all(result == results[0] for result in results)
