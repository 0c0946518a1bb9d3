"""`manage.py ingest` where no worker runs: in a house of its own, with files as they come."""

import hashlib
import json
import zipfile

import pytest

from tests.dossiers import digital_pdf, scanned_pdf
from tests.faults.house import House

ANSWER = {
    "casefile",
    "seconds",
    "first_hit_seconds",
    "pages",
    "read",
    "searchable",
    "failed",
    "volumes",
}
VOLUME = {"name", "sha256", "pages", "state", "reason", "enclosed", "left_out"}


@pytest.fixture(scope="module")
def house(tmp_path_factory, models):
    made = House(tmp_path_factory.mktemp("house"))
    made.manage("migrate", "--verbosity", "0")
    yield made
    made.close()


@pytest.fixture
def ingest(house, request):
    """Ingest files into the case file of this test; exit code, answer, complaints."""
    name = request.node.name

    def run(*arguments, case_file=name, investigation="Affaire du pont"):
        names = ("--investigation", investigation, "--casefile", case_file, "--json")
        code, said, complaints = house.tell("ingest", *map(str, arguments), *names)
        answer = json.loads(said) if said else None
        return code, answer, complaints

    run.case_file = name
    return run


def test_it_works(house, ingest, tmp_path):
    scan = scanned_pdf(tmp_path / "scan.pdf", ["Le témoin confirme ses déclarations.", ""])
    typed = digital_pdf(tmp_path / "tome.pdf", ["Interrogé sur le pont.", "Lecture faite."])

    code, answer, _complaints = ingest(typed, scan, "--wait")

    assert code == 0
    assert set(answer) == ANSWER
    assert answer["casefile"] == ingest.case_file
    assert (answer["pages"], answer["read"], answer["searchable"]) == (4, 4, 4)
    assert answer["failed"] == []
    assert 0 < answer["first_hit_seconds"] <= answer["seconds"]
    assert answer["volumes"] == [
        {
            "name": path.name,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "pages": 2,
            "state": "planned",
            "reason": None,
            "enclosed": [],
            "left_out": [],
        }
        for path in (typed, scan)
    ]
    rows = house.pages(ingest.case_file)
    assert [(row.number, row.volume) for row in rows] == [
        (1, "tome.pdf"),
        (2, "tome.pdf"),
        (3, "scan.pdf"),
        (4, "scan.pdf"),
    ]
    assert {row.text_version for row in rows} == {1}
    assert "témoin" in rows[2].text


def test_good_and_bad_files_together(house, ingest, tmp_path):
    good = digital_pdf(tmp_path / "bon.pdf", ["Une page."])
    note = tmp_path / "note.pdf"
    note.write_text("Ceci est une note.")
    empty = tmp_path / "vide.pdf"
    empty.touch()
    cut = tmp_path / "coupe.pdf"
    cut.write_bytes(good.read_bytes()[:300])
    last = digital_pdf(tmp_path / "dernier.pdf", ["Une autre page.", "Et encore une."])

    code, answer, complaints = ingest(note, good, empty, cut, last, "--wait")

    assert code == 1
    assert all(set(volume) == VOLUME for volume in answer["volumes"])
    assert [(v["name"], v["pages"], v["state"], v["reason"]) for v in answer["volumes"]] == [
        ("note.pdf", 0, "refused", "unknown_format"),
        ("bon.pdf", 1, "planned", None),
        ("vide.pdf", 0, "refused", "empty"),
        ("coupe.pdf", 0, "refused", "damaged"),
        ("dernier.pdf", 2, "planned", None),
    ]
    assert (answer["pages"], answer["read"], answer["searchable"]) == (3, 3, 3)
    assert "note.pdf" in complaints
    assert "vide.pdf" in complaints


def test_what_is_in_an_archive_is_read_and_what_is_left_out_is_told(house, ingest, tmp_path):
    archive = tmp_path / "tomes.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(digital_pdf(tmp_path / "tome.pdf", ["Une page."]), "tome.pdf")
        packed.writestr("film.mp4", b"\0\0\0\x20ftypisom")

    code, answer, _ = ingest(archive, "--wait")

    assert code == 0
    assert (answer["pages"], answer["searchable"]) == (1, 1)
    [told] = answer["volumes"]
    assert (told["state"], told["reason"], told["enclosed"]) == ("opened", None, ["tome.pdf"])
    assert told["left_out"] == [{"name": "film.mp4", "reason": "unknown_format"}]


def test_a_second_time_adds_to_the_same_case_file(ingest, tmp_path):
    ingest(digital_pdf(tmp_path / "1.pdf", ["Une page."]), "--wait")
    code, answer, _ = ingest(digital_pdf(tmp_path / "2.pdf", ["Une autre."]), "--wait")
    assert code == 0
    assert (answer["pages"], answer["searchable"]) == (2, 2)
    assert [volume["name"] for volume in answer["volumes"]] == ["2.pdf"]


def test_the_same_name_in_another_investigation_is_another_case_file(ingest, tmp_path):
    file = digital_pdf(tmp_path / "1.pdf", ["Une page."])
    ingest(file, "--wait")
    _, answer, _ = ingest(file, "--wait", investigation="Affaire de l'écluse")
    assert answer["pages"] == 1


def test_without_waiting_it_is_only_received(house, ingest, tmp_path):
    code, answer, _ = ingest(digital_pdf(tmp_path / "1.pdf", ["Une page."]))
    assert code == 0
    assert (answer["pages"], answer["first_hit_seconds"]) == (0, None)
    assert [volume["state"] for volume in answer["volumes"]] == ["received"]


def test_what_an_earlier_command_received_is_read_too(ingest, tmp_path):
    ingest(digital_pdf(tmp_path / "1.pdf", ["Une page."]))
    code, answer, _ = ingest(digital_pdf(tmp_path / "2.pdf", ["Une autre."]), "--wait")
    assert code == 0
    assert (answer["pages"], answer["searchable"]) == (2, 2)


def test_in_words(house, ingest, tmp_path):
    file = digital_pdf(tmp_path / "tome.pdf", ["Une page."])
    names = ("--investigation", "Affaire du pont", "--casefile", ingest.case_file)
    code, said, _ = house.tell("ingest", str(file), *names, "--wait")
    assert code == 0
    assert said.startswith("tome.pdf: 1 pages, planned\n1 of 1 pages read, 1 searchable, 0 failed")


def test_the_language_is_kept(house, ingest, tmp_path):
    ingest(digital_pdf(tmp_path / "1.pdf", ["A page."]), "--lang", "fra+eng")
    question = "SELECT languages FROM casefiles_casefile WHERE name = ?"
    assert house.rows(question, ingest.case_file) == [("fra+eng",)]


def test_a_file_that_is_not_there_stops_everything(house, ingest, tmp_path):
    good = digital_pdf(tmp_path / "bon.pdf", ["Une page."])
    code, answer, complaints = ingest(good, tmp_path / "absent.pdf", "--wait")
    assert (code, answer) == (1, None)
    assert "absent.pdf" in complaints
    assert house.volumes(ingest.case_file) == []


def test_a_folder_is_no_file(ingest, tmp_path):
    code, _, complaints = ingest(tmp_path)
    assert code == 1
    assert str(tmp_path) in complaints
