"""Loaded by pytest before the settings: the tests have a data folder and a queue of their own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = tempfile.mkdtemp(prefix="greffe-tests-")
Path(FOLDER, "static").mkdir()  # WhiteNoise warns where `collectstatic` has made none
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

os.environ["GREFFE_DATA"] = FOLDER
for named in ("REDIS_URL", "DATABASE_URL", "SECRET_KEY", "DEBUG", "HTTPS"):
    os.environ.pop(named, None)

# SQLite as an installation has it by default, unless another database is to be tested.
if named := os.environ.get("GREFFE_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = named
