"""Loaded by pytest before the settings: the tests have a data folder and a queue of their own."""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="greffe-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

os.environ["GREFFE_DATA"] = FOLDER
for named in ("REDIS_URL", "DATABASE_URL", "SECRET_KEY", "DEBUG", "HTTPS"):
    os.environ.pop(named, None)
