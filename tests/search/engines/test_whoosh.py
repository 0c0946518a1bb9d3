import pytest

from search.engines.base import IndexUnavailable, PageDocument
from search.engines.factory import open_engine
from tests.search.engines.contract import NAME, EngineContract


class TestWhoosh(EngineContract):
    kind = "whoosh"
    module = "whoosh.engine"

    def test_small_commits_leave_few_segments(self, engine, tmp_path):
        most = 0
        for n in range(1, 121):
            engine.update(NAME, [PageDocument(n, f"mot{n}")], language="fr")
            most = max(most, len(list(tmp_path.rglob("*.seg"))))
        assert most <= 21  # seven of each size: 1, 8, 64 pages

    def test_what_a_killed_writer_left_is_swept(self, filled, tmp_path):
        index = next(f for f in tmp_path.rglob("*") if f.is_file() and f.stat().st_size).parent
        (index / "MAIN_0123456789abcdef.trm").write_bytes(b"left behind")
        (index / "_MAIN_9.toc.1700000000").write_bytes(b"left behind")
        (index / "MAIN.tmp").mkdir(exist_ok=True)
        filled.update(NAME, [PageDocument(8, "pressé")], language="fr")
        assert b"left behind" not in {f.read_bytes() for f in index.iterdir() if f.is_file()}
        assert self.find(filled, "pressé") == [8]

    def test_a_large_update_is_one_commit_of_several_segments(self, filled, tmp_path, monkeypatch):
        monkeypatch.setattr("search.engines.whoosh.engine.LARGEST", 10)
        pages = [PageDocument(n, f"commun mot{n}") for n in range(3, 38)]
        filled.update(NAME, pages, language="fr")
        assert set(self.find(filled, "commun")) == set(range(3, 38))
        assert self.find(filled, "mot37") == [37]
        assert set(self.find(filled, "voiture")) == {1}
        assert filled.numbers(NAME) == set(range(1, 38))
        # Three of ten pages; the last five go with the two that are left of the first segment.
        assert len(list(tmp_path.rglob("*.seg"))) == 4
        assert len(list(tmp_path.rglob("*.toc"))) == 1

    def test_damage_after_opening_is_told_from_a_mistake_of_ours(
        self, filled, tmp_path, monkeypatch
    ):
        def fail(self, ask):
            raise RuntimeError("mistake")

        self.find(filled, "voiture")
        monkeypatch.setattr("search.engines.whoosh.engine.Evaluation.hits", fail)
        with pytest.raises(RuntimeError, match="mistake"):
            self.find(filled, "voiture")
        file = next(tmp_path.rglob("*.seg"))
        file.write_bytes(file.read_bytes()[:-1] + b"!")
        with pytest.raises(IndexUnavailable):
            self.find(filled, "voiture")

    def test_the_text_is_not_in_the_files(self, engine, tmp_path):
        engine.update(NAME, [PageDocument(1, "Un secret bien gardé du témoin")], language="fr")
        assert all(b"secret bien" not in f.read_bytes() for f in tmp_path.rglob("*") if f.is_file())


def test_a_kind_of_engine_there_is_not(tmp_path):
    with pytest.raises(ValueError, match="no search engine"):
        open_engine("sphinx", tmp_path)
