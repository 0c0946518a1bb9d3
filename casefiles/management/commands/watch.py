import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import watchfiles
from django.conf import settings
from django.core.management.base import CommandError
from django.db import close_old_connections

from casefiles.ingest.watching import Watch
from casefiles.management.naming import case_file_of
from casefiles.models import CaseFile
from investigations.management.base import GreffeCommand

LOOK_EVERY = 0.5  # seconds, while a file may still grow
# Not every disk tells of changes: one that is on another machine does not.
LOOK_AT_LEAST_EVERY = 15.0  # seconds


class Command(GreffeCommand):
    help = (
        "Take in the files of a folder, and of the folders in it, as volumes of a case file; then "
        "those that come, each once it has stopped growing. The folder is left as it is. What the "
        "case file has already is known by its bytes. Ctrl-C stops it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--investigation", required=True, metavar="NAME")
        parser.add_argument("--casefile", required=True, metavar="NAME")
        parser.add_argument("--lang", choices=CaseFile.Languages.values, default="fra")
        parser.add_argument("--once", action="store_true", help="only what is there now")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"].resolve()
        if not folder.is_dir():
            raise CommandError(f"{options['folder']} is not a folder.")
        if folder.is_relative_to(settings.DATA) or settings.DATA.is_relative_to(folder):
            raise CommandError(f"{folder} is where Greffe keeps its own files.")
        case_file = case_file_of(options["investigation"], options["casefile"], options["lang"])
        watch = Watch(folder, case_file, self.stdout.write, self.stderr.write)
        # Both: what is started in the background by a shell has SIGINT ignored.
        stops = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, signal.default_int_handler) for number in stops}
        try:
            self.work(watch, once=options["once"])
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        self.stdout.write(f"{watch.received} files received, {watch.refused} not taken.")
        if options["once"] and (watch.refused or watch.no_room):
            raise SystemExit(1)

    def work(self, watch: Watch, *, once: bool) -> None:
        """Look at the folder whenever something may have happened in it."""
        while watch.look():
            if once and watch.no_room:
                return
            time.sleep(LOOK_EVERY)
        if once:
            return
        self.stdout.write(f"Watching {watch.folder}. Ctrl-C stops it.")
        waiting, looked = False, time.monotonic()
        for changed in _ticks(watch.folder):
            if changed or waiting or time.monotonic() - looked > LOOK_AT_LEAST_EVERY:
                close_old_connections()
                waiting, looked = watch.look(), time.monotonic()


def _ticks(folder: Path) -> Iterator[bool]:
    """Every now and then, and at once when something changes in a folder: whether it did."""
    for changes in watchfiles.watch(
        folder, watch_filter=None, rust_timeout=int(1000 * LOOK_EVERY), yield_on_timeout=True
    ):
        yield bool(changes)
