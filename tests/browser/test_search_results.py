"""Among the hits, in a real browser: strips, keys, the way back, what narrows the search."""

import gzip
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW
from tests.dossiers import digital_pdf
from tests.live import Greffe

SHEETS = 14
MOST_SCRIPT = 60_000  # bytes, compressed


@pytest.fixture(scope="module")
def case_file(greffe: Greffe, scan: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """One scanned page about a bathyscaphe, and others about it that need no OCR."""
    texts = [
        "\n".join(["Le procès-verbal est clos."] * (n % 7) + [f"Le bathyscaphe, le {n} mai 2019."])
        for n in range(1, SHEETS + 1)
    ]
    digital = digital_pdf(tmp_path_factory.mktemp("digital") / "tome-2.pdf", texts)
    told = greffe.manage(
        "ingest",
        str(scan),
        str(digital),
        "--investigation",
        "Affaire des bandes",
        "--casefile",
        "Dossier des bandes",
        "--wait",
    )
    assert f"{SHEETS + 3} of {SHEETS + 3} pages read" in told
    greffe.manage("grant", "marc", "reader", "--investigation", "Affaire des bandes")


@pytest.fixture
def hits(case_file: None, log_in: Callable[..., Page]) -> Callable[..., Page]:
    """Opens a window and searches for the bathyscaphe in the case file of this module."""

    def hits(**window: object) -> Page:
        page = log_in("marc", **window)
        page.goto("/")
        page.fill("main [name=q]", "bathyscaphe")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Dossier des bandes").first.wait_for(state="attached")
        page.goto(f"/?q=bathyscaphe&order=position&casefile={key_of(page)}")
        expect(page.locator("[data-hit]")).to_have_count(SHEETS + 1)
        return page

    return hits


def key_of(page: Page) -> str:
    """The key of the case file, from a link to one of its pages."""
    hit = page.locator("[data-hit]", has_text="Dossier des bandes").first
    found = re.search(r"/casefiles/([0-9a-f-]+)/", hit.get_attribute("href") or "")
    assert found is not None
    return found[1]


def share(mark: Locator, of: Locator, top: float = 0.0, bottom: float = 1.0) -> tuple[float, ...]:
    """Left, top and height of a mark as shares of the page, where `of` shows a band of it."""
    inner, outer = mark.bounding_box(), of.bounding_box()
    assert inner is not None
    assert outer is not None
    tall = (bottom - top) / outer["height"]
    return (
        (inner["x"] - outer["x"]) / outer["width"],
        top + (inner["y"] - outer["y"]) * tall,
        inner["height"] * tall,
    )


def is_in_sight(page: Page, place: Locator) -> bool:
    box = place.bounding_box()
    height = page.evaluate("innerHeight")
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= height + 1


def test_strips_and_keys_and_the_way_back(hits: Callable[..., Page]) -> None:
    page = hits()
    first = page.locator(".hit").first
    strip = first.locator(".strip img")
    assert strip.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
    mark = first.locator(".strip .mark")
    expect(mark).to_have_count(1)
    # There is ink under the mark, and the ink is seen through it.
    drawn = Image.open(io.BytesIO(mark.screenshot())).convert("RGB")
    assert min(red for red, _green, _blue in drawn.get_flattened_data()) < 110
    red, green, blue = drawn.resize((1, 1)).getpixel((0, 0))
    assert min(red, green) > blue + 30
    asked = dict(re.findall(r"(top|bottom)=(\d+)", strip.get_attribute("src") or ""))
    in_strip = share(mark, strip, int(asked["top"]) / 10_000, int(asked["bottom"]) / 10_000)

    for _ in range(9):
        page.keyboard.press("j")
    page.keyboard.press("k")
    eighth = page.locator("[data-hit]").nth(7)
    expect(eighth).to_be_focused()
    assert is_in_sight(page, page.locator(".hit").nth(7))
    page.wait_for_function("scrollY > 0")
    scrolled = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/*/?q=bathyscaphe&casefile=*&order=position")
    expect(page.locator("svg .mark")).to_have_count(1)

    page.go_back()
    expect(eighth).to_be_focused()
    assert page.evaluate("scrollY") == pytest.approx(scrolled, abs=40)
    page.keyboard.press("/")
    expect(page.locator("#search-box")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("[data-hit]").nth(1).focus()
    page.keyboard.press("k")
    page.keyboard.press("o")
    page.wait_for_url("**/pages/2/?q=bathyscaphe*")
    in_reader = share(page.locator("svg .mark"), page.locator("[data-page-image]"))
    assert in_reader == pytest.approx(in_strip, abs=0.004)


def test_escape_leads_out_of_the_box_and_leaves_what_is_written(
    hits: Callable[..., Page],
) -> None:
    page = hits()
    box = page.get_by_role("combobox").first
    written = box.input_value()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-hit]").first).to_be_focused()
    expect(box).to_have_value(written)


def test_counts_come_after_the_hits_and_move_nothing(hits: Callable[..., Page]) -> None:
    page = hits()
    page.add_init_script(
        """window.moved = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
                if (entry.sources.some((one) => one.node?.parentElement?.closest("main")))
                    window.moved += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    page.reload()
    bars = page.locator("[data-bars]").first.locator("a")
    expect(bars.first).to_be_attached()
    page.locator(".strip img").first.evaluate("image => image.decode()")
    assert page.evaluate("window.moved") == pytest.approx(0, abs=0.001)
    scripts = page.evaluate("[...document.scripts].map((one) => one.src)")
    sizes = [len(gzip.compress(page.request.get(src).body())) for src in scripts]
    assert 0 < sum(sizes) < MOST_SCRIPT

    # One stop of the Tab key, arrows among them, a filter at each.
    assert sum(bar.get_attribute("tabindex") == "0" for bar in bars.all()) == 1
    bars.first.focus()
    page.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**f=page*")
    expect(page.locator("[data-hit]")).to_have_count(1)
    page.locator(".chip", has_text="pages").click()
    expect(page.locator("[data-hit]")).to_have_count(SHEETS + 1)


def test_the_tab_key_goes_as_the_eye_does(hits: Callable[..., Page]) -> None:
    page = hits()
    expect(page.locator("[data-part=facets]")).to_be_visible()
    page.locator("[data-facets] a:visible").last.focus()
    page.keyboard.press("Tab")
    in_list = "document.activeElement.closest('.found-list') !== null"
    assert page.evaluate(in_list)
    # Who wants no filter is past all of them at once.
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(in_list)
    page.keyboard.press("Tab")
    assert page.evaluate(in_list)


def test_on_a_phone_what_narrows_is_in_a_sheet(hits: Callable[..., Page]) -> None:
    page = hits(viewport=NARROW)
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    mark = page.locator(".hit").first.locator(".mark").bounding_box()
    assert mark is not None
    assert mark["x"] >= 0
    assert mark["x"] + mark["width"] <= NARROW["width"]
    expect(page.locator("body")).to_have_attribute("data-counted", "yes")
    page.get_by_role("link", name="Narrow down").click()
    sheet = page.get_by_role("dialog", name="Narrow down")
    expect(sheet.get_by_role("link", name="Dossier des bandes")).to_be_visible()
    expect(sheet.get_by_role("heading", name="Along the pages")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.get_by_role("link", name="Narrow down").click()
    sheet.get_by_role("link", name=re.compile("^tome-2.pdf")).click()
    expect(page.locator("[data-hit]")).to_have_count(SHEETS)
    expect(page.locator(".chip", has_text="volume 2")).to_be_visible()
