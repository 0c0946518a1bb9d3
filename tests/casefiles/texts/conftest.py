import pytest

from casefiles.signals import page_text_changed
from investigations.roles import Role
from investigations.services.grants import give
from tests.factories import PageFactory, PersonFactory, VolumeFactory


@pytest.fixture
def told(monkeypatch) -> list[tuple]:
    """What was said of new text, in order: (case file's key, numbers of the pages)."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda say, **_: say())
    heard: list[tuple] = []

    def listen(case_file_id, numbers, **_):
        heard.append((case_file_id, numbers))

    page_text_changed.connect(listen)
    yield heard
    page_text_changed.disconnect(listen)


@pytest.fixture
def page():
    """A page of three, read by OCR."""
    volume = VolumeFactory(page_count=3, first_page=1)
    page = PageFactory(volume=volume, text="Le quai est désert.\nRien à signaler.")
    PageFactory(volume=volume)
    PageFactory(volume=volume)
    return page


@pytest.fixture
def editor(page):
    editor = PersonFactory(username="alix")
    give(editor, Role.EDITOR, page.case_file)
    return editor


@pytest.fixture
def reader(page):
    reader = PersonFactory(username="remi")
    give(reader, Role.READER, page.case_file)
    return reader
