"""What is asked, as queries of Tantivy; where it has none, the stored tokens decide."""

from collections.abc import Iterable
from collections.abc import Sequence as Row
from itertools import product
from math import log, prod
from typing import Any, Final

from tantivy import FieldType, Occur, Order, Query

from search.engines.base import LITTLE
from search.engines.tantivy.places import Answers, follow, is_close, patterns
from search.engines.tantivy.schema import FORMS, NUMBER, STEMS, TOKENS, stored_places
from search.engines.tantivy.snapshot import Snapshot
from search.query.asks import (
    All,
    Among,
    AnyOf,
    Ask,
    Close,
    Form,
    Forms,
    Part,
    Sequence,
    Start,
    Stem,
)

PREFIX_SCORE: Final = 1.0  # for a word that is only begun: its many ends say nothing about the page
MOST_SCORED: Final = 500  # spellings of one word that are scored one by one
MOST_PHRASES: Final = 256  # into which a phrase with several spellings is taken apart
MOST_EXPANDED: Final = 16_000  # words in one phrase of patterns: Tantivy's limit is 16,384
LONGEST_PATTERN: Final = 40  # characters: the automaton of a longer one grows large
MOST_RUNS: Final = 32  # of pages in a row that are asked for as ranges


def constant_score(ask: Ask) -> float | None:
    """The score of every page that answers, where it is the same for all; None where not."""
    match ask:
        case Among(_):
            return 0.0
        case Start(_):
            return PREFIX_SCORE
        case All(wanted, _):
            scores = [constant_score(child) for child in wanted]
            return sum(score or 0.0 for score in scores) if None not in scores else None
    return None


