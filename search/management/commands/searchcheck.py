import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from casefiles.management.naming import case_file_named
from casefiles.models import CaseFile
from investigations.management.base import GreffeCommand
from search.checking import Checked, check, repair
from search.engines.base import IndexBusy

SHOWN = 10  # page numbers in a line of the table
KINDS = {"absent": "missing", "stray": "should not be there", "beyond": "newer than the text"}


class Command(GreffeCommand):
    help = (
        "Compare the database and the index of each case file: pages that are missing from the "
        "index, pages in it that should not be there, an index that is gone or cannot be read, or "
        "was made by other rules than today’s (another language, other ways to cut words). "
        "Fails where something is not in order, and with --repair where that could not be helped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--casefile", metavar="NAME")
        parser.add_argument("--repair", action="store_true", help="put right what is not in order")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["casefile"]
        case_files = [case_file_named(name)] if name else list(CaseFile.objects.order_by("name"))
        reports = [self.look_at(case_file, options["repair"]) for case_file in case_files]
        if options["json"]:
            self.stdout.write(json.dumps({"casefiles": reports}, ensure_ascii=False))
        else:
            for report in reports:
                self.stdout.write(self.line(report))
        bad = sum(not (report["in_order"] or report["repaired"]) for report in reports)
        if bad:
            raise CommandError(f"Not in order or not looked at: {bad} of {len(reports)}.")

    @staticmethod
    def look_at(case_file: CaseFile, mend: bool) -> dict[str, Any]:
        about = {"casefile": str(case_file), "id": str(case_file.pk), "repaired": False}
        try:
            found = check(case_file)
            told = about | told_of(found)
            if mend and not found.is_in_order:
                told["indexed"] = repair(found)
                told["repaired"] = check(case_file).is_in_order
        except IndexBusy:
            return about | {"state": "busy", "in_order": False}
        return told

    @staticmethod
    def line(report: dict[str, Any]) -> str:
        name = report["casefile"]
        if report["state"] == "busy":
            return f"{name}: is being indexed just now, try again in a minute"
        told = [f"{name}: {report['state']}, {report['pages']} pages with text"]
        told += [f"{report['waiting']} still to be indexed"] * bool(report["waiting"])
        kinds = {
            "absent": "missing",
            "stray": "should not be there",
            "beyond": "newer than the text",
        }
        told += [f"{kind}: {some(report[key])}" for key, kind in kinds.items() if report[key]]
        told += ["made by other rules than today’s"] * report["by_other_rules"]
        told += ["repaired"] * report["repaired"]
        return "; ".join(told)


def told_of(found: Checked) -> dict[str, Any]:
    """What was found, for JSON."""
    return {
        "state": str(found.state),
        "in_order": found.is_in_order,
        "pages": found.pages,
        "waiting": found.waiting,
        "absent": found.absent,
        "stray": found.stray,
        "beyond": found.beyond,
        "by_other_rules": found.by_other_rules,
    }


def some(numbers: list[int]) -> str:
    """The first page numbers of many."""
    shown = ", ".join(map(str, numbers[:SHOWN]))
    return f"{shown} and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else shown
