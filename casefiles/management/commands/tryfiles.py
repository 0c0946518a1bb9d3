import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from casefiles.ingest.tryout import Tried, try_out
from casefiles.readers import new_reader
from casefiles.reading.reasons import Reason
from casefiles.reasons import message
from investigations.management.base import GreffeCommand

HEADINGS = ("file", "kind", "outcome", "pages", "read as", "left out", "seconds", "message")
LEFT_OUT_SHOWN = 3
DIED = {Reason.CRASHED, Reason.TOO_SLOW}


class Command(GreffeCommand):
    help = (
        "Say what would become of files, and of the files inside them, without adding them: "
        "they are opened and their first pages read, by the same means and within the same "
        "limits. Ends with 1 where a file would crash the reader, hang, or vanish without a word."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--pages", type=int, default=3, help="of each file; 3")
        parser.add_argument("--lang", default="fra")
        parser.add_argument("--limit", type=float, default=300, help="seconds a file; 300")
        parser.add_argument("--markdown", action="store_true", help="a table in Markdown")
        parser.add_argument("--json", action="store_true", help="a JSON document a line")

    def handle(self, *args: Any, **options: Any) -> None:
        files = list(self.files(options["paths"]))
        faults = []
        told = 0
        if options["markdown"]:
            self.stdout.write(f"| {' | '.join(HEADINGS)} |\n|{' --- |' * len(HEADINGS)}")
        with new_reader() as reader:
            for file in tqdm(files, unit=" files", disable=None):
                for tried in try_out(file, reader, options["lang"], options["pages"]):
                    told += 1
                    self.stdout.write(self.line(tried, options))
                    if fault := self.fault(tried, options["limit"]):
                        faults.append(f"{tried.name}: {fault}")
        self.stdout.write(f"\n{len(files)} files, {told} with what is inside them.")
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise SystemExit(1)

    def files(self, paths: list[Path]) -> Iterator[Path]:
        for path in paths:
            if path.is_dir():
                yield from sorted(found for found in path.rglob("*") if found.is_file())
            elif path.is_file():
                yield path
            else:
                raise CommandError(f"{path} is neither a file nor a folder.")

    def line(self, tried: Tried, options: dict[str, Any]) -> str:
        if options["json"]:
            return json.dumps(vars(tried) | {"message": self.said(tried)}, ensure_ascii=False)
        cells = [
            tried.name,
            tried.kind or "–",
            tried.state + (f" ({tried.reason})" if tried.reason else ""),
            str(tried.pages or "–"),
            ", ".join(f"{count} {source}" for source, count in tried.read_as.items()),
            self.left_out(tried),
            f"{tried.seconds:.1f}",
            self.said(tried),
        ]
        if options["markdown"]:
            return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
        return " · ".join(cell for cell in cells if cell)

    def said(self, tried: Tried) -> str:
        """What people would be told."""
        return message(tried.reason) if tried.reason else ""

    def left_out(self, tried: Tried) -> str:
        shown = [f"{name} ({reason})" for name, reason in tried.left_out[:LEFT_OUT_SHOWN]]
        more = len(tried.left_out) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more else "")

    def fault(self, tried: Tried, limit: float) -> str:
        if died := DIED & {tried.reason, *map(Reason, set(tried.read_as) & set(Reason))}:
            return f"the reader did not survive it ({', '.join(sorted(died))})"
        if tried.seconds > limit:
            return f"{tried.seconds:.0f} s"
        return "" if tried.is_sound else "no page, and no word why"
