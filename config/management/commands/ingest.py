import json
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from casefiles.ingest.progress import Progress, progress, stuck
from casefiles.ingest.receive import TooLarge, receive
from casefiles.management.naming import case_file_of
from casefiles.models import CaseFile, Volume
from casefiles.originals import in_chunks
from casefiles.queue import work_is_done_here
from casefiles.reading.reasons import ReadingError
from casefiles.reasons import message
from casefiles.states import VolumeState
from config.working import read_here, workers_answer
from investigations.management.base import GreffeCommand

# Seconds between two looks: more often until something is found, and when few pages are left. To
# look more often would take the time from the workers.
POLL = 1.0
SHORTEST_POLL = 0.1
POLL_A_PAGE = 0.05
STALLED = 60.0  # seconds without a page more, after which the workers are asked for again


class Command(GreffeCommand):
    help = (
        "Add files to a case file, as volumes in the order given. With --wait they are read "
        "and indexed to the end: by the running workers, else by this process on all cores."
    )

    # They would load every view, which takes as long as reading a page.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--investigation", required=True, metavar="NAME")
        parser.add_argument("--casefile", required=True, metavar="NAME")
        parser.add_argument("--lang", choices=CaseFile.Languages.values, default="fra")
        parser.add_argument("--wait", action="store_true")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        for file in options["files"]:
            if not file.is_file():
                raise CommandError(f"{file} is not a file.")
        case_file = case_file_of(options["investigation"], options["casefile"], options["lang"])
        # Asked before there is work: their answer takes seconds, in which much can be read.
        by_workers = workers_answer()
        done_here = options["wait"] and not by_workers
        with work_is_done_here() if done_here else nullcontext():
            volumes = [self.take_in(case_file, file) for file in options["files"]]
        self.received = time.monotonic()
        self.first_hit: float | None = None
        if options["wait"]:
            self.wait(case_file, by_workers=by_workers)
        done = time.monotonic()
        answer = self.answer(case_file, volumes)
        answer["seconds"] = round(done - began, 2)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.tell(answer, waited=options["wait"])
        refused = [v for v in answer["volumes"] if v["state"] == VolumeState.REFUSED]
        incomplete = options["wait"] and answer["searchable"] != answer["pages"]
        if refused or incomplete:
            raise SystemExit(1)

    def take_in(self, case_file: CaseFile, file: Path) -> Volume | dict[str, Any]:
        """The volume of a file, or what is said of a file that is refused at the door."""
        try:
            with file.open("rb") as opened:
                return receive(case_file, file.name, in_chunks(opened))
        except ReadingError as error:
            reason, why = str(error.code), message(error.code)
        except TooLarge:
            reason = "too_large"
            why = "The file is larger than this installation takes (MAX_UPLOAD_MB)."
        except OSError as error:
            reason, why = "not_kept", str(error)
        self.stderr.write(f"{file.name}: {why}")
        return {
            "name": file.name,
            "sha256": None,
            "pages": 0,
            "state": VolumeState.REFUSED.value,
            "reason": reason,
            "enclosed": [],
            "left_out": [],
        }

    def wait(self, case_file: CaseFile, *, by_workers: bool) -> None:
        """Until nothing more happens by itself: what waits for the operator is not waited for."""
        with tqdm(desc=str(case_file), unit=" pages", disable=None) as bar:

            def tell() -> Progress:
                now = progress(case_file)
                if self.first_hit is None and now.searchable:
                    self.first_hit = time.monotonic()
                bar.total = now.total
                bar.n = now.searchable + now.failed
                bar.refresh()
                return now

            while tell().busy:
                if by_workers:
                    self.watch(tell)
                else:
                    read_here(case_file, tell)
                if tell().settled:
                    break
                time.sleep(POLL)
                by_workers = workers_answer()

    def watch(self, tell: Callable[[], Progress]) -> None:
        """Wait for the workers, as long as they get on."""
        moved = time.monotonic()
        last: tuple[int, ...] | None = None
        while (now := tell()).busy and time.monotonic() - moved < STALLED:
            state = (now.waiting, now.reading, now.searchable)
            if state != last:
                last, moved = state, time.monotonic()
            left = now.total - now.searchable - now.failed if self.first_hit else 0
            time.sleep(max(SHORTEST_POLL, min(POLL, POLL_A_PAGE * left)))

    def answer(self, case_file: CaseFile, volumes: list[Volume | dict[str, Any]]) -> dict[str, Any]:
        """What has become of the files, and of the case file as a whole."""
        now = progress(case_file)
        first = self.first_hit
        return {
            "casefile": str(case_file),
            "seconds": None,
            "first_hit_seconds": round(first - self.received, 2) if first else None,
            "pages": now.total,
            "read": now.read,
            "searchable": now.searchable,
            "failed": [
                {"page": number, "reason": reason}
                for number, reason in stuck(case_file).values_list("number", "reason")
            ],
            "volumes": [self.told(volume) for volume in volumes],
        }

    @staticmethod
    def told(volume: Volume | dict[str, Any]) -> dict[str, Any]:
        if isinstance(volume, dict):
            return volume
        volume.refresh_from_db()
        return {
            "name": volume.name,
            "sha256": volume.sha256,
            "pages": volume.page_count or 0,
            "state": volume.state,
            "reason": volume.reason or None,
            "enclosed": [enclosure.name for enclosure in volume.enclosures.all()],
            "left_out": volume.left_out,
        }

    def tell(self, answer: dict[str, Any], *, waited: bool) -> None:
        for volume in answer["volumes"]:
            reason = f" ({volume['reason']})" if volume["reason"] else ""
            # A file that is no more than a wrapper has no pages, and is not said to have none.
            held = f"{volume['pages']} pages, " if volume["pages"] or volume["reason"] else ""
            if inside := volume["enclosed"]:
                held += f"{len(inside)} files in it, "
            self.stdout.write(f"{volume['name']}: {held}{volume['state']}{reason}")
            for left in volume["left_out"]:
                why = left["reason"] if "reason" in left else f"and {left['more']} more"
                self.stdout.write(f"  left out: {left.get('name', '')} ({why})")
        if not waited:
            self.stdout.write("Received. The workers read them; see the page of the case file.")
            return
        self.stdout.write(
            f"{answer['read']} of {answer['pages']} pages read, {answer['searchable']} searchable, "
            f"{len(answer['failed'])} failed, in {answer['seconds']} s."
        )
