from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from investigations.management.base import GreffeCommand
from investigations.management.naming import investigation_named, person_named
from investigations.models import Grant, Investigation, Sealable
from investigations.services import grants


class Command(GreffeCommand):
    help = (
        "Take a person's access to an investigation, and to its case files one by one, away: "
        "effective on their next click."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--investigation", required=True, metavar="NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        investigation = investigation_named(options["investigation"])
        person = person_named(options["username"])
        held = [
            grant
            for grant in Grant.objects.live().filter(person=person)
            if self.inside(grant.target, investigation)
        ]
        if not held:
            raise CommandError(f"{person} has no access to “{investigation}”.")
        kept = []
        for grant in held:
            try:
                grants.end(grant)
            except grants.GrantRefused as refused:  # all else is taken away all the same
                kept.append(f"“{grant.target}”: {refused}")
        if kept:
            raise CommandError(f"{person} still has access to {'; '.join(kept)}")
        self.stdout.write(f"{person} no longer has access to “{investigation}”.")
        for grant in Grant.objects.live().filter(team__in=person.groups.all()):
            if self.inside(grant.target, investigation):
                still = (
                    f"{person} still has access to “{grant.target}” as a member of {grant.team}."
                )
                self.stdout.write(self.style.WARNING(still))

    @staticmethod
    def inside(target: object, investigation: Investigation) -> bool:
        """Whether a grant's target is the investigation or one of its case files."""
        if isinstance(target, Sealable):
            return target.investigation_id == investigation.pk
        return target == investigation
