"""A list of names as CSV and XLSX."""

import csv
import io
import zipfile
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from investigations.models import AuditEvent
from tests.search.lists.conftest import counted, dossier, revoke

pytestmark = pytest.mark.django_db

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def client(client, alix):
    client.force_login(alix)
    return client


def exported(client, name_list, form, **asked):
    answer = client.get(reverse(f"search:list-{form}", args=[name_list.pk]), asked)
    assert answer.status_code == 200
    called = f"{slugify(name_list.title) or 'greffe'}-{timezone.localdate()}.{form}"
    assert f'filename="{called}"' in answer.headers["Content-Disposition"]
    return answer.content


def csv_of(client, name_list, **asked):
    content = exported(client, name_list, "csv", **asked)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def xlsx_of(client, name_list):
    """The sheets as rows of (type, text): "s" is text, "n" a number. Formulas fail."""
    with zipfile.ZipFile(io.BytesIO(exported(client, name_list, "xlsx"))) as book:
        strings = [
            "".join(part.itertext())
            for part in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
        ]
        sheets = []
        for number in (1, 2):
            content = book.read(f"xl/worksheets/sheet{number}.xml")
            root = ElementTree.fromstring(content)  # noqa: S314
            assert not list(root.iter(f"{SHEET}f"))
            assert not list(root.iter(f"{SHEET}hyperlink"))
            sheets.append(
                [
                    [
                        strings[int(cell[0].text)] if cell.get("t") == "s" else int(cell[0].text)
                        for cell in row
                        if len(cell)
                    ]
                    for row in root.iter(f"{SHEET}row")
                ]
            )
        return sheets


def test_it_works(client, alix):
    name_list = counted(alix, "Martin Dupuis", "Anne de Kerven", "---", tolerant=False)
    headings, *rows = csv_of(client, name_list)
    assert headings[4:6] == ["Canal", "Port"]
    assert rows[0][:6] == ["Martin Dupuis", "4", "1", "0", "1", "3"]
    assert rows[0][6] == "Martin Dupuis: 2; Dupuis Martin: 1; M. Dupuis: 1; Dupuis M.: 0"
    assert rows[1][:6] == ["Anne de Kerven", "1", "0", "0", "1", "0"]
    assert rows[2][:6] == ["'---", "", "", "", "", ""]
    assert rows[2][7]


def test_xlsx(client, alix):
    name_list = counted(alix, "Martin Dupuis", "Anne de Kerven", tolerant=False)
    names, about = xlsx_of(client, name_list)
    assert names[1][:6] == ["Martin Dupuis", 4, 1, 0, 1, 3]
    assert [row[:2] for row in about[1:]] == [["Canal", 2], ["Port", 2]]


def test_as_it_is_shown(client, alix):
    name_list = counted(alix, "Paul Absent", "Anne de Kerven", "Martin Dupuis", tolerant=False)
    _headings, *rows = csv_of(client, name_list, show="found", sort="pages")
    assert [row[0] for row in rows] == ["Martin Dupuis", "Anne de Kerven"]


HOSTILE = ['=HYPERLINK("http://x")', "+33 6", "-2+3", "@SUM(A1)", "https://x.example/", "==Dupuis"]


def test_no_cell_is_a_formula(client, alix, canal):
    dossier("Le nommé Dupuis.", investigation=canal.investigation, name="=1+1")
    name_list = counted(alix, "Dupuis", *HOSTILE, tolerant=False)
    headings, *rows = csv_of(client, name_list)
    for cell in [*headings, *(cell for row in rows for cell in row)]:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "'=1+1" in headings
    assert [row[0].removeprefix("'") for row in rows[1:]] == HOSTILE
    names, _about = xlsx_of(client, name_list)  # which fails at a formula
    assert [row[0] for row in names[2:]] == HOSTILE
    assert "=1+1" in names[0]


def test_nothing_of_what_can_no_longer_be_opened(client, alix, port):
    name_list = counted(alix, "Martin Dupuis", tolerant=False)
    revoke(alix, port)
    headings, *rows = csv_of(client, name_list)
    assert "Port" not in headings
    assert rows[0][:6] == [
        "Martin Dupuis",
        "1",
        "0",
        "0",
        "1",
        "Martin Dupuis: 1; Dupuis Martin: 0; M. Dupuis: 0; Dupuis M.: 0",
    ]
    names, about = xlsx_of(client, name_list)
    assert "Port" not in repr((names, about))
    assert names[1][:5] == ["Martin Dupuis", 1, 0, 0, 1]
    event = AuditEvent.objects.filter(verb="export").last()
    assert str(port.pk) not in event.details["case_files"]


def test_the_trail_has_it(client, alix, port, canal):
    name_list = counted(alix, "Martin Dupuis")
    csv_of(client, name_list)
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor) == ("export", "alix")
    assert event.target == f"search.namelist:{name_list.pk}"
    assert (event.details["form"], event.details["names"]) == ("csv", 1)
    assert set(event.details["case_files"]) == {str(port.pk), str(canal.pk)}
