import secrets
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from casefiles.demo.build import build
from casefiles.ingest.receive import receive
from casefiles.lifecycle import open_case_file
from casefiles.originals import in_chunks
from casefiles.queue import work_is_done_here
from investigations.management.base import GreffeCommand
from investigations.models import Investigation, Person
from investigations.roles import Role
from investigations.services import grants
from investigations.services.investigations import start

INVESTIGATION = "Affaire du canal (démonstration)"
CASE_FILE = "Dossier du canal"


class Command(GreffeCommand):
    help = (
        "In an empty installation: three people, one for each role, and an invented dossier. "
        "In any other: nothing. GREFFE_DEMO=false keeps an installation empty."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        is_empty = not Person.objects.exists() and not Investigation.objects.exists()
        if not settings.DEMO or not is_empty:
            return
        self.stdout.write("Making an invented dossier …")
        passwords = {role: secrets.token_urlsafe(9) for role in Role}
        # The workers start after this command, and look for what there is to do when they do.
        with (
            tempfile.TemporaryDirectory(dir=settings.INCOMING) as folder,
            work_is_done_here(),
            transaction.atomic(),
        ):
            self.fill(build(Path(folder)), passwords)
        self.stdout.write("Three people have been made. Their passwords are shown this once:")
        for role, password in passwords.items():
            self.stdout.write(f"    {role.value:8} {password}")

    @staticmethod
    def fill(volumes: list[Path], passwords: dict[Role, str]) -> None:
        """Make the people, the investigation and the case file with its volumes."""
        people = {
            role: Person.objects.create_user(role.value, password=password)
            for role, password in passwords.items()
        }
        admin = people[Role.ADMIN]
        investigation = start(INVESTIGATION, by=admin)
        for role in (Role.READER, Role.EDITOR):
            grants.give(people[role], role, investigation, by=admin)
        case_file = open_case_file(investigation, CASE_FILE, by=admin)
        for volume in volumes:
            with volume.open("rb") as opened:
                receive(case_file, volume.name, in_chunks(opened), by=admin)
