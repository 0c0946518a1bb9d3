"""Ruled tables on a page: where they are, and how much of their writing a reading missed."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw

from casefiles.reading import ink
from casefiles.reading.areas import Area
from casefiles.reading.words import Word

LONG = 25  # spots (1/50 inch at 200 dpi): longer than any stroke of a letter
THICK = 4  # spots; what is thicker is a picture, unless it is long and aslant
ASLANT = 0.05  # thickness of a rule of a page aslant, in lengths
GAP = 3  # spots between pieces of one rule, or between a rule and the one it meets
LEAST_RULES = 3  # in each direction
SURE = 0.5  # confidence from which a word accounts for the ink under it
AROUND = 0.004  # of the page: what a word covers around its box


@dataclass(slots=True)
class Rule:
    """A line from `begin` to `end`, its breadth from `first` to `last`, in reduced spots."""

    begin: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The place of a table, in fractions of the page."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, word: Word) -> bool:
        """Whether the middle of a word is inside."""
        across, down = word.left + word.width / 2, word.top + word.height / 2
        return self.left <= across <= self.right and self.top <= down <= self.bottom


def grids(image: Image.Image) -> list[Grid]:
    """The tables of a grey page of about 200 dpi that have rules in both directions."""
    small = image.reduce(ink.REDUCTION)
    paper = ink.paper_of(small)
    # As faint as that is a rule of dots, one pixel wide, as copiers leave it, averaged over a spot.
    across, down = _rules(ink.darker_than(small, paper - ink.FAINT))
    width, height = small.size
    return [
        Grid(left / width, top / height, right / width, bottom / height)
        for left, top, right, bottom in _tables(across, down)
    ]


def missed(image: Image.Image, words: list[Word], found: list[Grid]) -> float:
    """The share (0..1) of the ink in the tables, rules apart, that no sure word covers."""
    spots = ink.spots(image)
    across, down = _rules(spots)
    draw = ImageDraw.Draw(spots)
    for rule in across:
        draw.rectangle((rule.begin - 1, rule.first - 1, rule.end, rule.last + 1), fill=0)
    for rule in down:
        draw.rectangle((rule.first - 1, rule.begin - 1, rule.last + 1, rule.end), fill=0)
    width, height = spots.size
    boxes = [
        (int(g.left * width), int(g.top * height), int(g.right * width), int(g.bottom * height))
        for g in found
    ]
    before = sum(spots.crop(box).histogram()[255] for box in boxes)
    ink.cover(spots, [word for word in words if (word.confidence or 0) >= SURE], AROUND)
    return sum(spots.crop(box).histogram()[255] for box in boxes) / max(before, 1)


def _rules(dark: Image.Image) -> tuple[list[Rule], list[Rule]]:
    """The rules across and down of a reduced page in which ink is 255."""
    across = _lines(dark)
    if len(across) < LEAST_RULES:
        return across, []
    return across, _lines(dark.transpose(Image.Transpose.TRANSPOSE))


def _lines(dark: Image.Image) -> list[Rule]:
    found: list[Rule] = []
    open_: list[Rule] = []
    for y, begin, end in ink.runs(dark, LONG):
        open_ = [rule for rule in open_ if rule.last >= y - 1]
        for rule in open_:
            if begin <= rule.end + GAP and rule.begin <= end + GAP:
                rule.begin, rule.end = min(rule.begin, begin), max(rule.end, end)
                rule.last = y
                break
        else:
            open_.append(Rule(begin, end, y, y))
            found.append(open_[-1])
    return [rule for rule in found if _is_thin(rule)]


def _is_thin(rule: Rule) -> bool:
    return rule.last - rule.first < max(THICK, (rule.end - rule.begin) * ASLANT)


def _tables(across: list[Rule], down: list[Rule]) -> list[Area]:
    """Boxes of the tables that rules make, as wide as the rules beside them go on."""
    found: list[Area] = []
    for box in _crossing(across, down):
        whole = _widened(box, across)
        beside = [
            other for other in found if other[1] < whole[3] + GAP and whole[1] < other[3] + GAP
        ]
        found = [other for other in found if other not in beside]
        found.append(_around([whole, *beside]))
    return found


def _crossing(across: list[Rule], down: list[Rule]) -> Iterator[Area]:
    """A box around each set of rules of which each meets another of the other direction."""
    left = set(range(len(across)))
    meets = [[_meet(level, plumb) for plumb in down] for level in across]
    while left:
        levels, plumbs, waiting = set[int](), set[int](), [left.pop()]
        while waiting:
            level = waiting.pop()
            levels.add(level)
            new = {n for n, met in enumerate(meets[level]) if met} - plumbs
            plumbs |= new
            near = {n for n in left if any(meets[n][plumb] for plumb in new)}
            left -= near
            waiting += near
        if len(levels) >= LEAST_RULES and len(plumbs) >= LEAST_RULES:
            yield _around(
                [(across[n].begin, across[n].first, across[n].end, across[n].last) for n in levels]
                + [(down[n].first, down[n].begin, down[n].last, down[n].end) for n in plumbs]
            )


def _meet(level: Rule, plumb: Rule) -> bool:
    return (
        level.begin - GAP <= plumb.first
        and plumb.last <= level.end + GAP
        and plumb.begin - GAP <= level.first
        and level.last <= plumb.end + GAP
    )


def _widened(box: Area, across: list[Rule]) -> Area:
    left, top, right, bottom = box
    beside = [rule for rule in across if top <= rule.first and rule.last <= bottom]
    return (
        min([left, *(rule.begin for rule in beside)]),
        top,
        max([right, *(rule.end for rule in beside)]),
        bottom,
    )


def _around(boxes: list[Area]) -> Area:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
