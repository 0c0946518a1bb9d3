import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casefiles.models import Comparison
from casefiles.states import PageState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch, looking):
    monkeypatch.setattr(
        "casefiles.management.commands.compare.new_reader",
        lambda: type(
            "Lent", (), {"fingerprint": looking.fingerprint, "close": lambda self: None}
        )(),
    )


def run(case_file, *arguments):
    out = StringIO()
    call_command("compare", "--casefile", case_file.name, *arguments, stdout=out)
    return out.getvalue()


def test_it_works(case_file, earlier, later):
    told = json.loads(run(case_file, "--earlier", "1", "--later", "2", "--json"))
    assert told["comparison"] == str(Comparison.objects.get().pk)
    assert [page["change"] for page in told["pages"]].count("same") == 4
    assert told["pages"][1] == {
        "change": "missing",
        "moved": False,
        "likeness": None,
        "earlier": 2,
        "later": None,
    }


def test_in_words(case_file, earlier, later):
    told = run(case_file, "--earlier", "1", "--later", "2")
    assert "missing: p. 2 → p. –" in told
    assert told.endswith("1 missing, 1 new, 1 replaced, 4 same\n")


@pytest.mark.parametrize(
    ("sides", "says"),
    [
        (("--earlier", "1", "--later", "9"), "no volume 9"),
        (("--earlier", "1", "--later", "1"), "both sides"),
        (("--earlier", "x", "--later", "1"), "no list of volume numbers"),
    ],
)
def test_what_is_no_two_deliveries_is_refused(case_file, earlier, later, sides, says):
    with pytest.raises(CommandError, match=says):
        run(case_file, *sides)


def test_pages_that_are_to_be_read_come_first(case_file, earlier, later):
    later.pages.filter(number=8).update(state=PageState.WAITING)
    with pytest.raises(CommandError, match="1 of 12 pages"):
        run(case_file, "--earlier", "1", "--later", "2")
