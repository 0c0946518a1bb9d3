import pytest

from casefiles.deliveries.asking import compare
from casefiles.deliveries.comparing import carry_out
from investigations.roles import Role
from investigations.services.grants import give
from tests.casefiles.comparing.pages import misread, prose
from tests.factories import CaseFileFactory, PageFactory, PersonFactory, VolumeFactory


@pytest.fixture
def case_file():
    return CaseFileFactory()


@pytest.fixture
def earlier(case_file):
    """Pages 1 to 6, of the texts 0 to 5."""
    return volume_of(case_file, [prose(seed, 40) for seed in range(6)])


@pytest.fixture
def later(case_file):
    """Pages 7 to 12: text 1 is gone, 3 is another page, and there is one more at the end."""
    texts = [misread(prose(seed, 40), seed, rate=0.01) for seed in (0, 2, 30, 4, 5, 31)]
    return volume_of(case_file, texts)


@pytest.fixture
def editor(case_file):
    editor = PersonFactory(username="alix")
    give(editor, Role.EDITOR, case_file.investigation)
    return editor


@pytest.fixture
def comparison(case_file, earlier, later, editor):
    return compare(case_file, [earlier], [later], by=editor)


@pytest.fixture
def done(comparison, looking):
    """The comparison, carried out."""
    carry_out(comparison.pk, looking)
    comparison.refresh_from_db()
    return comparison


def volume_of(case_file, texts):
    volume = VolumeFactory(case_file=case_file, page_count=len(texts))
    for text in texts:
        PageFactory(volume=volume, text=text)
    return volume


class Looking:
    """A reader that is asked for fingerprints; `answers` are what it says."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    def fingerprint(self, path, number, *, rotation, timeout):
        self.asked.append(number)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def looking():
    """Gives every page the fingerprint of the same picture."""
    from casefiles.comparing.fingerprint import fingerprint
    from tests.casefiles.comparing.pages import drawing

    return Looking(fingerprint(drawing(1)))
