from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from casefiles import originals, queue
from casefiles.ingest.receive import receive
from casefiles.models import Volume
from casefiles.reading.reader import Reader
from casefiles.signals import page_text_changed
from tests.factories import CaseFileFactory


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    settings.INCOMING = tmp_path / "incoming"
    settings.IMAGES = tmp_path / "images"
    settings.RENDITIONS = tmp_path / "renditions"


@pytest.fixture(autouse=True)
def sent(monkeypatch) -> list[tuple]:
    """What has been put into the queue, in order: a tuple of the task and its arguments."""
    messages: list[tuple] = []

    def send_task(task, args, countdown, priority):
        messages.append((task, *args))

    monkeypatch.setattr(queue, "current_app", SimpleNamespace(send_task=send_task))
    # Nothing is committed in these tests.
    monkeypatch.setattr(queue, "transaction", SimpleNamespace(on_commit=lambda send: send()))
    return messages


@pytest.fixture
def told() -> list[tuple]:
    """What was said of new text, in order: (case file's key, numbers of the pages)."""
    heard: list[tuple] = []

    def listen(case_file_id, numbers, **_):
        heard.append((case_file_id, numbers))

    page_text_changed.connect(listen)
    yield heard
    page_text_changed.disconnect(listen)


@pytest.fixture
def reader(models) -> Reader:
    with Reader(models) as made:
        yield made


@pytest.fixture
def receive_file() -> Callable[..., Volume]:
    """Receive a file as the next volume of a case file, by default of a new one."""

    def receive_one(path: Path, case_file=None) -> Volume:
        with path.open("rb") as opened:
            return receive(case_file or CaseFileFactory(), path.name, originals.in_chunks(opened))

    return receive_one