class Translation:
    """Asks to queries, for one snapshot. `gone` are phrases that no page has that is still of
    interest: one of several spellings that says the same need not be looked for."""

    def __init__(self, snapshot: Snapshot, gone: frozenset[Ask] = frozenset()) -> None:
        self.snapshot = snapshot
        self.searcher = snapshot.searcher
        self.schema = snapshot.schema
        self.gone = gone

    def query(self, ask: Ask) -> Query:
        match ask:
            case Form(form):
                return self._term(FORMS, form)
            case Stem(stem, form, telling):
                both = [
                    (Occur.Must, self._term(STEMS, stem)),
                    (Occur.Should, self._term(FORMS, form)),
                ]
                return _boosted(Query.boolean_query(both), 1.0 if telling else LITTLE)
            case Start(start):
                return self._start(start)
            case Forms(forms):
                return self._forms(dict.fromkeys(forms))
            case Sequence(parts):
                return self._in_place(parts, range(len(parts)), 0, follow)
            case Close(parts, distance):
                return self._in_place(parts, [0] * len(parts), distance, is_close(distance))
            case Among(numbers):
                return Query.const_score_query(self._among(numbers), 0.0)
            case All(wanted, unwanted):
                phrases = [child for child in unwanted if isinstance(child, Sequence | Close)]
                inside = Translation(self.snapshot, self.gone.union(phrases)) if phrases else self
                must = [(Occur.Must, inside.query(child)) for child in wanted]
                must_not = [(Occur.MustNot, self.query(child)) for child in unwanted]
                return Query.boolean_query(must + must_not)
            case AnyOf(children):
                return _any(self.query(child) for child in children)

    def _term(self, field: str, term: str) -> Query:
        return Query.term_query(self.schema, field, term, "freq")

    def _start(self, start: str) -> Query:
        if len(start) <= LONGEST_PATTERN:
            # No edits: a tenth of the time of a regular expression, which is put together anew.
            return Query.fuzzy_term_query(self.schema, FORMS, start, distance=0, prefix=True)
        forms = [form for form, _ in self.searcher.terms_with_prefix(FORMS, start)]
        return Query.const_score_query(self._term_set(forms), PREFIX_SCORE)

    def _term_set(self, forms: list[str]) -> Query:
        return Query.term_set_query(self.schema, FORMS, forms) if forms else Query.empty_query()

    def _forms(self, forms: Iterable[str]) -> Query:
        """As if they were one word, as common as the commonest of them: that one of them is rare,
        as what OCR makes of a word is, says nothing about the page."""
        known = self._known(forms)
        if not known:
            return Query.empty_query()
        weight = self._weight(max(known.values()))
        if len(known) > MOST_SCORED:
            return Query.const_score_query(self._term_set(list(known)), weight)
        return _best_of(
            _boosted(self._term(FORMS, form), weight / self._weight(pages))
            for form, pages in known.items()
        )

    def _known(self, forms: Iterable[str]) -> dict[str, int]:
        """The forms that are on any page, and on how many."""
        counted = {form: self.searcher.doc_freq(FORMS, form) for form in forms}
        return {form: pages for form, pages in counted.items() if pages}

    def _weight(self, pages: int) -> float:
        """How telling a word is that is on so many pages, as Tantivy reckons it."""
        every = max(int(self.searcher.num_docs), pages)
        return log(1 + (every - pages + 0.5) / (pages + 0.5))

    def _among(self, numbers: frozenset[int]) -> Query:
        runs: list[tuple[int, int]] = []
        for number in sorted(numbers):
            if runs and number == runs[-1][1] + 1:
                runs[-1] = runs[-1][0], number
            elif number >= 0:
                runs.append((number, number))
        if len(runs) > MOST_RUNS:
            return Query.term_set_query(self.schema, NUMBER, list(numbers))
        return ranges(self.schema, runs)

    # --- words in a certain place -----------------------------------------------------------

    def _in_place(
        self,
        parts: tuple[Part, ...],
        offsets: Row[int],
        distance: int,
        answers: Answers,
    ) -> Query:
        """Words that follow each other: each at its offset. Words close to each other: all at one
        offset, `distance` apart at most. That is what Tantivy's slop means for two different words;
        of more of them each has to be close to the next only, so `answers` says of each such page;
        of words that are not different, of each page that has them."""
        if len(parts) == 1:
            return self.query(parts[0])
        known = [self._expanded(part) for part in parts]
        if not all(known):
            return Query.empty_query()
        weights = [
            self._weight(max(of_part.values())) if not isinstance(part, Start) else 0.0
            for part, of_part in zip(parts, known, strict=True)
        ]
        weight = sum(weights) or PREFIX_SCORE
        different = sum(map(len, known)) == len(set().union(*known))
        if not distance or different:
            query = self._phrases(parts, offsets, distance, known, weight)
            if query is not None and (not distance or len(parts) == 2):
                return query
        else:
            query = None
        return self._verified(query or self._all_words(parts), known, answers, weight)

    def _phrases(
        self,
        parts: tuple[Part, ...],
        offsets: Row[int],
        slop: int,
        known: list[dict[str, int]],
        weight: float,
    ) -> Query | None:
        """One phrase for each way to spell the parts, or one of patterns; None where it would be
        too large."""
        if prod(map(len, known)) <= MOST_PHRASES:
            return _best_of(
                self._phrase(forms, offsets, slop, known, weight)
                for forms in product(*known)
                if _said(forms, slop) not in self.gone
            )
        regexes = patterns(parts)
        if regexes is None or sum(map(len, known)) > MOST_EXPANDED:
            return None
        told: list[str | tuple[int, str]] = [*zip(offsets, regexes, strict=True)]
        query = Query.regex_phrase_query(self.schema, FORMS, told, slop)
        # Tantivy weighs such a phrase by all the words that the patterns fit.
        actual = sum(self._weight(pages) for of_part in known for pages in of_part.values())
        return _boosted(query, weight / actual)

    def _expanded(self, part: Part) -> dict[str, int]:
        """The forms that answer a part, and on how many pages each is."""
        match part:
            case Form(form):
                return self._known([form])
            case Forms(forms):
                return self._known(forms)
            case Start(start):
                return dict(self.searcher.terms_with_prefix(FORMS, start))

    def _phrase(
        self,
        forms: tuple[str, ...],
        offsets: Row[int],
        slop: int,
        known: list[dict[str, int]],
        weight: float,
    ) -> Query:
        words: list[str | tuple[int, str]] = [*zip(offsets, forms, strict=True)]
        pages = [of_part[form] for form, of_part in zip(forms, known, strict=True)]
        query = Query.phrase_query(self.schema, FORMS, words, slop)
        return _boosted(query, weight / sum(map(self._weight, pages)))

    def _all_words(self, parts: tuple[Part, ...]) -> Query:
        every = [(Occur.Must, Query.const_score_query(self.query(part), 0.0)) for part in parts]
        return Query.boolean_query(every)

    def _verified(
        self,
        candidates: Query,
        known: list[dict[str, int]],
        answers: Answers,
        weight: float,
    ) -> Query:
        """The candidates whose stored tokens answer."""
        most = max(int(self.searcher.num_docs), 1)
        found = []
        wanted = set().union(*known)
        pages = self.searcher.search(
            candidates, most, count=False, order_by_field=NUMBER, order=Order.Asc
        )
        for number, address in pages.hits:
            stored: Any = self.searcher.doc(address).get_first(TOKENS)
            places = stored_places(stored, wanted)
            of_parts = [{f: at for f, at in places.items() if f in forms} for forms in known]
            if answers(of_parts):
                found.append(int(number))
        return Query.const_score_query(self._among(frozenset(found)), weight)


def _said(forms: tuple[str, ...], slop: int) -> Ask:
    """What a phrase of these forms answers."""
    parts = tuple(map(Form, forms))
    return Close(parts, slop) if slop else Sequence(parts)


def ranges(schema: Any, runs: Iterable[tuple[int, int]]) -> Query:
    """The pages of these numbers, from first to last."""
    return _any(
        Query.range_query(schema, NUMBER, FieldType.Unsigned, first, last) for first, last in runs
    )


def _boosted(query: Query, boost: float) -> Query:
    return query if abs(boost - 1) < 1e-6 else Query.boost_query(query, boost)


def _best_of(queries: Iterable[Query]) -> Query:
    every = list(queries)
    if len(every) == 1:
        return every[0]
    return Query.disjunction_max_query(every) if every else Query.empty_query()


def _any(queries: Iterable[Query]) -> Query:
    every = [(Occur.Should, query) for query in queries]
    return Query.boolean_query(every) if every else Query.empty_query()
