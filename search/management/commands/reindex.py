from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from casefiles.management.naming import case_file_named
from casefiles.models import CaseFile
from investigations.management.base import GreffeCommand
from search.engines.base import IndexBusy
from search.indexing import index_case_file, start_over


class Command(GreffeCommand):
    help = "Make the index of a case file, or of all, anew from the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--casefile", metavar="NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["casefile"]
        case_files = [case_file_named(name)] if name else list(CaseFile.objects.all())
        for case_file in case_files:
            try:
                pages = self.make_anew(case_file)
            except IndexBusy as busy:
                raise CommandError(
                    f"“{case_file}” is being indexed just now. Try again in a minute."
                ) from busy
            self.stdout.write(f"{case_file}: {pages} pages indexed.")

    @staticmethod
    def make_anew(case_file: CaseFile) -> int:
        """The number of pages indexed. Raises IndexBusy."""
        start_over(case_file.pk)
        pages = case_file.pages.to_index().count()
        with tqdm(total=pages, desc=str(case_file), unit=" pages", disable=None) as bar:
            return index_case_file(case_file.pk, indexed=bar.update)
