"""Files on their way in: whole folders, and one that is cut off and goes on."""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, Request, Response, Route, expect
from pypdf.generic import StreamObject

from tests.browser.conftest import NARROW
from tests.dossiers import digital_pdf
from tests.live import Greffe

MEGABYTE = 1_000_000


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A page, and 30 MB of noise that is on no page."""
    writer = pypdf.PdfWriter(clone_from=digital_pdf(tmp_path / "tome.pdf", ["Une page."]))
    noise = StreamObject()
    noise._data = os.urandom(30 * MEGABYTE)
    writer._add_object(noise)
    writer.write(tmp_path / "tome.pdf")
    return tmp_path / "tome.pdf"


@pytest.fixture
def case_file(greffe: Greffe, request: pytest.FixtureRequest) -> str:
    """The path of an empty case file to which lea may add."""
    name = request.node.name
    made = (
        "from casefiles.management.naming import case_file_of;"
        "from investigations.models import Person;"
        "from investigations.services.grants import give;"
        f"made = case_file_of({name!r}, {name!r}, 'fra');"
        "give(Person.objects.get(username='lea'), 'editor', made.investigation);"
        "print(made.get_absolute_url())"
    )
    return greffe.manage("shell", "--verbosity", "0", "--command", made).strip()


def volumes(greffe: Greffe, case_file: str) -> list[str]:
    """Position, name and SHA-256 of each volume."""
    asked = (
        "from casefiles.models import Volume;"
        f"[print(v.position, v.name, v.sha256, sep='|') for v in"
        f" Volume.objects.filter(case_file={case_file.split('/')[2]!r})]"
    )
    return greffe.manage("shell", "--verbosity", "0", "--command", asked).splitlines()


class Line:
    """The connection of a page."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")

    def carries(self, bytes_a_second: int) -> None:
        """From now on so much of what is sent; 0 where the line is cut."""
        self.session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": not bytes_a_second,
                "latency": 0,
                "downloadThroughput": -1,
                "uploadThroughput": bytes_a_second,
            },
        )


def sent(page: Page) -> list[tuple[str, int]]:
    """Fills with the method and the offset of every request about bytes."""
    seen: list[tuple[str, int]] = []

    def note(request: Request) -> None:
        if "/uploads/" in request.url:
            seen.append((request.method, int(request.headers.get("upload-offset", -1))))

    page.on("request", note)
    return seen


def row(page: Page, name: str) -> Any:
    return page.locator("[data-sent-files] li", has_text=name)


def wait_for_share(page: Page, name: str, at_least: float) -> None:
    page.wait_for_function(
        """([name, share]) => [...document.querySelectorAll("[data-sent-files] li")].some(
            (row) => row.textContent.includes(name) && row.querySelector("progress").value >= share
        )""",
        arg=[name, at_least],
    )


def is_forgotten(response: Response) -> bool:
    return response.request.method == "DELETE" and response.status == 204


def test_a_file_that_is_cut_off_goes_on_after_the_page_is_opened_again(
    greffe: Greffe, log_in: Callable[..., Page], case_file: str, large: Path
) -> None:
    page = log_in("lea")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(case_file)
    line = Line(page)
    line.carries(3 * MEGABYTE)
    first = sent(page)
    page.set_input_files("#files", large)
    wait_for_share(page, "tome.pdf", 0.5)
    line.carries(0)
    expect(row(page, "tome.pdf")).to_contain_text("The connection is lost")
    assert ("POST", -1) in first
    assert ("PATCH", 0) in first

    # In another window: of what this one knows, nothing is left.
    page.close()
    page = log_in("lea")
    page.goto(case_file)
    expect(page.locator("[data-unfinished]")).to_contain_text("tome.pdf")
    then = sent(page)
    page.set_input_files("#files", large)
    expect(row(page, "tome.pdf")).to_have_attribute("data-state", "received", timeout=60_000)
    assert "POST" not in [method for method, _ in then]
    offsets = [offset for method, offset in then if method == "PATCH"]
    assert min(offsets) >= 8 << 20
    expect(page.locator("[data-unfinished]")).to_have_count(0)
    expect(page.locator("[data-progress]")).to_contain_text("tome.pdf")
    sha256 = hashlib.sha256(large.read_bytes()).hexdigest()
    assert volumes(greffe, case_file) == [f"1|tome.pdf|{sha256}"]


def test_a_cut_that_ends_needs_nobody(
    greffe: Greffe, log_in: Callable[..., Page], case_file: str, large: Path
) -> None:
    page = log_in("lea")
    page.goto(case_file)
    line = Line(page)
    line.carries(4 * MEGABYTE)
    requests = sent(page)
    page.set_input_files("#files", large)
    wait_for_share(page, "tome.pdf", 0.4)
    line.carries(0)
    expect(row(page, "tome.pdf")).to_contain_text("it goes on by itself")
    line.carries(8 * MEGABYTE)
    expect(row(page, "tome.pdf")).to_have_attribute("data-state", "received", timeout=60_000)
    assert [method for method, _ in requests].count("POST") == 1
    sha256 = hashlib.sha256(large.read_bytes()).hexdigest()
    assert volumes(greffe, case_file) == [f"1|tome.pdf|{sha256}"]


