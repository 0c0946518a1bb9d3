from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache

from config import broker, folders


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Pages are rendered without collecting the static files first."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def queue_server() -> Iterator[Path]:
    """A private queue server for the whole run; started by the first test that asks for it."""
    with broker.running(django_settings.DATA) as socket:
        yield socket


@pytest.fixture
def queue(queue_server: Path) -> Path:
    """The queue server, emptied."""
    cache.clear()
    return queue_server


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of tesseract's models, as `make setup` unpacks them."""
    if not (folders.TESSDATA / "fra.traineddata").exists():
        pytest.fail("The OCR models are missing: run `make setup`.")
    return folders.TESSDATA
