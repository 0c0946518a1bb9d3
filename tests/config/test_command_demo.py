import re
import runpy
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from casefiles.models import CaseFile, Volume
from config.folders import ROOT
from config.management.commands import demo
from investigations.access import allowed
from investigations.models import Investigation, Person
from investigations.roles import Action
from tests.dossiers import digital_pdf
from tests.factories import InvestigationFactory, PersonFactory

pytestmark = pytest.mark.django_db

PASSWORD = re.compile(r"^ {4}(\w+) +(\S+)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _small(settings, tmp_path, monkeypatch):
    """A dossier of two pages; what the real one holds is tested where it is made."""
    settings.DEMO = True
    settings.ORIGINALS = tmp_path / "originals"
    settings.INCOMING = tmp_path / "incoming"
    settings.INCOMING.mkdir()

    def build(folder):
        return [digital_pdf(folder / f"tome-{n}.pdf", [f"Page {n}"]) for n in (1, 2)]

    monkeypatch.setattr(demo, "build", build)


def run() -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def test_it_works(settings):
    said = run()
    passwords = dict(PASSWORD.findall(said))
    assert set(passwords) == {"reader", "editor", "admin"}
    for username, password in passwords.items():
        assert said.count(password) == 1
        assert authenticate(username=username, password=password)
    case_file = CaseFile.objects.get()
    assert list(case_file.volumes.values_list("position", "name")) == [
        (1, "tome-1.pdf"),
        (2, "tome-2.pdf"),
    ]
    assert not any(settings.INCOMING.iterdir())


@pytest.mark.parametrize(
    ("username", "actions"),
    [
        ("reader", {Action.VIEW}),
        ("editor", {Action.VIEW, Action.ANNOTATE}),
        ("admin", {Action.VIEW, Action.ANNOTATE, Action.MANAGE_ACCESS}),
    ],
)
def test_each_may_do_what_the_role_says(username, actions):
    run()
    person, case_file = Person.objects.get(username=username), CaseFile.objects.get()
    asked = {Action.VIEW, Action.ANNOTATE, Action.MANAGE_ACCESS}
    assert {action for action in asked if allowed(person, action, case_file)} == actions


def test_a_second_time_does_nothing():
    run()
    before = list(Person.objects.order_by("pk").values())
    assert run() == ""
    assert list(Person.objects.order_by("pk").values()) == before
    assert Volume.objects.count() == 2


@pytest.mark.parametrize("made", [PersonFactory, InvestigationFactory])
def test_an_installation_in_use_is_left_alone(made):
    made()
    assert run() == ""
    assert not CaseFile.objects.exists()


def test_an_installation_may_be_kept_empty(settings):
    settings.DEMO = False
    assert run() == ""
    assert not Person.objects.exists()
    assert not Investigation.objects.exists()


@pytest.mark.parametrize(("said", "meant"), [("false", False), ("true", True), (None, True)])
def test_the_environment_says_so(said, meant, monkeypatch):
    if said is None:
        monkeypatch.delenv("GREFFE_DEMO", raising=False)
    else:
        monkeypatch.setenv("GREFFE_DEMO", said)
    assert runpy.run_path(str(ROOT / "config" / "settings.py"))["DEMO"] is meant
