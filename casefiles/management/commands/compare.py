import json
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from contextlib import closing
from typing import Any

from django.core.management.base import CommandError

from casefiles.deliveries import asking
from casefiles.deliveries.comparing import carry_out
from casefiles.management.naming import case_file_named
from casefiles.models import CaseFile, Comparison, Volume
from casefiles.queue import work_is_done_here
from casefiles.readers import new_reader
from casefiles.states import ComparisonState
from investigations.management.base import GreffeCommand


def numbers(given: str) -> list[int]:
    """Numbers of volumes, parted by commas."""
    parts = given.split(",")
    if not all(part.strip().isdecimal() for part in parts):
        raise ArgumentTypeError(f"{given!r} is no list of volume numbers such as 1,2")
    return [int(part) for part in parts]


class Command(GreffeCommand):
    help = (
        "Compare two deliveries of one dossier: which pages are new, missing, replaced, the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--casefile", required=True, metavar="NAME")
        parser.add_argument("--earlier", required=True, type=numbers, metavar="N,N")
        parser.add_argument("--later", required=True, type=numbers, metavar="N,N")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        case_file = case_file_named(options["casefile"])
        earlier = self.volumes(case_file, options["earlier"])
        later = self.volumes(case_file, options["later"])
        with work_is_done_here():
            try:
                comparison = asking.compare(case_file, earlier, later)
            except asking.NotComparable as error:
                raise CommandError("A volume cannot be on both sides.") from error
            reading = asking.reading(comparison)
            if not reading.is_over:
                raise CommandError(
                    f"{reading.unread} of {reading.total} pages are still to be read. "
                    "The comparison begins by itself when they are."
                )
            with closing(new_reader()) as reader:
                carry_out(comparison.pk, reader)
        comparison.refresh_from_db()
        if comparison.state != ComparisonState.DONE:
            raise CommandError("The comparison has failed; the log says why.")
        self.tell(comparison, as_json=options["json"])

    def volumes(self, case_file: CaseFile, positions: list[int]) -> list[Volume]:
        """Raises CommandError where there is no volume of that number."""
        found = {volume.position: volume for volume in case_file.volumes.all()}
        if missing := [str(number) for number in positions if number not in found]:
            raise CommandError(f"{case_file} has no volume {', '.join(missing)}.")
        return [found[number] for number in positions]

    def tell(self, comparison: Comparison, *, as_json: bool) -> None:
        rows = comparison.pages.order_by("pk").values(
            "change", "moved", "likeness", "earlier__number", "later__number"
        )
        changes = [
            {
                "change": row["change"],
                "moved": row["moved"],
                "likeness": row["likeness"],
                "earlier": row["earlier__number"],
                "later": row["later__number"],
            }
            for row in rows
        ]
        if as_json:
            told = {"comparison": str(comparison.pk), "pages": changes}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for row in changes:
            if row["change"] == "same" and not row["moved"]:
                continue
            moved = ", moved" if row["moved"] else ""
            self.stdout.write(
                f"{row['change']}{moved}: p. {row['earlier'] or '–'} → p. {row['later'] or '–'}"
            )
        counted = Counter(str(row["change"]) for row in changes)
        self.stdout.write(", ".join(f"{counted[kind]} {kind}" for kind in sorted(counted)))
