"""What became of each page from one delivery of a dossier to the next.

Pages that are alike are chained in the order that most of the dossier has kept (main chain); what
is between two links of it and alike is linked in order; what is alike and out of order has moved;
what is left at the same place of both has been replaced. The idea is that of comparing files line
by line from lines that occur once: J. W. Hunt and M. D. McIlroy, Bell Labs CSTR 41 (1976), and
"patience diff", B. Cohen, 2003; blocks that move: W. Tichy, "The string-to-string correction
problem with block moves", ACM TOCS 2 (1984).

For n pages on each side: time and memory in proportion to n log n and to the candidate pairs, of
which a page has a few; only what lies between two links is compared page by page, at most
LARGEST_GAP pairs of a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from casefiles.comparing.chains import Pair, Weighed, gaps, heaviest_chain
from casefiles.comparing.corrections import is_corrected
from casefiles.comparing.scores import Scores
from casefiles.comparing.sheets import Change, Kind, Sheet

ALIKE = 0.75  # likeness from which two pages are one, wherever they stand
ALIKE_HERE = 0.68  # the same where both stand between the same pages
ALIKE_PICTURES = 0.6
ALIKE_PICTURES_HERE = 0.3
ALIKE_SCRAWLS_HERE = 0.12  # of handwritings: no other sheet's picture is even that much alike
NEARLY_AS_ALIKE = 0.85  # of the best candidate of a page that a pair needs not to be dropped
RELATED = 0.35  # likeness of a page and of what came into its place, among several
SHORT = 3  # pages in a row that others may have replaced without being like them
LARGEST_GAP = 4096  # pairs of pages between two links that are all compared


def compare(earlier: Sequence[Sheet], later: Sequence[Sheet]) -> list[Change]:
    """What became of every page: each place of both deliveries is in exactly one change.

    In the order of the later delivery, what is missing after the page that it stood behind.
    """
    scores = Scores(earlier, later)
    matching = _Matching(scores, len(earlier), len(later))
    matching.link_main()
    matching.link_moved()
    matching.link_replaced()
    changes = matching.changes(lambda one, other: is_corrected(earlier[one], later[other]))
    return _in_order(changes, len(earlier), len(later))


class _Matching:
    """Who is whom so far; each page on either side has at most one partner."""

    def __init__(self, scores: Scores, earlier: int, later: int) -> None:
        self.scores = scores
        self.earlier, self.later = earlier, later
        self.main: list[Pair] = []
        self.same: dict[int, int] = {}  # earlier: later
        self.replaced: dict[int, int] = {}  # earlier: later
        self.taken: set[int] = set()  # of the later pages
        found = [pair for pair in scores.candidates() if self._is_alike(*pair[:2], here=False)]
        self.candidates = _undominated(found)
        self.best: dict[tuple[str, int], float] = {}
        for one, other, likeness in self.candidates:
            for key in (("earlier", one), ("later", other)):
                self.best[key] = max(likeness, self.best.get(key, 0.0))

    def link_main(self) -> None:
        """The order that most of the dossier has kept, and what is between its links."""
        self.main = heaviest_chain(self._weighed(self.candidates))
        for ours, theirs in list(gaps(self.main, self.earlier, self.later)):
            self.main += self._aligned(ours, theirs)
        self.main.sort()
        for pair in self.main:
            self._link(*pair)

    def link_moved(self) -> None:
        """Chains of what is alike and left, the heaviest first, with the pages beside them."""
        while chain := heaviest_chain(self._weighed(self._left())):
            for pair in chain:
                self._link(*pair)
            for one, other in chain:
                self._spread(one, other)

    def link_replaced(self) -> None:
        """What is left between two links, of the main chain or of two neighbours, on both sides."""
        for ours, theirs in gaps(self.main, self.earlier, self.later):
            self._replace(ours, theirs)
        in_order = set(self.main)
        moved = sorted(pair for pair in self.same.items() if pair not in in_order)
        for before, after in pairwise(moved):
            if before[1] < after[1]:
                self._replace(
                    range(before[0] + 1, after[0]), range(before[1] + 1, after[1]), whole=True
                )

    def changes(self, is_corrected: Callable[[int, int], bool]) -> list[Change]:
        """What is told of the pages that have a partner."""
        in_order = set(self.main)
        told = []
        for pair in self.same.items():
            kind: Kind = "replaced" if is_corrected(*pair) else "same"
            moved = pair not in in_order and not self.scores.both_blank(*pair)
            told.append(Change(kind, *pair, self.scores.of(*pair), moved))
        told += [Change("replaced", *pair, self.scores.of(*pair)) for pair in self.replaced.items()]
        return told

    def _is_alike(self, one: int, other: int, *, here: bool) -> bool:
        likeness = self.scores.of(one, other)
        if self.scores.both_have_text(one, other):
            return likeness >= (ALIKE_HERE if here else ALIKE)
        if not here:
            return likeness >= ALIKE_PICTURES
        scrawls = self.scores.both_hardly_readable(one, other)
        return likeness >= (ALIKE_SCRAWLS_HERE if scrawls else ALIKE_PICTURES_HERE)

    def _weighed(self, pairs: Iterable[Weighed]) -> list[Weighed]:
        return [(one, other, likeness * self.scores.mass(one)) for one, other, likeness in pairs]

    def _left(self) -> list[Weighed]:
        return _undominated(
            [p for p in self.candidates if p[0] not in self.same and p[1] not in self.taken]
        )

    def _link(self, one: int, other: int) -> None:
        self.same[one] = other
        self.taken.add(other)

    def _aligned(self, ours: range, theirs: range) -> list[Pair]:
        """The pages between two links that are alike, in order."""

        def weight(one: int, other: int) -> float:
            likeness = self.scores.of(one, other)
            elsewhere = max(
                self.best.get(("earlier", one), 0.0), self.best.get(("later", other), 0.0)
            )
            if likeness < NEARLY_AS_ALIKE * elsewhere:
                return 0.0
            return likeness * self.scores.mass(one) * self._is_alike(one, other, here=True)

        return _chain_of_all(ours, theirs, weight)

    def _spread(self, one: int, other: int) -> None:
        """Link the pages on either side of two that have moved, as far as they are alike."""
        for step in (-1, 1):
            ours, theirs = one + step, other + step
            while (
                0 <= ours < self.earlier
                and 0 <= theirs < self.later
                and ours not in self.same
                and theirs not in self.taken
                and self._is_alike(ours, theirs, here=True)
            ):
                self._link(ours, theirs)
                ours, theirs = ours + step, theirs + step

    def _replace(self, ours: range, theirs: range, *, whole: bool = False) -> None:
        """Pair what is left on both sides; with `whole` only where nothing else is there."""
        left = [n for n in ours if n not in self.same and n not in self.replaced]
        there = [n for n in theirs if n not in self.taken]
        if not left or not there or (whole and (len(left), len(there)) != (len(ours), len(theirs))):
            return

        def weight(one: int, other: int) -> float:
            likeness = self.scores.of(one, other)
            return likeness if likeness >= RELATED else 0.0

        if len(left) == len(there) <= SHORT:
            pairs = list(zip(left, there, strict=True))
        else:
            pairs = _chain_of_all(left, there, weight)
        for one, other in pairs:
            if not self.scores.one_blank(one, other):
                self.replaced[one] = other
                self.taken.add(other)


def _chain_of_all(
    ours: Sequence[int], theirs: Sequence[int], weight: Callable[[int, int], float]
) -> list[Pair]:
    """The heaviest chain of all pairs; of too many, those near the diagonal."""
    reach = max(LARGEST_GAP // max(len(ours), len(theirs), 1) // 2, 1)
    slope = len(theirs) / len(ours)
    weighed = []
    for place, one in enumerate(ours):
        middle = round(place * slope)
        near = theirs
        if len(ours) * len(theirs) > LARGEST_GAP:
            near = theirs[max(0, middle - reach) : middle + reach + 1]
        weighed += [(one, other, w) for other in near if (w := weight(one, other)) > 0]
    return heaviest_chain(weighed)


def _undominated(pairs: Sequence[Weighed]) -> list[Weighed]:
    """The pairs without those of which either page has a much better partner."""
    ours: dict[int, float] = {}
    theirs: dict[int, float] = {}
    for one, other, likeness in pairs:
        ours[one] = max(likeness, ours.get(one, 0.0))
        theirs[other] = max(likeness, theirs.get(other, 0.0))
    return [
        (one, other, likeness)
        for one, other, likeness in pairs
        if likeness >= NEARLY_AS_ALIKE * max(ours[one], theirs[other])
    ]


def _in_order(changes: list[Change], earlier: int, later: int) -> list[Change]:
    """The changes by later page, with those of pages that have no partner."""
    by_later = {change.later: change for change in changes}
    by_earlier = {change.earlier: change for change in changes}
    behind: dict[int | None, list[Change]] = {}
    last: int | None = None  # the later page after which a missing one is told
    for place in range(earlier):
        if place not in by_earlier:
            behind.setdefault(last, []).append(Change("missing", place, None))
        elif not by_earlier[place].moved:
            last = by_earlier[place].later
    ordered = behind.get(None, [])
    for place in range(later):
        ordered.append(by_later.get(place, Change("new", None, place)))
        ordered += behind.get(place, [])
    return ordered
