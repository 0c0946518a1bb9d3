"""Which documents of a snapshot answer what is asked, and how well (BM25)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import log
from typing import Any

from search.closeness import Owners, Spot, close_windows, count_apart
from search.engines.base import LITTLE
from search.engines.whoosh.schema import FORMS, STEMS
from search.engines.whoosh.snapshot import K1, Leaf, Snapshot
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

    def numbers(self, ask: Ask) -> set[int]:
        """The numbers of the pages that answer."""
        return {
            leaf.numbers[document]
            for leaf, norms in zip(self.snapshot.leaves, self.snapshot.norms, strict=True)
            for document in _LeafEvaluation(self, leaf, norms).scores(ask)
        }

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
            case Stem(stem, form, telling):
                scores = self._term(STEMS, stem, within)
                for document, score in self._term(FORMS, form, scores).items():
                    scores[document] += score
                return scores if telling else {d: score * LITTLE for d, score in scores.items()}
            case Start(start):
                found = (
                    document
                    for form in self.leaf.forms_from(start)
                    for document, _ in self._walk(FORMS, form, within)
                )
                return dict.fromkeys(found, PREFIX_SCORE)
            case Forms(forms):
                return self._forms(set(forms), within)
            case Sequence(parts):
                return self._sequence(parts, within)
            case Close(parts, distance):
                return self._close(parts, distance, within)
            case Among(numbers):
                return self._among(numbers, within)
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

    def _forms(self, forms: Iterable[str], within: Scores | None) -> Scores:
        """As if they were one word, as common as the commonest of them: that one of them is rare,
        as what OCR makes of a word is, says nothing about the page."""
        counts: defaultdict[int, float] = defaultdict(float)
        for form in forms:
            for document, matcher in self._walk(FORMS, form, within):
                counts[document] += matcher.weight()
        weight = self._weight_of_any(forms) * (K1 + 1)
        norms = self.norms
        return {d: weight * count / (count + norms[d]) for d, count in counts.items()}

    def _weight_of_any(self, forms: Iterable[str]) -> float:
        return min((self.whole.weight(FORMS, form) for form in forms), default=0.0)

    def _among(self, numbers: frozenset[int], within: Scores | None) -> Scores:
        if within is not None:
            return dict.fromkeys((d for d in within if self.leaf.numbers[d] in numbers), 0.0)
        documents = self.leaf.living
        if len(numbers) < len(documents):
            return dict.fromkeys((documents[n] for n in numbers if n in documents), 0.0)
        return dict.fromkeys((d for n, d in documents.items() if n in numbers), 0.0)

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
            case Forms(forms):
                return sum(self.leaf.frequency(FORMS, form) for form in forms)
            case Sequence(parts) | Close(parts, _):
                return min(self._cost(part) for part in parts) + 1
            case Among(numbers):
                return min(len(numbers), len(self.leaf.numbers))
            case All(wanted, _):
                return min(self._cost(child) for child in wanted)
            case AnyOf(children):
                return sum(self._cost(child) for child in children)
            case Start(_):
                return len(self.leaf.numbers)

    def _sequence(self, parts: tuple[Part, ...], within: Scores | None) -> Scores:
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
        weight = self._weight_of_all(parts) * (K1 + 1)
        norms = self.norms
        return {d: weight * len(at) / (len(at) + norms[d]) for d, at in (starts or {}).items()}

    def _close(self, parts: tuple[Part, ...], distance: int, within: Scores | None) -> Scores:
        """Documents where the parts are near each other; the rarest part is looked up first."""
        forms = [self._forms_of(part) for part in parts]
        owners: defaultdict[str, list[int]] = defaultdict(list)
        for i in sorted(range(len(parts)), key=lambda i: self._cost(parts[i])):
            for form in forms[i]:
                owners[form].append(i)
            # A document without any of these forms is of no more interest.
            found = [d for form in forms[i] for d, _ in self._walk(FORMS, form, within)]
            within = dict.fromkeys(found, 0.0)
            if not within:
                return {}
        weight = self._weight_of_all(parts) * (K1 + 1)
        norms = self.norms
        scores = {}
        for document, spots in self._spots(owners, within or {}).items():
            count = count_apart(close_windows(spots, owners, len(parts), distance))
            if count:
                scores[document] = weight * count / (count + norms[document])
        return scores

    def _spots(self, owners: Owners, within: Scores) -> dict[int, list[Spot]]:
        """By document, where these forms are."""
        spots: defaultdict[int, list[Spot]] = defaultdict(list)
        for form in owners:
            for document, matcher in self._walk(FORMS, form, within):
                spots[document] += [(p, form) for p in matcher.value_as("positions")]
        return spots

    def _weight_of_all(self, parts: tuple[Part, ...]) -> float:
        """What words in a certain place weigh; one that is only begun weighs nothing."""
        weight = 0.0
        for part in parts:
            if isinstance(part, Form):
                weight += self.whole.weight(FORMS, part.form)
            elif isinstance(part, Forms):
                weight += self._weight_of_any(part.forms)
        return weight

    def _places(self, part: Part, shift: int, within: Scores | None) -> dict[int, set[int]]:
        """By document, the positions of a part, moved back by `shift`."""
        places: dict[int, set[int]] = {}
        for form in self._forms_of(part):
            for document, matcher in self._walk(FORMS, form, within):
                at = {position - shift for position in matcher.value_as("positions")}
                places[document] = places[document] | at if document in places else at
        return places

    def _forms_of(self, part: Part) -> Iterable[str]:
        match part:
            case Form(form):
                return (form,)
            case Forms(forms):
                return set(forms)
            case Start(start):
                return self.leaf.forms_from(start)

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
