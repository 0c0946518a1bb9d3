"""What every engine must do. A test module of an engine subclasses `EngineContract`."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.analysis import analyse
from search.engines.base import IndexBusy, IndexUnavailable, PageDocument
from search.engines.factory import open_engine
from search.query.asks import All, Among, AnyOf, Close, Form, Forms, Sequence, Start, Stem
from search.query.errors import QueryError
from search.query.parse import parse
from search.query.resolve import resolve
from tests.search.engines.model import answering, matching

ROOT = Path(__file__).parents[3]
NAME = "6f1c2c1e-5f0a-4f6e-9d53-0c8a6f0f7a11"
# The engine is made anew for each example, and each engine has the test from this class.
UNSUITED = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]
PAGES = {
    1: "Le gardien de l'immeuble a vu la voiture. Rendez-vous au sous-sol.",
    2: "Les gardiens ont consigné les faits. Immé-\ndiate remise du véhicule AB 123 CD.",
    3: "La voiture du témoin, appelé au 06.39.98.16.22, n'est pas là.",
    4: "",
    5: "Voiture, voiture, voiture ! Cote D1234/2.",
    6: "Remise au rendez-\nvous du sous-\nsol. Numéro 2017/000495.",
}
WORDS = ["a", "le", "les", "voiture", "voitures", "voi-\nture", "l'abri", "sous-sol", "sous-\nsol",
         "D12/3", "été", "06 39 98 16 22", "0639981622", "d'abri"]  # fmt: skip
TERMS = ["a", "le", "voiture", "voit*", "voitures", '"voiture les"', '"le voiture"', "sous-sol",
         '"sous-sol a"', "l'abri", '"d\'abri le"', "D12/3", "d12*", "ete", "+33 6 39 98 16 22",
         '"sous sol"', "12/3*", "absent"]  # fmt: skip
FORMS = ["a", "le", "les", "voiture", "voitures", "voi", "ture", "sous", "sol", "soussol", "d12",
         "ete", "06", "abri", "absent"]  # fmt: skip

# Asks as `resolve` and `search.tolerance` make them, and larger ones.
PART = st.one_of(
    st.builds(Form, st.sampled_from(FORMS)),
    st.builds(Start, st.sampled_from(["v", "voi", "s", "sou", "0", "x", "le"])),
    st.builds(Forms, st.lists(st.sampled_from(FORMS), unique=True, max_size=3).map(tuple)),
)
PARTS = st.lists(PART, min_size=2, max_size=3).map(tuple)
LEAF = st.one_of(
    PART,
    st.sampled_from([Stem("voitur", "voitures"), Stem("le", "les"), Stem("absent", "absent")]),
    st.builds(Sequence, PARTS),
    st.builds(Close, PARTS, st.integers(1, 4)),
    st.builds(Among, st.frozensets(st.integers(0, 9), max_size=5)),
)
ASK = st.recursive(
    LEAF,
    lambda asks: st.one_of(
        st.builds(
            All,
            st.lists(asks, min_size=1, max_size=3).map(tuple),
            st.lists(asks, max_size=2).map(tuple),
        ),
        st.builds(AnyOf, st.lists(asks, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)

WRITE_FOREVER = """
import sys
from pathlib import Path
from search.engines.base import PageDocument
from search.engines.factory import open_engine
engine = open_engine(sys.argv[1], Path(sys.argv[2]))
print("ready", flush=True)
n = 1000
while True:
    pages = [PageDocument(n + i, "commun " + "mot%d " % (n + i) * 40) for i in range(20)]
    engine.update(sys.argv[3], pages, language="fr")
    n += 20
"""
HOLD = """
import sys
from pathlib import Path
from search.engines.base import PageDocument
from search.engines.factory import open_engine
engine = open_engine(sys.argv[1], Path(sys.argv[2]))
import search.analysis
def pages():
    yield PageDocument(77, "lent")
import search.engines.base as module
analyse_both = module.analyse_both
def slow(text, second, language):
    print("holding", flush=True)
    sys.stdin.readline()
    return analyse_both(text, second, language)
