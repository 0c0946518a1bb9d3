"""What OCR makes of letters, and how far what was read is from what was asked for.

The table is measured: what tesseract with the French model made of 460,000 signs of scanned pages
of an invented dossier, aligned with what is printed on them. Most frequent were o for 0, i and l
for 1, ri and ii for n, i for l, e for c, rn and ni for m, t and j for l, e for a, then 7 and 5 for
9. Pairs of the same family that were not met (vv for w, lo for b) were put beside them. Costs are
three steps of frequency, not probabilities; decision 18 has what they bring.
"""

from collections import defaultdict
from typing import Final

LIKELY: Final = 0.35
POSSIBLE: Final = 0.6
SELDOM: Final = 0.85
CHANGED: Final = 1.4  # any letter for any other
LOST: Final = 1.15  # a letter left out or put in
LOST_NARROW: Final = 0.95
BESIDE: Final = 2  # signs beside a difference that may belong to it
NARROW: Final = frozenset("ilt1jfr")

# asked=read, either way. Both are folded, so that capitals stand as small letters.
_TABLE: Final = {
    LIKELY: "0=o 1=i 1=l l=i m=rn n=ri n=ii u=ii d=cl m=in m=ni h=li 5=s 8=b 2=z 6=g w=vv m=nn"
    " m=iii m=mi m=im m=rm m=mr n=rn n=in n=ni u=uu u=ui u=iu k=lc b=lo qu=ou"
    " m=un m=nu m=tn m=fn n=tn h=ii fi=h ll=h m=ri m=ii m=nt m=rri m=iri",
    POSSIBLE: "c=e l=t i=t l=j i=j a=e c=t o=a o=e c=o r=f f=t r=t n=h n=u m=n i=f 0=q 0=d 1=t b=h"
    " 9=g y=v v=u n=r o=q tt=it fi=f ff=f ll=l ss=s nn=n mm=m rr=r tt=t ii=i n=li n=ti u=li u=ti"
    " u=ri h=n 8=s 7=1 4=1 s=e a=s d=o f=i",
    SELDOM: "e=s r=y d=a 3=2 3=8 9=5 9=7 0=6 8=6 5=6 8=3 5=9 1=4 0=8 7=2 s=z e=f c=g p=r h=r x=k"
    " h=b j=f v=r u=t p=n o=i e=r s=g a=u a=d b=r",
}


def _both_ways() -> dict[tuple[str, str], list[tuple[str, str, float]]]:
    """Last signs of what was asked and of what was read → (asked, read, cost)."""
    cheapest: dict[tuple[str, str], float] = {}
    for cost, pairs in _TABLE.items():
        for pair in pairs.split():
            asked, read = pair.split("=")
            for way in ((asked, read), (read, asked)):
                cheapest[way] = min(cost, cheapest.get(way, cost))
    by_last: defaultdict[tuple[str, str], list[tuple[str, str, float]]] = defaultdict(list)
    for (asked, read), cost in cheapest.items():
        by_last[asked[-1], read[-1]].append((asked, read, cost))
    return dict(by_last)


CONFUSIONS: Final = _both_ways()


def distance(asked: str, read: str, limit: float) -> float:
    """What it costs to read one word as the other; more than the limit once it is above it."""
    asked, read = _where_they_differ(asked, read)
    before = [LOST_NARROW if letter in NARROW else LOST for letter in read]
    rows = [[sum(before[:j]) for j in range(len(read) + 1)]]
    for i, letter in enumerate(asked, 1):
        above = rows[-1]
        lost = LOST_NARROW if letter in NARROW else LOST
        last = above[0] + lost
        row = [last]
        for j, seen in enumerate(read):
            last = min(last + before[j], above[j + 1] + lost, above[j] + CHANGED)
            if seen == letter:
                last = min(last, above[j])
            for known, as_read, cost in CONFUSIONS.get((letter, seen), ()):
                if i >= len(known) and j + 1 >= len(as_read):
                    total = rows[i - len(known)][j + 1 - len(as_read)] + cost
                    if total < last and (
                        asked.endswith(known, 0, i) and read.endswith(as_read, 0, j + 1)
                    ):
                        last = total
            row.append(last)
        if min(row) > limit and min(above) > limit:
            return min(row)
        rows.append(row)
    return rows[-1][-1]


def _where_they_differ(one: str, other: str) -> tuple[str, str]:
    """Two words without what they begin and end with alike, but for the two signs beside the
    difference, with which OCR may have taken a letter together."""
    shorter = min(len(one), len(other))
    begin = 0
    while begin < shorter and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    begin, end = max(begin - BESIDE, 0), max(end - BESIDE, 0)
    return one[begin : len(one) - end], other[begin : len(other) - end]


# As strokes of a pen, words that OCR takes for each other look nearly the same: m and rn are three.
STROKES: Final = str.maketrans(
    dict.fromkeys("ilt1jfr!", "i")
    | dict.fromkeys("nuh", "ii")
    | {"m": "iii", "d": "ci", "w": "vv", "k": "ic", "b": "ic", "p": "ic", "g": "c", "y": "v"}
    | dict.fromkeys("ceoa069q", "c")
    | {"5": "s", "z": "s", "8": "s", "3": "s", "2": "s"}
)


def strokes(word: str) -> str:
    """A word in the strokes that it is written with."""
    return word.translate(STROKES)
