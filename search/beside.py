"""An index in the making, beside the one that is searched until it takes over."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from casefiles.models import CaseFile
from search.analysis import analysis_language
from search.engine import engine
from search.engines.base import Engine, IndexUnavailable
from search.engines.factory import open_engine
from search.engines.lock import writer_lock
from search.facts.store import store_facts
from search.rows import documents, rows_of, say_indexed, texts_in_force
from search.rules import Rules, forget_rules, note_rules, rules
from search.turns import take_turn, write_versions

BATCH = 1000  # pages in one commit: what a killed process loses


def building(case_file_id: UUID) -> AbstractContextManager[None]:
    """One builder at a time for each case file. Raises IndexBusy."""
    return writer_lock(settings.INDEXES / "building" / str(case_file_id))


def engine_of(kind: str) -> Engine:
    """The engine of a kind over the indexes that are searched, in use or not."""
    in_use = kind == settings.SEARCH_ENGINE
    return engine() if in_use else open_engine(kind, settings.INDEXES)


class Beside:
    """The index of one case file, built batch by batch. Only with the lock of `building`.

    A file beside it says what it is made with, and after each commit which version of which pages
    it has: a process that comes after one that died goes on from there.
    """

    def __init__(self, case_file: CaseFile, kind: str) -> None:
        self.case_file = case_file
        self.kind = kind
        self.folder: Path = settings.INDEXES / "beside" / kind
        self.engine = open_engine(kind, self.folder)
        self.name = str(case_file.pk)
        self.language = analysis_language(case_file.languages)
        self.versions: dict[int, int] = {}  # by page number

    def resume(self) -> str:
        """Take up what is there, or clear it away; why that, in English, or nothing."""
        begun = self._record.exists()
        why = self._taken_up() if begun else ""
        if why or not begun:
            self.versions = {}
            shutil.rmtree(self._record.parent, ignore_errors=True)
            self._record.parent.mkdir(parents=True)
            self._write(self._made_with())
        return why

    def pending(self) -> list[int]:
        """The numbers of the pages whose text it has not, in order."""
        texts = texts_in_force(self.case_file)
        return sorted(n for n, version in texts.items() if self.versions.get(n) != version)

    def take_in(self, pending: Iterable[int], indexed: Callable[[int], object]) -> None:
        """Index pages; `indexed` is told how many after each commit."""
        left = list(pending)
        while left:
            batch, left = left[:BATCH], left[BATCH:]
            rows = rows_of(self.case_file.pages.filter(number__in=batch))
            self.engine.update(self.name, documents(rows), language=self.language)
            versions = {row.number: row.version for row in rows}
            if self.kind == settings.SEARCH_ENGINE:
                store_facts(self.case_file, rows)
            # Last: whoever goes on from here does nothing more for these pages.
            self._write(list(versions.items()))
            self.versions |= versions
            indexed(len(rows))

    def take_over(self, indexed: Callable[[int], object] = lambda pages: None) -> None:
        """Take in what came meanwhile, and be what is searched from now on.

        Only with the lock of `search.indexing.writing`. Were it to stop in between, of a page the
        index would have more than is said, never less.
        """
        key = self.case_file.pk
        take_turn(key)
        self.take_in(self.pending(), indexed)
        gone = self.versions.keys() - texts_in_force(self.case_file).keys()
        self.engine.update(self.name, [], language=self.language, removed=gone)
        versions = {n: version for n, version in self.versions.items() if n not in gone}
        in_use = self.kind == settings.SEARCH_ENGINE
        if not in_use:
            write_versions(key, self.kind, {})
        forget_rules(key, self.kind)
        engine_of(self.kind).replace(self.name, self.folder)
        note_rules(self.case_file, self.kind)
        if in_use:
            say_indexed(key, versions)
        else:
            write_versions(key, self.kind, versions)

    @property
    def _record(self) -> Path:
        return self.folder / self.name / "pages.jsonl"

    def _made_with(self) -> Rules:
        return rules(self.language, self.kind)

    def _taken_up(self) -> str:
        """Know the pages that are there; or why nothing can be made of them."""
        made_with, *commits = self._read()
        if made_with != self._made_with():
            return "pages are cut into words in another way than when it was begun"
        for versions in commits:
            self.versions |= dict(versions)
        try:
            if commits:
                self.engine.version(self.name)
        except IndexUnavailable:
            return "what was begun cannot be read"
        return ""

    def _read(self) -> list[Any]:
        """The lines of the record. One that a process died of has no end and does not count."""
        lines: list[Any] = []
        for line in self._record.read_text().splitlines():
            with suppress(ValueError):
                lines.append(json.loads(line))
        return lines or [None]

    def _write(self, line: object) -> None:
        with self._record.open("a") as record:
            record.write("\n" + json.dumps(line))
