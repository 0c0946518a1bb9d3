"""A process that runs commands of manage.py, one after the other: `python -m tests.faults.desk`.

Each comes as a line of JSON, the list of its arguments; the answer is one too: the exit code,
what was printed, what was complained of. Starting Django anew for each would take seconds.
"""

import io
import json
import os
import sys

import django
from django.core.management import CommandError, call_command


def run(arguments: list[str]) -> tuple[int, str, str]:
    out, complaints = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=complaints)
    except CommandError as error:
        complaints.write(str(error))
        return 1, out.getvalue(), complaints.getvalue()
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), complaints.getvalue()
    return 0, out.getvalue(), complaints.getvalue()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
