"""Pages that nobody had to read: rows with text, places of words, stamps and dates."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from benchmarks.prose import page_texts

AT_ONCE = 500  # rows in one statement
LONGEST_PIECE = 7  # pages
UNSTAMPED = 0.1  # of the pages: the stamp is not there, or was not read
SCANNED = 0.8  # of the pages
SEALED = 10  # every so many case files one is sealed


def prepare(name: str, password: str, investigation: str, *case_files: str) -> dict[str, Any]:
    """A person with a password and the role of editor, and empty case files.

    Of ten case files one is sealed and opened to the person by a grant of its own.
    """
    from casefiles.lifecycle import open_case_file
    from casefiles.models import CaseFile
    from investigations.models import Person
    from investigations.roles import Role
    from investigations.services import grants
    from investigations.services.investigations import start

    person = Person.objects.create_user(name, password=password)
    begun = start(investigation)
    grants.give(person, Role.EDITOR, begun)
    opened = [open_case_file(begun, called) for called in case_files]
    for case_file in opened[SEALED - 1 :: SEALED]:
        CaseFile.objects.filter(pk=case_file.pk).update(sealed=True)
        grants.give(person, Role.EDITOR, case_file)
    return {"case_files": [str(case_file.pk) for case_file in opened]}


def fill(pages: str, *case_files: str) -> dict[str, Any]:
    """Rows of pages as if they had been read, shared out evenly."""
    from casefiles.models import CaseFile, Page, Volume
    from casefiles.reading.words import pack
    from casefiles.states import PageState, TextSource, VolumeState

    each = max(int(pages) // len(case_files), 1)
    for seed, key in enumerate(case_files, 1):
        case_file = CaseFile.objects.get(pk=key)
        volume = Volume.objects.create(
            case_file=case_file,
            position=1,
            name="Mesures.pdf",
            sha256=f"{seed:064x}",
            size=1,
            state=VolumeState.PLANNED,
            page_count=each,
            first_page=1,
        )
        dice = random.Random(seed)  # noqa: S311 - invented texts
        stamps = _stamps(dice)
        rows = []
        for number, (text, stamp) in enumerate(
            zip(page_texts(each, seed=seed), stamps, strict=False), 1
        ):
            scanned = dice.random() < SCANNED
            boxes = [*_stamp_box(stamp), *_boxes(text, scanned)]
            rows.append(
                Page(
                    case_file=case_file,
                    volume=volume,
                    number=number,
                    volume_page=number,
                    state=PageState.READ,
                    text=f"{stamp}\n\n{text}" if stamp else text,
                    boxes=pack(boxes),
                    source=TextSource.OCR if scanned else TextSource.LAYER,
                    confidence=round(dice.uniform(0.6, 0.99), 2) if scanned else None,
                    text_version=1,
                    width=595,
                    height=842,
                )
            )
            if len(rows) == AT_ONCE or number == each:
                Page.objects.bulk_create(rows)
                rows = []
    return {"pages": each * len(case_files)}


def _stamps(dice: random.Random) -> Iterator[str]:
    """The stamp of each page, piece after piece; nothing where there is none."""
    piece = 0
    while True:
        piece += 1
        for folio in range(1, dice.randint(1, LONGEST_PIECE) + 1):
            stamp = f"D{piece}" if folio == 1 else f"D{piece}/{folio}"
            yield "" if dice.random() < UNSTAMPED else stamp


def _stamp_box(stamp: str) -> list[Any]:
    from casefiles.reading.words import Box

    return [Box(0.86, 0.03, 0.06, 0.014, 0.9)] if stamp else []


def _boxes(text: str, scanned: bool) -> Iterator[Any]:
    for at, line in enumerate(text.splitlines()):
        yield from _line(at, line.count(" ") + 1, scanned)


@cache
def _line(at: int, words: int, scanned: bool) -> list[Any]:
    """A line of so many words, on paper that is not quite straight."""
    from casefiles.reading.words import Box

    dice = random.Random(at * 1000 + words)  # noqa: S311 - invented places
    step = 0.8 / words
    return [
        Box(
            0.1 + step * place,
            0.08 + 0.032 * at + dice.uniform(-0.002, 0.002),
            step * dice.uniform(0.7, 0.95),
            dice.uniform(0.012, 0.018),
            round(dice.uniform(0.5, 1.0), 2) if scanned else None,
        )
        for place in range(words)
    ]
