"""Takes the scripts of the browser out of their npm packages: `python -m config.scripts`.

Only what is served leaves the package: it has a test suite in the same folder.
"""

import shutil
import sys
from pathlib import Path

from config.folders import NODE_MODULES, SCRIPTS

# The second one is named by the first: static files are collected only if all are there.
WANTED = ("tus-js-client/dist/tus.min.js", "tus-js-client/dist/tus.min.js.map")


def take(modules: Path = NODE_MODULES, target: Path = SCRIPTS) -> None:
    """Copy the scripts. Raises FileNotFoundError where a package is not installed."""
    target.mkdir(parents=True, exist_ok=True)
    for name in WANTED:
        source = modules / name
        shutil.copyfile(source, target / source.name)


def main() -> int:
    """Take all of them; the Makefile asks for it whenever the lock file of npm has changed."""
    try:
        take()
    except FileNotFoundError as error:
        print(f"{error.filename} is missing; `make setup` installs it.", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
