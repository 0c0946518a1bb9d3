from argparse import ArgumentParser
from datetime import datetime, time
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from investigations.management.base import GreffeCommand
from investigations.management.naming import investigation_named
from investigations.models import Person
from investigations.roles import Role
from investigations.services import grants


class Command(GreffeCommand):
    help = "Give a person a role on an investigation; creates the person where missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--investigation", required=True, metavar="NAME")
        parser.add_argument("--until", metavar="DATE", help="2026-12-24 or 2026-12-24T18:00")

    def handle(self, *args: Any, **options: Any) -> None:
        investigation = investigation_named(options["investigation"])
        until = end_of(options["until"]) if options["until"] else None
        with transaction.atomic():  # nobody is created for a grant that is refused
            person, created = Person.objects.get_or_create(username=options["username"])
            if created:
                person.set_unusable_password()
                person.save()
            try:
                grants.give(person, Role(options["role"]), investigation, until=until)
            except grants.GrantRefused as refused:
                raise CommandError(str(refused)) from refused
        if created:
            self.stdout.write(
                f"{person} has been created, without a password: "
                f"set one with `manage.py changepassword {person}`."
            )
        self.stdout.write(f"{person} is {options['role']} of “{investigation}”.")


def end_of(given: str) -> datetime:
    """The moment that a date (its last minute) or a date and time names, in local time.

    Raises CommandError.
    """
    try:
        if day := parse_date(given):
            return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))  # noqa: DTZ
        if moment := parse_datetime(given):
            return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    except ValueError:
        pass
    raise CommandError(f"“{given}” is not a date. Write 2026-12-24 or 2026-12-24T18:00.")
