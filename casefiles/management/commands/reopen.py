from argparse import ArgumentParser
from typing import Any

from casefiles.ingest.reopen import refused, reopen
from casefiles.models import CaseFile, Volume
from investigations.management.base import GreffeCommand


class Command(GreffeCommand):
    help = (
        "Try again to open the files that were refused for what may have changed since: "
        "LibreOffice was missing, a limit was too low, the machine too busy."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", help="only those refused for this, e.g. no_libreoffice")

    def handle(self, *args: Any, **options: Any) -> None:
        volumes = refused(Volume.objects.all())
        if options["reason"]:
            volumes = volumes.filter(reason=options["reason"])
        case_files = CaseFile.objects.filter(volumes__in=volumes).distinct()
        reopened = sum(reopen(case_file, volumes) for case_file in case_files)
        self.stdout.write(f"Being opened again: {reopened}.")
