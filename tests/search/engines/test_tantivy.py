import errno
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.base import IndexUnavailable, PageDocument
from search.engines.factory import open_engine
from search.query.asks import Close, Form, Forms, Sequence, Start
from tests.search.engines.contract import NAME, EngineContract, documents
from tests.search.engines.model import answering

LETTERS = st.sampled_from(["alpha", "beta", "bravo", "delta"])
PART = st.one_of(
    st.builds(Form, LETTERS),
    st.builds(Start, st.sampled_from(["a", "b", "be"])),
    st.builds(Forms, st.lists(LETTERS, unique=True, min_size=1, max_size=2).map(tuple)),
)


class TestTantivy(EngineContract):
    kind = "tantivy"
    module = "tantivy.engine"

    @settings(
        max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        texts=st.lists(st.lists(LETTERS, max_size=9).map(" ".join), min_size=20, max_size=20),
        parts=st.lists(PART, min_size=3, max_size=3).map(tuple),
    )
    def test_three_words_close_to_each_other(self, tmp_path, texts, parts):
        """Tantivy's own slop is about each word and the next."""
        engine = open_engine(self.kind, tmp_path)
        name = str(uuid.uuid4())
        pages = dict(enumerate(texts, 1))
        engine.update(name, documents(pages), language="fr")
        for distance in range(1, 6):
            ask = Close(parts, distance)
            assert engine.matching(name, ask) == answering(pages, ask), ask

    @pytest.mark.parametrize("many", [40, 2000])
    def test_a_word_with_many_spellings(self, engine, many):
        """In one query each, in one pattern, and looked up in the stored tokens."""
        forms = tuple(f"mot{n}" for n in range(many))
        pages = {n + 1: f"un {form} ici et la" for n, form in enumerate(forms)}
        engine.update(NAME, documents(pages | {many + 1: "un autre ici"}), language="fr")
        every = set(range(1, many + 1))
        for ask in (
            Forms(forms),
            Start("mot"),
            Sequence((Form("un"), Forms(forms))),
            Sequence((Start("mot"), Form("ici"))),
            Close((Form("ici"), Forms(forms)), 1),
            Close((Form("la"), Form("ici"), Forms(forms)), 3),
        ):
            assert engine.matching(NAME, ask) == every, ask
        assert engine.matching(NAME, Close((Form("la"), Forms(forms)), 1)) == set()

    @pytest.mark.parametrize("start", ["x" * 30, "x" * 300, "a.*", "#phone:+33(1"])
    def test_what_looks_like_a_pattern_is_none(self, engine, start):
        engine.update(NAME, [PageDocument(1, "abc " + "x" * 400)], language="fr")
        expected = {1} if start.startswith("x") else set()
        for ask in (Start(start), Sequence((Form("abc"), Start(start)))):
            assert engine.matching(NAME, ask) == expected

    def test_many_hits_of_one_score_are_in_order(self, engine):
        """More of them than are asked for at once."""
        for first in (500, 1):
            pages = [PageDocument(n, "un mot") for n in range(first, first + 400)]
            engine.update(NAME, pages, language="fr")
        numbers = [hit.number for hit in engine.search(NAME, Form("mot"), limit=5, offset=3).hits]
        assert numbers == [4, 5, 6, 7, 8]

    def test_the_words_of_a_large_index_lag(self, filled, monkeypatch):
        """Listing them takes a while, and a large index that grows has others each moment."""
        monkeypatch.setattr("search.engines.tantivy.snapshot.AT_ONCE", -1.0)
        monkeypatch.setattr("search.engines.tantivy.snapshot.LAG", 1e9)
        before = filled.vocabulary(NAME)
        filled.update(NAME, [PageDocument(8, "nouveau")], language="fr")
        assert filled.vocabulary(NAME) is before
        assert self.find(filled, "nouveau") == [8]

    def test_any_altered_file_is_noticed(self, filled, tmp_path):
        for file in [f for f in (tmp_path / NAME / "tantivy").iterdir() if f.stat().st_size > 8]:
            content = file.read_bytes()
            file.write_bytes(content[:5] + bytes([content[5] ^ 0xFF]) + content[6:])
            with pytest.raises(IndexUnavailable):
                self.find(open_engine(self.kind, tmp_path), "voiture")
            file.write_bytes(content)
        assert set(self.find(open_engine(self.kind, tmp_path), "voiture")) == {1, 3, 5}

    def test_a_writer_that_finds_no_room_says_so(self, filled, monkeypatch):
        def full(number, tokens):
            raise ValueError(
                'IoError { io_error: Os { code: 28, kind: StorageFull, message: "" } }'
            )

        monkeypatch.setattr("search.engines.tantivy.engine.page_document", full)
        with pytest.raises(OSError, match="StorageFull") as raised:
            filled.update(NAME, [PageDocument(8, "pressé")], language="fr", removed=[1])
        assert raised.value.errno == errno.ENOSPC
        monkeypatch.undo()
        assert set(self.find(filled, "voiture")) == {1, 3, 5}
        filled.update(NAME, [PageDocument(8, "pressé")], language="fr")
        assert self.find(filled, "pressé") == [8]

    def test_what_a_killed_writer_left_is_swept(self, filled, tmp_path):
        files = tmp_path / NAME / "tantivy"
        (files / "meta.json").unlink()  # it was killed while it made the index
        assert not filled.exists(NAME)
        (tmp_path / NAME / "tantivy.1").mkdir()  # and while one took over from another
        filled.update(NAME, [PageDocument(8, "voiture")], language="fr")
        assert self.find(filled, "voiture") == [8]
        assert len([path for path in (tmp_path / NAME).iterdir() if path.is_dir()]) == 1