def test_another_file_of_the_same_name_and_size_begins_anew(
    greffe: Greffe, log_in: Callable[..., Page], case_file: str, large: Path
) -> None:
    page = log_in("lea")
    page.goto(case_file)
    Line(page).carries(4 * MEGABYTE)
    page.set_input_files("#files", large)
    wait_for_share(page, "tome.pdf", 0.5)
    page.close()

    content = bytearray(large.read_bytes())
    content[5 * MEGABYTE : 5 * MEGABYTE + 10] = b"other noise"[:10]
    large.write_bytes(content)
    page = log_in("lea")
    page.goto(case_file)
    expect(page.locator("[data-unfinished]")).to_have_count(1)
    page.set_input_files("#files", large)
    expect(row(page, "tome.pdf")).to_have_attribute("data-state", "received", timeout=60_000)
    assert volumes(greffe, case_file) == [f"1|tome.pdf|{hashlib.sha256(content).hexdigest()}"]

    page.reload()
    page.get_by_role("button", name="Discard tome.pdf").click()
    expect(page.locator("[data-unfinished]")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-unfinished]")).to_have_count(0)


def test_a_folder_with_what_is_in_it(
    greffe: Greffe, log_in: Callable[..., Page], case_file: str, tmp_path: Path, large: Path
) -> None:
    folder = tmp_path / "IGPN"
    (folder / "annexes").mkdir(parents=True)
    large.rename(folder / "tome 2.pdf")
    digital_pdf(folder / "tome 10.pdf", ["Le dixième tome."])
    digital_pdf(folder / "annexes" / "plan.pdf", ["Un plan."])
    (folder / ".DS_Store").write_bytes(b"litter")
    (folder / "film.mov").write_bytes(os.urandom(200_000))

    page = log_in("lea")
    page.goto(case_file)
    page.set_input_files("#folder", folder)
    expect(page.locator("[data-sent-files] li")).to_have_count(4)
    for name in ("plan.pdf", "tome 2.pdf", "tome 10.pdf"):
        expect(row(page, name)).to_have_attribute("data-state", "received", timeout=60_000)
    expect(row(page, "film.mov")).to_have_attribute("data-state", "refused")
    expect(page.locator("[data-upload-sum]")).to_contain_text("3 of 4 files received")
    expect(page.locator("[data-upload-said]")).to_contain_text("3 of 4 files received")
    # The large one came last, and stands where it stood in the folder.
    assert [line.rsplit("|", 1)[0] for line in volumes(greffe, case_file)] == [
        "1|IGPN › annexes › plan.pdf",
        "2|IGPN › tome 2.pdf",
        "3|IGPN › tome 10.pdf",
    ]

    page.set_input_files("#folder", folder)
    refused = page.locator("[data-sent-files] li[data-state=refused]")
    expect(refused).to_have_count(5, timeout=60_000)
    expect(row(page, "plan.pdf").last).to_contain_text("Already here, as volume 1")
    assert len(volumes(greffe, case_file)) == 3


def test_one_is_cancelled_and_the_others_go_on(
    greffe: Greffe, log_in: Callable[..., Page], case_file: str, tmp_path: Path, large: Path
) -> None:
    small = digital_pdf(tmp_path / "petit.pdf", ["Une page."])
    page = log_in("lea", viewport=NARROW)
    page.goto(case_file)
    Line(page).carries(2 * MEGABYTE)
    page.set_input_files("#files", [large, small])
    wait_for_share(page, "tome.pdf", 0.1)
    expect(row(page, "tome.pdf")).to_contain_text(re.compile(r"\d+\.\d MB of 28\.6 MB · \d+%"))
    expect(row(page, "petit.pdf")).to_contain_text("waits for the files before it")
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    page.get_by_role("button", name="Cancel tome.pdf").focus()
    # The server forgets it once it has noticed that no more comes; until then it is asked again.
    with page.expect_response(is_forgotten):
        page.keyboard.press("Enter")
        expect(row(page, "tome.pdf")).to_have_attribute("data-state", "cancelled")
    expect(row(page, "petit.pdf")).to_have_attribute("data-state", "received")
    assert [line.split("|")[1] for line in volumes(greffe, case_file)] == ["petit.pdf"]
    page.reload()
    expect(page.locator("[data-unfinished]")).to_have_count(0)


def test_what_was_chosen_before_the_script_was_there_is_sent(
    greffe: Greffe, log_in: Callable[..., Page], case_file: str, tmp_path: Path
) -> None:
    """On a slow line a file can be chosen before anything listens."""
    early = digital_pdf(tmp_path / "tôt.pdf", ["Une page."])
    page = log_in("lea")

    def choose_first(route: Route) -> None:
        page.set_input_files("#files", early)
        route.continue_()

    page.route(re.compile(r"/js/upload\.[^/]*js"), choose_first)
    page.goto(case_file)
    expect(row(page, "tôt.pdf")).to_have_attribute("data-state", "received")
    assert [line.split("|")[1] for line in volumes(greffe, case_file)] == ["tôt.pdf"]


def test_dropped_from_the_desktop(
    greffe: Greffe, log_in: Callable[..., Page], case_file: str
) -> None:
    """What a script can drop has no folders: those are tried with the field for folders."""
    page = log_in("lea")
    page.goto(case_file)
    page.evaluate(
        """() => {
            const dropped = new DataTransfer();
            dropped.items.add(new File(["%PDF-1.4 nothing more"], "court.pdf"));
            const zone = document.querySelector("[data-drop-zone]");
            zone.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true }));
        }"""
    )
    expect(row(page, "court.pdf")).to_have_attribute("data-state", "received")
    assert [line.split("|")[1] for line in volumes(greffe, case_file)] == ["court.pdf"]
