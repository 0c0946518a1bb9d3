from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from tqdm import tqdm

from casefiles.management.naming import case_file_named
from casefiles.models import CaseFile
from investigations.management.base import GreffeCommand
from search.engines.base import IndexBusy
from search.engines.factory import KINDS
from search.reindexing import make_anew


class Command(GreffeCommand):
    help = (
        "Make the index of a case file, or of all, anew from the database. Searches go on in the "
        "old one until the new one takes over. Broken off, it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--casefile", metavar="NAME")
        parser.add_argument(
            "--engine", choices=KINDS, help="that of the settings, unless you are to change it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["casefile"]
        kind = options["engine"] or settings.SEARCH_ENGINE
        case_files = [case_file_named(name)] if name else list(CaseFile.objects.all())
        for case_file in case_files:
            try:
                pages = self.make_anew(case_file, kind)
            except IndexBusy as busy:
                raise CommandError(
                    f"“{case_file}” is being indexed just now. Try again in a minute: it goes on "
                    "where it was."
                ) from busy
            self.stdout.write(f"{case_file}: {pages} pages indexed.")

    def make_anew(self, case_file: CaseFile, kind: str) -> int:
        """The number of pages in the index. Raises IndexBusy."""
        with tqdm(desc=str(case_file), unit=" pages", disable=None) as bar:

            def began(there: int, total: int, why: str) -> None:
                if why:
                    self.stdout.write(f"{case_file}: begun anew, {why}.")
                elif there:
                    self.stdout.write(f"{case_file}: goes on after {there} pages of {total}.")
                bar.total = total
                bar.update(there)

            return make_anew(case_file, kind, began=began, indexed=bar.update)
