"""Which documents of a snapshot answer what is asked, and how well (BM25)."""

from collections.abc import Iterator
from math import log
from typing import Any

from search.engines.whoosh.schema import FORMS, STEMS
from search.engines.whoosh.snapshot import K1, Leaf, Snapshot
from search.query.resolve import All, AnyOf, Ask, Form, Sequence, Start, Stem

Scores = dict[int, float]  # by document of a leaf

PREFIX_SCORE = 1.0  # for a word that is only begun: its many ends say nothing about the page
# Jumping to a document costs about as much as walking over this many.
JUMP = 8


class Evaluation:
    """One query over one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._weights: dict[tuple[str, str], float] = {}

    def hits(self, ask: Ask) -> list[tuple[float, int]]:
        """(minus score, page number) of every page that answers, best first."""
        found = []
        for leaf, norms in zip(self.snapshot.leaves, self.snapshot.norms, strict=True):
            scores = _LeafEvaluation(self, leaf, norms).scores(ask)
            found += [(-round(score, 9), leaf.numbers[d]) for d, score in scores.items()]
        found.sort()
        return found

    def frequency(self, field: str, term: str) -> int:
        return sum(leaf.frequency(field, term) for leaf in self.snapshot.leaves)

    def weight(self, field: str, term: str) -> float:
        """How telling a term is: its inverse document frequency, over all leaves."""
        if (field, term) not in self._weights:
            frequency = self.frequency(field, term)
            rarity = (self.snapshot.pages - frequency + 0.5) / (frequency + 0.5)
            self._weights[field, term] = log(1 + rarity)
        return self._weights[field, term]


class _LeafEvaluation:
    """One query over one leaf. `within`, where given, are the only documents of interest."""

    def __init__(self, whole: Evaluation, leaf: Leaf, norms: list[float]) -> None:
        self.whole = whole
        self.leaf = leaf
        self.norms = norms

    def scores(self, ask: Ask, within: Scores | None = None) -> Scores:
        match ask:
            case Form(form):
                return self._term(FORMS, form, within)
            case Stem(stem, form):
                scores = self._term(STEMS, stem, within)
                for document, score in self._term(FORMS, form, scores).items():
                    scores[document] += score
                return scores
            case Start(start):
                found = (
                    document
                    for form in self.leaf.forms_from(start)
                    for document, _ in self._walk(FORMS, form, within)
                )
                return dict.fromkeys(found, PREFIX_SCORE)
            case Sequence(parts):
                return self._sequence(parts, within)
            case AnyOf(children):
                return self._any(children, within)
            case All(wanted, unwanted):
                return self._all(wanted, unwanted, within)

    def _term(self, field: str, term: str, within: Scores | None) -> Scores:
        weight = self.whole.weight(field, term) * (K1 + 1)
        norms = self.norms
        scores = {}
        for document, matcher in self._walk(field, term, within):
            frequency = matcher.weight()
            scores[document] = weight * frequency / (frequency + norms[document])
        return scores

    def _any(self, children: tuple[Ask, ...], within: Scores | None) -> Scores:
        total: Scores = {}
        for child in children:
            for document, score in self.scores(child, within).items():
                total[document] = total.get(document, 0.0) + score
        return total

    def _all(
        self, wanted: tuple[Ask, ...], unwanted: tuple[Ask, ...], within: Scores | None
    ) -> Scores:
        first, *others = sorted(wanted, key=self._cost)
        total = self.scores(first, within)
        for child in others:
            found = self.scores(child, total)
            total = {document: total[document] + score for document, score in found.items()}
        for child in unwanted:
            for document in self.scores(child, total):
                del total[document]
        return total

    def _cost(self, ask: Ask) -> int:
        """About how many documents an ask looks at."""
        match ask:
            case Form(form):
                return self.leaf.frequency(FORMS, form)
            case Stem(stem, _):
                return self.leaf.frequency(STEMS, stem)
            case Sequence(parts):
                return min(self._cost(part) for part in parts) + 1
            case All(wanted, _):
                return min(self._cost(child) for child in wanted)
            case AnyOf(children):
                return sum(self._cost(child) for child in children)
            case Start(_):
                return len(self.leaf.numbers)

    def _sequence(self, parts: tuple[Form | Start, ...], within: Scores | None) -> Scores:
        """Documents where the parts follow each other; the rarest part is looked up first."""
        order = sorted(range(len(parts)), key=lambda i: self._cost(parts[i]))
        starts: dict[int, set[int]] | None = None  # by document: where the phrase may begin
        for i in order:
            among = within if starts is None else dict.fromkeys(starts, 0.0)
            places = self._places(parts[i], i, among)
            if starts is None:
                starts = places
            else:
                both = {d: starts[d] & at for d, at in places.items()}
                starts = {d: at for d, at in both.items() if at}
            if not starts:
                return {}
        forms = [part.form for part in parts if isinstance(part, Form)]
        weight = sum(self.whole.weight(FORMS, form) for form in forms) * (K1 + 1)
        norms = self.norms
        return {d: weight * len(at) / (len(at) + norms[d]) for d, at in (starts or {}).items()}

    def _places(self, part: Form | Start, shift: int, within: Scores | None) -> dict[int, set[int]]:
        """By document, the positions of a part, moved back by `shift`."""
        forms = [part.form] if isinstance(part, Form) else self.leaf.forms_from(part.start)
        places: dict[int, set[int]] = {}
        for form in forms:
            for document, matcher in self._walk(FORMS, form, within):
                at = {position - shift for position in matcher.value_as("positions")}
                places[document] = places[document] | at if document in places else at
        return places

    def _walk(self, field: str, term: str, within: Scores | None) -> Iterator[tuple[int, Any]]:
        """Each document that holds a term, with Whoosh's matcher standing on it."""
        if within is not None and not within:
            return
        matcher = self.leaf.postings(field, term)
        if matcher is None:
            return
        if within is not None and len(within) * JUMP < self.leaf.frequency(field, term):
            for document in sorted(within):
                if not matcher.is_active():
                    return
                matcher.skip_to(document)
                if matcher.is_active() and matcher.id() == document:
                    yield document, matcher
            return
        while matcher.is_active():
            document = matcher.id()
            if within is None or document in within:
                yield document, matcher
            matcher.next()
