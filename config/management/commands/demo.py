import secrets
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from casefiles.demo.build import build
from casefiles.ingest.receive import receive
from casefiles.lifecycle import open_case_file
from casefiles.originals import in_chunks
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
        with tempfile.TemporaryDirectory(dir=settings.INCOMING) as folder:
            volumes = build(Path(folder))
            passwords = {role: secrets.token_urlsafe(9) for role in Role}
            people = {
                role: Person.objects.create_user(role.value, password=password)
                for role, password in passwords.items()
            }
            investigation = start(INVESTIGATION, by=people[Role.ADMIN])
            for role in (Role.READER, Role.EDITOR):
                grants.give(people[role], role, investigation, by=people[Role.ADMIN])
            case_file = open_case_file(investigation, CASE_FILE, by=people[Role.ADMIN])
            for volume in volumes:
                with volume.open("rb") as opened:
                    chunks = in_chunks(opened)
                    receive(case_file, volume.name, chunks, by=people[Role.ADMIN])
        self.stdout.write("Three people have been made. Their passwords are shown this once:")
        for role, password in passwords.items():
            self.stdout.write(f"    {role.value:8} {password}")