module.analyse_both = slow
engine.update(sys.argv[3], pages(), language="fr")
"""


def documents(texts):
    return [PageDocument(number, text) for number, text in texts.items()]


class EngineContract:
    """The behaviour of an engine of the given kind; `module` is where it opens snapshots."""

    kind: str
    module: str

    @pytest.fixture
    def engine(self, tmp_path):
        return open_engine(self.kind, tmp_path)

    @pytest.fixture
    def filled(self, engine):
        engine.update(NAME, documents(PAGES), language="fr")
        return engine

    def find(self, engine, query, name=NAME):
        matches = engine.search(name, resolve(parse(query), "fr"), limit=1000)
        assert matches.total == len(matches.hits)
        return [hit.number for hit in matches.hits]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("voiture", {1, 3, 5}),
            ("VOITURES", {1, 3, 5}),
            ('"voitures"', set()),
            ("temoin", {3}),
            ("immeuble", {1}),
            ("l'immeuble", {1}),
            ('"gardien de immeuble"', {1}),
            ('"gardien immeuble"', set()),
            ('"immeuble de"', set()),
            ("gardien voiture", {1}),
            ("gardien OR témoin", {1, 2, 3}),
            ("voiture NOT gardien", {3, 5}),
            ("voiture -gardien -cote", {3}),
            ("(gardien OR témoin) NOT (faits OR appelé)", {1}),
            ("gard*", {1, 2}),
            ("consi* voit*", set()),
            ("2017/0004*", {6}),
            ("immédiate", {2}),
            ('"faits immédiate remise"', {2}),
            ("sous-sol", {1, 6}),
            ('"rendez-vous du sous-sol"', {6}),
            ("D1234", {5}),
            ("D1234/2", {5}),
            ("D123", set()),
            ("AB-123-CD", {2}),
            ("0639981622", {3}),
            ("phone*", set()),
            ("absent", set()),
            ("voiture absent", set()),
            ("voiture NOT absent", {1, 3, 5}),
        ],
    )
    def test_it_works(self, filled, query, expected):
        assert set(self.find(filled, query)) == expected

    @pytest.mark.parametrize(
        ("ask", "expected"),
        [
            (Form("voiture"), {1, 3, 5}),
            (Form("voitures"), set()),
            (Stem("voitur", "voitures"), {1, 3, 5}),
            (Start("gard"), {1, 2}),
            (Forms(("gardien", "temoin", "absent")), {1, 3}),
            (Forms(()), set()),
            (AnyOf(()), set()),
            (Sequence((Form("la"), Start("voit"))), {1, 3}),
            (Sequence((Forms(("la", "le")), Form("voiture"))), {1, 3}),
            (Sequence((Form("la"), Forms(()))), set()),
            (Close((Form("voiture"), Form("vu")), 2), {1}),
            (Close((Form("voiture"), Form("vu")), 1), set()),
            (Close((Form("vu"), Form("voiture")), 2), {1}),
            (Close((Form("voiture"), Form("voiture"), Form("voiture")), 2), {5}),
            (Close((Form("voiture"), Form("voiture")), 1), {5}),
            (Close((Form("temoin"), Form("temoin")), 9), set()),
            (Close((Form("temoin"), Start("tem")), 9), set()),
            (Close((Start("tem"), Forms(("voiture", "absent"))), 2), {3}),
            # On page 6 `sous` ends a line: `soussol` and `sous` are at one position.
            (Close((Form("soussol"), Form("numero")), 1), {6}),
            (Close((Form("sous"), Form("soussol")), 1), {6}),
            (Close((Form("sol"), Form("du")), 2), {6}),
            (Close((Form("sol"), Form("du")), 1), set()),
            (
                All(
                    (Sequence((Forms(("du", "la")), Forms(("sol", "temoin", "voiture")))),),
                    (Sequence((Form("la"), Form("voiture"))),),
                ),
                set(),
            ),
            (
                All(
                    (Sequence((Forms(("du", "la")), Forms(("sous", "temoin", "voiture")))),),
                    (Sequence((Form("du"), Form("temoin"))),),
                ),
                {1, 6},
            ),
            (
                All(
                    (Close((Form("voiture"), Forms(("vu", "temoin"))), 3),),
                    (Close((Form("voiture"), Form("vu")), 3),),
                ),
                {3},
            ),
            (
                All(
                    (Close((Form("voiture"), Forms(("vu", "temoin"))), 3),),
                    (Close((Form("voiture"), Form("vu")), 1),),
                ),
                {1, 3},
            ),
            (
                AnyOf(
                    (
                        All((Form("gardien"),), (Sequence((Form("la"), Form("voiture"))),)),
                        Sequence((Form("la"), Form("voiture"))),
                    )
                ),
                {1, 3},
            ),
            (Among(frozenset({2, 4, 99})), {2, 4}),
            (Among(frozenset()), set()),
            (All((Among(frozenset({1, 2, 4})),), ()), {1, 2, 4}),
            (All((Among(frozenset({1, 2, 4})), Among(frozenset({2, 4, 5}))), ()), {2, 4}),
            (All((Among(frozenset({1, 2, 4})),), (Form("gardien"),)), {2, 4}),
            (All((Among(frozenset({1, 5})), Form("voiture")), ()), {1, 5}),
            (All((Form("voiture"),), (Among(frozenset({1, 5})),)), {3}),
            (All((Form("voiture"), AnyOf((Form("gardien"), Among(frozenset({5}))))), ()), {1, 5}),
            (AnyOf((Form("gardien"), Among(frozenset({4})))), {1, 4}),
        ],
    )
    def test_every_ask(self, filled, ask, expected):
        assert answering(PAGES, ask) == expected
        assert {hit.number for hit in filled.search(NAME, ask, limit=100).hits} == expected
        assert filled.matching(NAME, ask) == expected
        assert np.flatnonzero(filled.mask(NAME, ask, 5)).tolist() == sorted(
            number for number in expected if number < 5
        )

    def test_the_mask_of_every_page(self, engine):
        """Also where some are missing, among the first ones or among thousands."""
        there = {*range(2, 999), *range(1000, 2000), *range(2000, 3500, 7)}
        engine.update(NAME, documents(dict.fromkeys(there, "un mot")), language="fr")
        assert set(np.flatnonzero(engine.mask(NAME, None, 5000))) == there
        assert set(np.flatnonzero(engine.mask(NAME, None, 1500))) == {n for n in there if n < 1500}
        assert len(engine.mask(NAME, None, 1500)) == 1500
        engine.update(NAME, [], language="fr", removed=[1700])
        assert set(np.flatnonzero(engine.mask(NAME, None, 5000))) == there - {1700}

    def test_many_pages_to_be_among(self, engine):
        engine.update(NAME, documents(dict.fromkeys(range(1, 301), "un mot")), language="fr")
        ask = All((Form("mot"), Among(frozenset(range(200, 100_000)))), ())
        assert engine.matching(NAME, ask) == set(range(200, 301))
        assert engine.search(NAME, ask, limit=3).total == 101
        every = Among(frozenset(range(100_000)))
        assert engine.matching(NAME, every) == set(range(1, 301))

    def test_to_be_among_some_pages_adds_nothing_to_a_score(self, filled):
        plain = filled.search(NAME, Form("voiture"), limit=10).hits
        among = Among(frozenset({1, 3, 5}))
        narrowed = filled.search(NAME, All((Form("voiture"), among), ()), limit=10).hits
        assert [hit.number for hit in narrowed] == [hit.number for hit in plain]
        assert [hit.score for hit in narrowed] == pytest.approx([hit.score for hit in plain])
        alone = filled.search(NAME, among, limit=10).hits
        assert [(hit.number, hit.score) for hit in alone] == [(1, 0), (3, 0), (5, 0)]

    def test_matching_knows_of_removed_pages(self, filled):
        filled.update(NAME, [PageDocument(1, "autre")], language="fr", removed=[5])
        assert filled.matching(NAME, Form("voiture")) == {3}
        assert filled.matching(NAME, Among(frozenset({1, 5}))) == {1}

    def test_the_vocabulary(self, engine):
        engine.update(NAME, [PageDocument(1, "Le canal, le CANAL")], language="fr")
        words = engine.vocabulary(NAME)
        assert {form: words.pages(form) for form in words} == {"le": 1, "canal": 1}
        pages = [PageDocument(2, "canaux"), PageDocument(3, "Un canal. 06 39 98 16 22")]
        engine.update(NAME, pages, language="fr")
        words = engine.vocabulary(NAME)
        assert words.pages("canal") == 2
        assert words.starting("can") == ["canal", "canaux"]
        numbers = [form for form in words if form.startswith("#")]
        assert numbers == [token.form for token in analyse("06 39 98 16 22", "fr")][:1]
        assert engine.vocabulary(NAME) is words

    def test_second_readings_are_found_by_their_own_names_only(self, filled):
        page = PageDocument(9, "le térnoin a vu", {1: "témoin"})
        filled.update(NAME, [page], language="fr")
        assert 9 not in filled.matching(NAME, Form("temoin"))
        assert 9 not in filled.matching(NAME, Stem("temoin", "temoin"))
        assert filled.matching(NAME, Form("#second:temoin")) == {9}
        assert filled.matching(NAME, Form("ternoin")) == {9}
        either = Forms(("temoin", "#second:temoin"))
        assert filled.matching(NAME, Sequence((Form("le"), either, Form("a")))) == {9}
        assert filled.matching(NAME, Close((Form("le"), either, Form("vu")), 3)) == {9}
        assert filled.vocabulary(NAME).pages("#second:temoin") == 1

    def test_the_words_of_a_page_that_changed_come(self, filled):
        filled.update(NAME, [PageDocument(1, "tout autre chose")], language="fr")
        assert "chose" in filled.vocabulary(NAME)
        assert filled.vocabulary(NAME).pages("voiture") >= 2

    def test_an_empty_index_has_no_words(self, engine):
        engine.update(NAME, [], language="fr")
        assert len(engine.vocabulary(NAME)) == 0

    def test_the_version_is_another_one_after_each_change(self, filled, tmp_path):
        before = filled.version(NAME)
        assert filled.version(NAME) == before
        assert open_engine(self.kind, tmp_path).version(NAME) == before
        filled.update(NAME, [PageDocument(1, "autre")], language="fr")
        after = filled.version(NAME)
        filled.drop(NAME)
        filled.update(NAME, documents(PAGES), language="fr")
        assert len({before, after, filled.version(NAME)}) == 3

    def test_numbers_counts_pages_without_words(self, filled):
        assert filled.numbers(NAME) == set(PAGES)

    def test_total_is_exact_whatever_limit_and_offset(self, filled):
        every = self.find(filled, "voiture")
        for offset in range(5):
            part = filled.search(NAME, resolve(parse("voiture"), "fr"), limit=2, offset=offset)
            assert part.total == 3
            assert [hit.number for hit in part.hits] == every[offset : offset + 2]
        assert filled.search(NAME, resolve(parse("voiture"), "fr"), limit=0).total == 3

    def test_order_is_by_score_then_by_number(self, engine):
        texts = dict.fromkeys((9, 3, 7, 1), "le même texte") | {5: "texte texte"}
        engine.update(NAME, documents(texts), language="fr")
        matches = engine.search(NAME, resolve(parse("texte"), "fr"), limit=10)
        assert [hit.number for hit in matches.hits] == [5, 1, 3, 7, 9]
        scores = [hit.score for hit in matches.hits]
        assert scores == sorted(scores, reverse=True)
        assert min(scores) > 0

    def test_the_form_that_was_asked_for_comes_first(self, engine):
        texts = dict.fromkeys(range(10, 30), "un autre mot de la page")
        texts |= {1: "les gardiens de la page", 2: "les gardien de la page"}
        engine.update(NAME, documents(texts), language="fr")
        assert self.find(engine, "gardien") == [2, 1]
        assert self.find(engine, "gardiens") == [1, 2]

    def test_a_word_said_more_often_counts_more(self, engine):
        texts = dict.fromkeys(range(10, 30), "un mot de la page")
        texts |= {1: "canal mot de la page", 2: "canal mot canal page"}
        engine.update(NAME, documents(texts), language="fr")
        for ask in (Form("canal"), Stem("canal", "canaux"), Forms(("canal", "absent"))):
            assert [hit.number for hit in engine.search(NAME, ask, limit=5).hits] == [2, 1]

    def test_a_shorter_page_counts_more(self, engine):
        texts = {1: "un canal et bien des choses de plus", 2: "un canal"}
        engine.update(NAME, documents(texts), language="fr")
        assert self.find(engine, "canal") == [2, 1]

    def test_a_spelling_is_worth_no_more_for_being_rare(self, engine):
        texts = dict.fromkeys(range(10, 30), "un mot de la page") | dict.fromkeys(
            range(30, 40), "un canal de la page"
        )
        texts |= {1: "un cana1 de la page"}
        engine.update(NAME, documents(texts), language="fr")
        scores = {
            hit.number: hit.score
            for hit in engine.search(NAME, Forms(("canal", "cana1")), limit=20).hits
        }
        assert scores[1] == pytest.approx(scores[30])

    def test_a_rare_word_weighs_more_than_a_common_one(self, engine):
        texts = dict.fromkeys(range(10, 30), "une page commune")
        texts |= {1: "commune commune page", 2: "une page rarissime"}
        engine.update(NAME, documents(texts), language="fr")
        assert self.find(engine, "commune OR rarissime")[0] == 2

    def test_a_word_of_grammar_is_found_and_says_little(self, engine):
        texts = dict.fromkeys(range(10, 30), "une page commune") | {
            1: "sera et sera et sera et sera",
            2: "la page commune sans canal",
        }
        engine.update(NAME, documents(texts), language="fr")
        assert self.find(engine, "sera OR canal") == [2, 1]
        assert self.find(engine, "sera") == [1]

    def test_an_index_in_english(self, engine):
        engine.update(NAME, [PageDocument(1, "two witnesses paid")], language="en")
        found = engine.search(NAME, resolve(parse("witness"), "en"), limit=5)
        assert [hit.number for hit in found.hits] == [1]

    def test_update_replaces_pages_of_the_same_number(self, filled):
        filled.update(NAME, [PageDocument(1, "tout autre chose")], language="fr")
        assert self.find(filled, "immeuble") == []
        assert self.find(filled, "chose") == [1]
        assert filled.numbers(NAME) == set(PAGES)

    def test_update_twice_changes_nothing(self, filled):
        before = {query: self.find(filled, query) for query in ("voiture", "gardien", "remise")}
        filled.update(NAME, documents(PAGES), language="fr")
        assert {query: self.find(filled, query) for query in before} == before
        assert filled.numbers(NAME) == set(PAGES)

    def test_the_last_of_two_pages_of_one_number_counts(self, engine):
        twice = [PageDocument(1, "premier"), PageDocument(1, "second")]
        engine.update(NAME, twice, language="fr")
        assert self.find(engine, "premier") == []
        assert self.find(engine, "second") == [1]

    def test_update_removes_pages(self, filled):
        filled.update(NAME, [], language="fr", removed=[1, 3, 999])
        assert self.find(filled, "voiture") == [5]
        assert filled.numbers(NAME) == set(PAGES) - {1, 3}

    def test_a_page_given_and_removed_at_once_stays(self, filled):
        filled.update(NAME, [PageDocument(1, "revenue")], language="fr", removed=[1])
        assert self.find(filled, "revenue") == [1]

    def test_every_page_can_be_removed_and_given_again(self, filled):
        filled.update(NAME, [], language="fr", removed=PAGES)
        assert filled.numbers(NAME) == set()
        assert self.find(filled, "voiture") == []
        filled.update(NAME, documents(PAGES), language="fr")
        assert set(self.find(filled, "voiture")) == {1, 3, 5}

    def test_many_small_commits_are_one_index(self, engine):
        for n in range(1, 61):
            engine.update(NAME, [PageDocument(n, f"commun mot{n}")], language="fr")
            if n % 7 == 0:
                engine.update(NAME, [], language="fr", removed=[n - 3])
        expected = set(range(1, 61)) - {n - 3 for n in range(7, 61, 7)}
        assert set(self.find(engine, "commun")) == expected
        assert self.find(engine, "mot60") == [60]
        assert engine.numbers(NAME) == expected

    def test_other_instances_see_a_commit(self, filled, tmp_path):
        other = open_engine(self.kind, tmp_path)
        assert self.find(other, "nouvelle") == []
        filled.update(NAME, [PageDocument(8, "nouvelle page")], language="fr")
        assert self.find(other, "nouvelle") == [8]

    def test_a_moment_over_a_commit_is_seen(self, filled, tmp_path):
        other = open_engine(self.kind, tmp_path)
        with filled.at_one_moment():
            assert self.find(filled, "nouvelle") == []
            other.update(NAME, [PageDocument(8, "nouvelle page")], language="fr")
            with filled.at_one_moment():
                assert self.find(filled, "nouvelle") in ([], [8])
        assert self.find(filled, "nouvelle") == [8]

    def test_a_moment_ends_with_an_error(self, filled, tmp_path):
        other = open_engine(self.kind, tmp_path)
        with pytest.raises(KeyError), filled.at_one_moment():
            raise KeyError(self.find(filled, "nouvelle"))
        other.update(NAME, [PageDocument(8, "nouvelle page")], language="fr")
        assert self.find(filled, "nouvelle") == [8]

    def test_who_writes_within_a_moment_relies_on_nothing_older(self, filled):
        with filled.at_one_moment():
            for text in ("nouvelle", "nouvelle voiture", "autre"):
                filled.numbers(NAME)
                filled.update(NAME, [PageDocument(8, text)], language="fr")
        assert self.find(filled, "nouvelle") == []
        assert self.find(filled, "autre") == [8]

    def test_an_index_that_is_dropped_within_a_moment_is_gone(self, filled):
        with filled.at_one_moment():
            assert self.find(filled, "voiture")
            filled.drop(NAME)
            with pytest.raises(IndexUnavailable):
                self.find(filled, "voiture")

    def test_indexes_do_not_meet(self, filled):
        name = str(uuid.uuid4())
        filled.update(name, [PageDocument(1, "secret")], language="fr")
        assert self.find(filled, "secret") == []
        assert self.find(filled, "secret", name) == [1]

    def test_a_missing_index_is_not_an_empty_one(self, engine):
        assert not engine.exists(NAME)
        with pytest.raises(IndexUnavailable):
            self.find(engine, "voiture")
        for call in (engine.numbers, engine.vocabulary, engine.version):
            with pytest.raises(IndexUnavailable):
                call(NAME)
        with pytest.raises(IndexUnavailable):
            engine.matching(NAME, Form("voiture"))

    def test_an_update_without_pages_makes_an_empty_index(self, engine):
        engine.update(NAME, [], language="fr")
        assert engine.exists(NAME)
        assert self.find(engine, "voiture") == []

    def test_a_reader_that_takes_its_lock_stops_no_drop(self, filled, tmp_path, monkeypatch):
        deleting, refused = shutil.rmtree, []

        def delete(folder, **options):
            if not refused:
                refused.append(folder)
                raise OSError(errno.ENOTEMPTY, "Directory not empty")
            deleting(folder, **options)

        with monkeypatch.context() as patch:
            patch.setattr("search.engines.folders.shutil.rmtree", delete)
            filled.drop(NAME)
        assert refused
        assert not filled.exists(NAME)
        assert not (tmp_path / NAME).exists()

    def test_drop_leaves_nothing(self, filled, tmp_path):
        other = open_engine(self.kind, tmp_path)
        self.find(other, "voiture")
        filled.drop(NAME)
        assert list(tmp_path.iterdir()) == []
        assert not filled.exists(NAME)
        for engine in (filled, other):
            with pytest.raises(IndexUnavailable):
                self.find(engine, "voiture")
        filled.drop(NAME)

    def test_an_index_made_again_is_seen_by_who_read_the_old_one(self, filled, tmp_path):
        other = open_engine(self.kind, tmp_path)
        assert set(self.find(other, "voiture")) == {1, 3, 5}
        filled.drop(NAME)
        filled.update(NAME, [PageDocument(9, "voiture")], language="fr")
        assert self.find(other, "voiture") == [9]

    def test_an_index_built_beside_takes_over(self, filled, tmp_path):
        reader = open_engine(self.kind, tmp_path)
        for number in (9, 10, 11):
            assert self.find(reader, "voiture")
            beside = open_engine(self.kind, tmp_path / "beside")
            beside.update(NAME, [PageDocument(number, "une voiture")], language="fr")
            before = filled.version(NAME)
            filled.replace(NAME, tmp_path / "beside")
            assert self.find(reader, "voiture") == self.find(filled, "voiture") == [number]
            assert filled.version(NAME) != before
            assert not beside.exists(NAME)
        filled.update(NAME, [PageDocument(12, "voiture")], language="fr")
        assert set(self.find(reader, "voiture")) == {11, 12}
        assert len([path for path in (tmp_path / NAME).iterdir() if path.is_dir()]) == 1
        filled.drop(NAME)
        assert not (tmp_path / NAME).exists()

    def test_an_index_built_beside_is_the_first(self, engine, tmp_path):
        open_engine(self.kind, tmp_path / "beside").update(NAME, documents(PAGES), language="fr")
        engine.replace(NAME, tmp_path / "beside")
        assert set(self.find(engine, "voiture")) == {1, 3, 5}

    def test_nothing_takes_over_where_nothing_was_built(self, filled, tmp_path):
        with pytest.raises(IndexUnavailable):
            filled.replace(NAME, tmp_path / "beside")
        assert set(self.find(filled, "voiture")) == {1, 3, 5}

    def test_there_is_an_index_at_every_moment(self, filled, tmp_path):
        failures, stop = [], threading.Event()

        def read():
            while not stop.is_set():
                try:
                    assert filled.exists(NAME)
                    assert 3 in self.find(filled, "voiture")
                except Exception as error:
                    failures.append(error)
                    return

        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(20, 28):
            beside = open_engine(self.kind, tmp_path / "beside")
            pages = [PageDocument(n, "une voiture") for n in (3, number)]
            beside.update(NAME, pages, language="fr")
            filled.replace(NAME, tmp_path / "beside")
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []

    @pytest.mark.parametrize(
        "name", ["", ".", "..", "../" + NAME, NAME + "/x", NAME.upper(), NAME + "\n", "x" * 36]
    )
    def test_a_name_is_a_uuid(self, engine, name):
        for call in (
            lambda: engine.update(name, [], language="fr"),
            lambda: engine.search(name, resolve(parse("a"), "fr"), limit=1),
            lambda: engine.matching(name, Form("a")),
            lambda: engine.numbers(name),
            lambda: engine.mask(name, None, 5),
            lambda: engine.vocabulary(name),
            lambda: engine.version(name),
            lambda: engine.replace(name, Path()),
            lambda: engine.drop(name),
            lambda: engine.exists(name),
        ):
            with pytest.raises(ValueError, match="name of an index"):
                call()

    def test_few_are_kept_open(self, filled, monkeypatch):
        monkeypatch.setattr(type(filled), "most_open", 1)
        name = str(uuid.uuid4())
        filled.update(name, [PageDocument(1, "autre")], language="fr")
        for _ in range(2):
            assert self.find(filled, "autre", name) == [1]
            assert set(self.find(filled, "voiture")) == {1, 3, 5}

    def test_a_process_with_no_file_left_closes_some(self, filled, monkeypatch):
        self.find(filled, "voiture")
        name = str(uuid.uuid4())
        filled.update(name, [PageDocument(1, "autre")], language="fr")
        module = f"search.engines.{self.module}"
        opening = sys.modules[module].open_snapshot

        def exhausted(folder, before=None):
            if NAME in filled._open:
                raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
            return opening(folder, before)

        filled._forget(name)
        monkeypatch.setattr(module + ".open_snapshot", exhausted)
        assert self.find(filled, "autre", name) == [1]

    # --- damage

    def test_any_truncated_or_missing_file_is_noticed(self, filled, tmp_path):
        files = [f for f in tmp_path.rglob("*") if f.is_file() and f.stat().st_size]
        assert files
        for file in files:
            content = file.read_bytes()
            for damaged in (content[: len(content) // 2], b"", None):
                if damaged is None:
                    file.unlink()
                else:
                    file.write_bytes(damaged)
                for engine in (filled, open_engine(self.kind, tmp_path)):
                    with pytest.raises(IndexUnavailable):
                        self.find(engine, "voiture")
                file.write_bytes(content)
        assert set(self.find(open_engine(self.kind, tmp_path), "voiture")) == {1, 3, 5}

    def test_an_altered_file_is_noticed(self, filled, tmp_path):
        file = max((f for f in tmp_path.rglob("*") if f.is_file()), key=lambda f: f.stat().st_size)
        content = bytearray(file.read_bytes())
        content[len(content) // 3] ^= 0xFF
        file.write_bytes(content)
        with pytest.raises(IndexUnavailable):
            self.find(open_engine(self.kind, tmp_path), "voiture")

    def test_a_damaged_index_is_not_written_but_can_be_dropped(self, filled, tmp_path):
        file = max((f for f in tmp_path.rglob("*") if f.is_file()), key=lambda f: f.stat().st_size)
        file.write_bytes(file.read_bytes()[:50])
        engine = open_engine(self.kind, tmp_path)
        with pytest.raises(IndexUnavailable):
            engine.update(NAME, [PageDocument(9, "voiture")], language="fr")
        assert engine.exists(NAME)
        engine.drop(NAME)
        engine.update(NAME, documents(PAGES), language="fr")
        assert set(self.find(engine, "voiture")) == {1, 3, 5}

    def test_an_update_that_fails_changes_nothing(self, filled, monkeypatch):
        def fail(text, second, language):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("search.engines.base.analyse_both", fail)
            with pytest.raises(OSError, match="No space"):
                filled.update(NAME, [PageDocument(1, "autre")], language="fr", removed=[3])
        assert set(self.find(filled, "voiture")) == {1, 3, 5}
        filled.update(NAME, [PageDocument(1, "autre")], language="fr", removed=[3])
        assert set(self.find(filled, "voiture")) == {5}

    # --- several at once

    def run(self, script, folder):
        return subprocess.Popen(
            [sys.executable, "-c", script, self.kind, str(folder), NAME],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def test_one_of_two_writers_is_told_to_wait(self, filled, tmp_path):
        with self.run(HOLD, tmp_path) as writer:
            assert writer.stdout.readline() == "holding\n"
            with pytest.raises(IndexBusy):
                filled.update(NAME, [PageDocument(8, "pressé")], language="fr")
            with pytest.raises(IndexBusy):
                filled.drop(NAME)
            assert set(self.find(filled, "voiture")) == {1, 3, 5}  # a reader does not wait
            writer.communicate("go\n", timeout=30)
            assert writer.returncode == 0
        assert self.find(filled, "lent") == [77]
        filled.update(NAME, [PageDocument(8, "pressé")], language="fr")
        assert self.find(filled, "pressé") == [8]

    def test_a_killed_writer_leaves_the_last_commit_and_no_lock(self, filled, tmp_path):
        for delay in (0.02, 0.07, 0.15, 0.3):
            with self.run(WRITE_FOREVER, tmp_path) as writer:
                assert writer.stdout.readline() == "ready\n"
                time.sleep(delay)
                os.kill(writer.pid, signal.SIGKILL)
            engine = open_engine(self.kind, tmp_path)
            assert set(self.find(engine, "voiture")) == {1, 3, 5}
            common = self.find(engine, "commun")
            assert len(common) % 20 == 0  # all of a commit or nothing of it
            assert engine.numbers(NAME) == set(PAGES) | set(common)
        engine.update(NAME, [PageDocument(8, "pressé")], language="fr")
        assert self.find(engine, "pressé") == [8]

    def test_threads_search_while_another_writes(self, filled):
        failures, stop = [], threading.Event()

        def read():
            while not stop.is_set():
                try:
                    found = set(self.find(filled, "voiture"))
                    assert found == {1, 3, 5}
                    assert len(self.find(filled, '"page commune"')) % 3 == 0
                except Exception as error:
                    failures.append(error)
                    return

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        for n in range(100, 145, 3):
            three = [PageDocument(n + i, "une page commune") for i in range(3)]
            filled.update(NAME, three, language="fr")
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []
        assert len(self.find(filled, "commune")) == 45

    # --- meaning

    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=UNSUITED,
    )
    @given(data=st.data())
    def test_it_finds_what_the_model_finds(self, tmp_path, data):
        engine = open_engine(self.kind, tmp_path)
        name = str(uuid.uuid4())
        texts = {}
        pages = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
        for _ in range(data.draw(st.integers(1, 3))):
            batch = data.draw(st.dictionaries(st.integers(1, 8), pages, max_size=5))
            removed = data.draw(st.sets(st.integers(1, 8), max_size=2))
            texts = {n: text for n, text in texts.items() if n not in removed} | batch
            engine.update(name, documents(batch), language="fr", removed=removed)
        joints = st.sampled_from([" ", " OR ", " NOT ", " -", " AND (", " OR (", ") "])
        for _ in range(8):
            terms = data.draw(
                st.lists(st.tuples(st.sampled_from(TERMS), joints), min_size=1, max_size=4)
            )
            query = "".join(term + joint for term, joint in terms[:-1]) + terms[-1][0]
            query += ")" * (query.count("(") - query.count(")"))
            try:
                tree = parse(query)
            except QueryError:
                continue
            assert set(self.find_tree(engine, tree, name)) == matching(texts, tree), query
        assert engine.numbers(name) == set(texts)

    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=UNSUITED,
    )
    @given(data=st.data())
    def test_it_answers_what_the_model_answers(self, tmp_path, data):
        engine = open_engine(self.kind, tmp_path)
        name = str(uuid.uuid4())
        texts = {}
        pages = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
        for _ in range(data.draw(st.integers(1, 2))):
            batch = data.draw(st.dictionaries(st.integers(1, 8), pages, max_size=6))
            texts |= batch
            engine.update(name, documents(batch), language="fr")
        for ask in data.draw(st.lists(ASK, min_size=8, max_size=8)):
            expected = answering(texts, ask)
            assert engine.matching(name, ask) == expected, ask
            hits = engine.search(name, ask, limit=100).hits
            assert {hit.number for hit in hits} == expected, ask
        words = set(engine.vocabulary(name))
        assert words >= {token.form for text in texts.values() for token in analyse(text, "fr")}

    def find_tree(self, engine, tree, name):
        found = engine.search(name, resolve(tree, "fr"), limit=1000)
        return [hit.number for hit in found.hits]
