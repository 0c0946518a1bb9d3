"""The words of a table put in rows, whatever order tesseract read its columns in."""

from casefiles.reading.grids import Grid
from casefiles.reading.ocr import Text, text_of
from casefiles.reading.words import Word

BARS = frozenset("|¦_[]{}—=")  # what is left of a rule
STEEPEST = 0.06  # fall of a line, in its length: 3.5 degrees
STEPS = 60  # in which that is tried, to each side
BIN = 6  # pixels of 200 dpi: a third of a line of small print
SAME_ROW = 0.6  # of a word's height: how far apart the middles of neighbours may be
LEAST_APART, MOST_APART = 8, 18  # pixels, bounds of that
MARGIN = 0.004  # of the page: how far a word may stand over the edge of a table

Lines = list[list[Word]]


def in_rows(text: Text, tables: list[Grid], size: tuple[int, int]) -> Text:
    """The reading of an upright page of `size` pixels with the words of its tables in rows."""
    blocks = text.blocks
    for table in tables:
        wide = Grid(
            table.left - MARGIN, table.top - MARGIN, table.right + MARGIN, table.bottom + MARGIN
        )
        inside = [word for block in blocks for line in block for word in line if wide.holds(word)]
        words = [word for word in inside if not BARS.issuperset(word.text)]
        if words:
            beside = [[[w for w in line if not wide.holds(w)] for line in b] for b in blocks]
            blocks = _with_rows(beside, rows(words, size), table.top)
    return text_of(blocks) if blocks is not text.blocks else text


def rows(words: list[Word], size: tuple[int, int]) -> Lines:
    """Words in rows from the top, each from the left, as they stand once the page is straight."""
    width, height = size
    slope = _slope(words, size)
    middles = {
        id(word): (word.top + word.height / 2) * height - slope * word.left * width
        for word in words
    }
    found: Lines = []
    middle = 0.0
    for word in sorted(words, key=lambda word: middles[id(word)]):
        apart = min(max(SAME_ROW * word.height * height, LEAST_APART), MOST_APART)
        if not found or middles[id(word)] - middle > apart:
            found.append([])
        found[-1].append(word)
        middle = sum(middles[id(other)] for other in found[-1]) / len(found[-1])
    return [sorted(row, key=lambda word: word.left) for row in found]


def _slope(words: list[Word], size: tuple[int, int]) -> float:
    """How far lines fall to the right, in their length: what puts most words on few lines."""
    width, height = size
    middles = [
        (word.left * width, (word.top + word.height / 2) * height)
        for word in words
        if len(word.text) > 1
    ]
    slopes = [STEEPEST * step / STEPS for step in range(-STEPS, STEPS + 1)]
    return max(slopes, key=lambda slope: (_crowding(middles, slope), -abs(slope)))


def _crowding(middles: list[tuple[float, float]], slope: float) -> int:
    counts: dict[int, int] = {}
    for x, y in middles:
        place = int((y - slope * x) / BIN)
        counts[place] = counts.get(place, 0) + 1
    return sum(n * (n + 2 * counts.get(place + 1, 0)) for place, n in counts.items())


def _with_rows(blocks: list[Lines], rows: Lines, top: float) -> list[Lines]:
    """The blocks with a block of rows before what is below `top`."""
    done: list[Lines] = []
    waiting: list[Lines] = [rows]
    for block in blocks:
        lines = [line for line in block if line]
        above = [line for line in lines if line[0].top + line[0].height / 2 < top]
        below = [line for line in lines if line[0].top + line[0].height / 2 >= top]
        done += [above] if above else []
        done += (waiting if below else []) + ([below] if below else [])
        waiting = [] if below else waiting
    return done + waiting
