"""Where things are: the project, and the one folder that holds all state."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What `make setup` unpacks; it can be deleted and made again.
CACHE = ROOT / ".cache"
TESSDATA = CACHE / "tessdata"
CHROMIUM = CACHE / "chromium"
AXE = CACHE / "axe"  # what looks for barriers in a page, for the tests
SCRIPTS = CACHE / "scripts"  # for the browser, out of npm packages
NODE_MODULES = ROOT / "node_modules"


def data_folder() -> Path:
    """The folder of all state (database, originals, images, indexes): `GREFFE_DATA` or `var/`."""
    return Path(os.environ.get("GREFFE_DATA") or ROOT / "var").resolve()
