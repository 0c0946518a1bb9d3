import random

from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles.comparing.fingerprint import fingerprint
from casefiles.comparing.matching import compare
from casefiles.comparing.sheets import Change, Sheet
from tests.casefiles.comparing.pages import drawing, form, misread, prose, scanned, sheet

BLANK = sheet("")


def told(changes):
    """The changes as short lines: `=` same, `>` moved, `~` replaced, `+` new, `-` missing."""
    signs = {"same": "=", "replaced": "~", "new": "+", "missing": "-"}
    lines = []
    for change in changes:
        sign = ">" if change.moved and change.kind == "same" else signs[change.kind]
        sides = [str(side) for side in (change.earlier, change.later) if side is not None]
        lines.append(sign + " ".join(sides))
    return lines


def pages(*seeds):
    return [sheet(prose(seed)) for seed in seeds]


def again(*seeds):
    """The same pages on another scanner, read anew."""
    return [sheet(misread(prose(seed), seed=seed + 1000)) for seed in seeds]


def test_it_works():
    """A page removed, one replaced, one new, two moved."""
    earlier = pages(*range(20))
    later = again(0, 1, 3, 4, 14, 15, 5, 60, 7, 8, 61, 9, 10, 11, 12, 13, 16, 17, 18, 19)
    lines = told(compare(earlier, later))
    assert [line for line in lines if line[0] != "="] == ["-2", ">14 4", ">15 5", "~6 7", "+10"]
    assert len(lines) == 21


def test_nothing_changed():
    changes = compare(pages(*range(10)), again(*range(10)))
    assert told(changes) == [f"={n} {n}" for n in range(10)]
    assert all(change.likeness > 0.75 for change in changes)


def test_nothing_is_the_same():
    lines = told(compare(pages(*range(10)), pages(*range(50, 62))))
    assert sorted(line[0] for line in lines) == ["+"] * 12 + ["-"] * 10


def test_one_delivery_is_empty():
    assert told(compare([], pages(1, 2))) == ["+0", "+1"]
    assert told(compare(pages(1, 2), [])) == ["-0", "-1"]
    assert compare([], []) == []


def test_pages_of_one_form_are_matched_by_their_numbers():
    earlier = [sheet(form(seed)) for seed in range(12)]
    later = [
        sheet(misread(form(seed), seed, rate=0.01))
        for seed in (0, 1, 2, 7, 8, 3, 4, 5, 6, 9, 40, 10, 11)
    ]
    changed = [line for line in told(compare(earlier, later)) if line[0] != "="]
    assert changed == [">7 3", ">8 4", "+10"]


def test_pages_that_are_all_alike_are_matched_in_order():
    separator = sheet("ANNEXE — pièces jointes au présent procès-verbal, à conserver au dossier.")
    earlier = [separator, *pages(1), separator, *pages(2), separator, separator, *pages(3)]
    later = [separator, *again(1), separator, *again(2), separator, *again(3)]
    lines = told(compare(earlier, later))
    assert [line[0] for line in lines].count("=") == 6
    assert [line for line in lines if line[0] != "="] in (["-4"], ["-5"])


def test_blank_pages_make_no_noise():
    """They keep their places between the pages around them and never count as moved."""
    earlier = [*pages(1), BLANK, *pages(2), BLANK, *pages(3, 4, 5, 6, 7, 8, 9), BLANK]
    later = [*again(1), BLANK, *again(3, 4, 5, 6, 7, 8, 9), BLANK, *again(2), BLANK]
    changes = compare(earlier, later)
    assert not any(change.moved for change in changes if earlier[change.earlier] is BLANK)
    assert [change.later for change in changes if change.moved] == [10]
    assert {change.kind for change in changes} == {"same"}


def test_a_blank_page_is_not_what_a_page_was_replaced_by():
    assert told(compare(pages(1, 2, 3), [*again(1), BLANK, *again(3)])) in (
        ["=0 0", "-1", "+1", "=2 2"],
        ["=0 0", "+1", "-1", "=2 2"],
    )


def test_pictures_without_words_are_known_by_their_pictures():
    def album(*seeds, **how):
        return [Sheet(fingerprint(scanned(drawing(seed), **how)), "") for seed in seeds]

    earlier = [*pages(1), *album(1, 2, 3), *pages(2)]
    later = [*again(1), *album(1, 3, 4, skew=1.0, white=220, scale=0.8), *again(2)]
    assert told(compare(earlier, later)) == ["=0 0", "=1 1", "-2", "=3 2", "+3", "=4 4"]


