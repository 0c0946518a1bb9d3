"""What `make run` does before it starts the processes: `python -m config.prepare`.

Brings the database and the collected static files up to date, and makes the demo dossier in an
empty installation. One process for the three: most of their time is Django's own start.
"""

import os
import sys

import django
from django.core.management import CommandError, call_command


def main() -> int:
    """Do all three; nothing is done twice. Settings that cannot work are told of first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    try:
        call_command("migrate", verbosity=0, skip_checks=False)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("demo")
    except CommandError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
