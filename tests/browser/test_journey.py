"""From a scan to a found page, in a real browser, with real workers."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW
from tests.live import Greffe

READ_WITHIN = 120_000  # milliseconds


@pytest.fixture(scope="module")
def case_file(greffe: Greffe, scan: Path) -> str:
    """The path of a case file whose three pages have been uploaded and read in the browser's
    absence; for the tests about what comes after."""
    told = greffe.manage(
        "ingest", str(scan), "--investigation", "Affaire lue", "--casefile", "Dossier lu", "--wait"
    )
    assert "3 of 3 pages read" in told
    greffe.manage("grant", "lea", "reader", "--investigation", "Affaire lue")
    greffe.manage("grant", "marc", "editor", "--investigation", "Affaire lue")
    key = greffe.manage(
        "shell",
        "--verbosity",
        "0",
        "--command",
        "from casefiles.models import CaseFile; print(CaseFile.objects.get(name='Dossier lu').pk)",
    )
    return f"/casefiles/{key.strip()}/"


def test_a_journalist_uploads_a_scan_and_finds_a_sentence(
    log_in: Callable[..., Page], scan: Path
) -> None:
    page = log_in("lea")
    page.goto("/investigations/")
    page.fill("[name=name]", "Affaire du bathyscaphe")
    page.click("main form [type=submit]")
    expect(page.get_by_role("heading", name="Affaire du bathyscaphe")).to_be_visible()
    page.fill("[name=name]", "Dossier de la brigade")
    page.click("main form [type=submit]")
    expect(page.get_by_role("heading", name="Dossier de la brigade")).to_be_visible()

    page.set_input_files("#files", scan)
    expect(page.get_by_text("tome-1.pdf").first).to_be_visible()
    progress = page.locator("[data-progress]")
    expect(progress).to_contain_text(re.compile(r"\d of 3 pages searchable"))
    expect(progress).to_contain_text("3 of 3 pages searchable", timeout=READ_WITHIN)

    page.goto("/")
    page.fill("main [name=q], header [name=q]", "bathyscaphes amarrés")
    page.keyboard.press("Enter")
    expect(page.locator("[data-hit]")).to_have_count(1)
    expect(page.locator(".hit-text mark").first).to_have_text("bathyscaphe")
    page.locator("[data-hit]").click()

    image = page.locator("[data-page-image]")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
    page.wait_for_load_state()  # styles and scripts move what is measured
    marks = page.locator("svg .mark")
    expect(marks).to_have_count(2)
    mark, sheet = marks.first.bounding_box(), image.bounding_box()
    assert mark is not None
    assert sheet is not None
    # On the first line of the text, past its middle, as high as a word and not more.
    assert 0.04 < (mark["y"] - sheet["y"]) / sheet["height"] < 0.15
    assert 0.4 < (mark["x"] - sheet["x"]) / sheet["width"] < 0.8
    assert 0.005 < mark["height"] / sheet["height"] < 0.03


def test_a_stranger_finds_nothing(log_in: Callable[..., Page], case_file: str) -> None:
    page = log_in("inconnu")
    addresses = ["", "progress/", "pages/2/", "pages/2/image/", "pages/2/text/", "notes/"]
    bodies = set()
    for address in addresses:
        response = page.goto(case_file + address)
        assert response is not None
        assert response.status == 404, address
        bodies.add(page.locator("main").inner_text())
    assert len(bodies) == 1

    page.goto("/?q=bathyscaphe")
    expect(page.locator("[data-hit]")).to_have_count(0)
    nothing = page.locator("main").inner_text()
    page.goto("/?q=zanzibar")
    assert page.locator("main").inner_text() == nothing


def test_the_keyboard_turns_pages_and_hits(log_in: Callable[..., Page], case_file: str) -> None:
    page = log_in("lea")
    page.goto(f"{case_file}pages/1/?q=nous")
    page.keyboard.press("j")
    page.wait_for_url("**/pages/2/?q=nous*")
    page.keyboard.press("n")
    page.wait_for_url("**/pages/3/?q=nous*")
    page.keyboard.press("k")
    page.wait_for_url("**/pages/2/?q=nous*")
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    page.go_back()
    page.wait_for_url("**/pages/3/?q=nous*")


def test_an_editor_draws_a_note(log_in: Callable[..., Page], case_file: str) -> None:
    page = log_in("marc")
    page.goto(f"{case_file}pages/2/")
    page.locator("[data-note-create] > summary").click()
    page.locator("[data-draw]").click()
    sheet = page.locator("[data-page-image]").bounding_box()
    assert sheet is not None
    left, top = sheet["x"] + 0.1 * sheet["width"], sheet["y"] + 0.08 * sheet["height"]
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + 0.5 * sheet["width"], top + 0.05 * sheet["height"], steps=5)
    page.mouse.up()
    page.fill("[name=body]", "Quel bathyscaphe ?")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".note-body")).to_have_text("Quel bathyscaphe ?")
    page.wait_for_load_state()  # styles and scripts move what is measured
    region = page.locator("svg a .region").bounding_box()
    sheet = page.locator("[data-page-image]").bounding_box()  # narrower beside the note
    assert region is not None
    assert sheet is not None
    assert abs(region["width"] / sheet["width"] - 0.5) < 0.02
    page.goto(f"{case_file}notes/")
    expect(page.get_by_text("Quel bathyscaphe ?")).to_be_visible()

    reader = log_in("lea")
    reader.goto(f"{case_file}pages/2/")
    expect(reader.get_by_text("Quel bathyscaphe ?")).to_be_visible()
    expect(reader.locator("[data-note-create]")).to_have_count(0)


@pytest.mark.parametrize(
    "address", ["/", "/?q=bathyscaphe", "/investigations/", "CASE", "CASEpages/2/?q=quai"]
)
def test_a_phone_shows_it_in_one_column(
    log_in: Callable[..., Page], case_file: str, address: str
) -> None:
    page = log_in("lea", viewport=NARROW, locale="fr-FR")
    page.goto(address.replace("CASE", case_file))
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