def test_a_page_that_was_hardly_read_the_second_time_is_known_by_its_picture():
    earlier = [Sheet(fingerprint(drawing(seed)), prose(seed)) for seed in range(5)]
    later = [
        Sheet(fingerprint(scanned(drawing(s), skew=0.7)), misread(prose(s), s)) for s in range(5)
    ]
    later[2] = Sheet(later[2].fingerprint, "| .", hardly_readable=True)
    assert told(compare(earlier, later)) == [f"={n} {n}" for n in range(5)]


def test_a_table_that_was_read_by_columns_the_second_time_is_the_same():
    """The words are the same in another order; that they are on one sheet the picture says."""
    rows = [
        [f"{seed:02d}:{n:02d}:11", f"06399{seed}{n:03d}", f"relais{n}"]
        for seed in (7,)
        for n in range(40)
    ]
    by_rows = " ".join(word for row in rows for word in row)
    by_columns = " ".join(row[column] for column in range(3) for row in rows)
    drawn, again_drawn = fingerprint(drawing(1)), fingerprint(scanned(drawing(1), skew=0.8))
    earlier = [*pages(1), sheet(by_rows, fingerprint=drawn), *pages(2)]
    later = [*again(1), sheet(by_columns, fingerprint=again_drawn), *again(2)]
    assert told(compare(earlier, later)) == ["=0 0", "=1 1", "=2 2"]
    later[1] = sheet(by_columns, fingerprint=fingerprint(drawing(2)))
    assert told(compare(earlier, later)) == ["=0 0", "~1 1", "=2 2"]


def test_a_page_with_other_figures_is_replaced():
    text = prose(2, 100) + " la somme de 4512 euros versée le 17 mars 2019 sur le compte 88231"
    other = text.replace("4512", "4572").replace("88231", "88281")
    earlier = [*pages(1), sheet(text), *pages(3)]
    sure = [0.97] * len(text.split())
    earlier[1] = sheet(text, confidences=sure)
    later = [*again(1), sheet(other, confidences=sure), *again(3)]
    change = compare(earlier, later)[1]
    assert (change.kind, change.moved) == ("replaced", False)
    assert change.likeness > 0.9
    later[1] = sheet(other, confidences=[0.6] * len(text.split()))
    assert compare(earlier, later)[1].kind == "same"


@st.composite
def deliveries(draw):
    """Any two deliveries with pages in common, blank and twice, in any order."""
    kinds = st.sampled_from(range(12))
    return draw(st.lists(kinds, max_size=14)), draw(st.lists(kinds, max_size=14))


def any_page(kind: int, seed: int) -> Sheet:
    if kind < 3:
        return BLANK
    if kind < 5:
        return sheet(form(kind))
    return sheet(misread(prose(kind), seed))


@settings(max_examples=150, deadline=None)
@given(deliveries())
def test_every_page_is_in_exactly_one_change(both):
    earlier, later = ([any_page(kind, place) for place, kind in enumerate(side)] for side in both)
    changes = compare(earlier, later)
    ours = [change.earlier for change in changes if change.earlier is not None]
    theirs = [change.later for change in changes if change.later is not None]
    assert sorted(ours) == list(range(len(earlier)))
    assert theirs == list(range(len(later)))  # in the order of the later delivery
    for change in changes:
        assert (change.earlier is None) == (change.kind == "new")
        assert (change.later is None) == (change.kind == "missing")
        assert not (change.moved and change.kind in ("new", "missing"))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_removed_and_new_pages_are_told_wherever_they_are(seed):
    dice = random.Random(seed)
    kept = list(range(30))
    removed = sorted(dice.sample(kept, 3))
    left = [page for page in kept if page not in removed]
    at = sorted(dice.sample(range(len(left)), 3), reverse=True)
    later = [*left]
    for number, place in enumerate(at):
        later.insert(place, 500 + number)
    changes = compare(pages(*kept), again(*later))
    gone = {c.earlier for c in changes if c.kind == "missing"}
    come = {c.later for c in changes if c.kind == "new"}
    replaced = [c for c in changes if c.kind == "replaced"]
    # One that went where another came has been replaced.
    assert gone | {c.earlier for c in replaced} == set(removed)
    assert come | {c.later for c in replaced} == {later.index(500 + n) for n in range(3)}
    assert not any(change.moved for change in changes)


def test_changes_are_values():
    assert Change("new", None, 3) == Change("new", None, 3)
