"""The list below the search box: chosen with keys or a finger, and never in the way of typing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW
from tests.dossiers import digital_pdf
from tests.live import Greffe

# Words that no other dossier of these tests has.
TEXTS = ["Le zigzag du quai.", "Retour au zigzag.", "Le zigoto, la ziggourat."]


@pytest.fixture(scope="module", autouse=True)
def _case_file(greffe: Greffe, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Three pages that a reader may open."""
    made = digital_pdf(tmp_path_factory.mktemp("pdf") / "tome.pdf", TEXTS)
    greffe.manage(
        "ingest", str(made), "--investigation", "Quais", "--casefile", "Dossier des quais", "--wait"
    )
    for person in ("lea", "marc"):
        greffe.manage("grant", person, "reader", "--investigation", "Quais")


def box_of(page: Page) -> Locator:
    return page.locator("main input[name=q]")


def options(page: Page) -> Locator:
    return page.locator("main .suggestions [role=option]")


def test_it_works(log_in: Callable[..., Page]) -> None:
    page = log_in("lea")
    box = box_of(page)
    box.press_sequentially("retour zig")
    expect(options(page)).to_have_count(3)
    expect(options(page).first).to_contain_text("zigzag")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    first = options(page).first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(box).to_have_value("retour zigzag")
    expect(options(page)).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("[data-hit]")).to_have_count(1)


def test_what_comes_late_does_not_undo_a_choice(log_in: Callable[..., Page]) -> None:
    page = log_in("marc")  # who has made no search that would be offered, too
    box_of(page).press_sequentially("retour zi")
    expect(options(page).first).to_contain_text("zigzag")
    page.keyboard.press("g")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(1000)  # in which what "zig" offers would have come
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(box_of(page)).to_have_value("retour zigzag")


def test_enter_searches_what_was_typed(log_in: Callable[..., Page]) -> None:
    page = log_in("lea")
    box_of(page).press_sequentially("zigo")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=zigo*")


def test_escape_closes_it_and_leaves_what_was_typed(log_in: Callable[..., Page]) -> None:
    page = log_in("marc")  # who has made no search that would be offered, too
    box_of(page).press_sequentially("zig")
    expect(options(page)).to_have_count(3)
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box_of(page)).to_have_value("zig")
    expect(box_of(page)).to_be_focused()
    page.keyboard.press("ArrowDown")  # and comes again when asked
    expect(options(page)).to_have_count(3)


def test_a_finger_chooses(log_in: Callable[..., Page]) -> None:
    page = log_in("lea", viewport=NARROW)
    box_of(page).press_sequentially("zigg")
    expect(options(page)).to_have_count(1)
    options(page).first.click()
    expect(box_of(page)).to_have_value("ziggourat")
    expect(box_of(page)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_search_made_before_is_offered_and_leads_there(log_in: Callable[..., Page]) -> None:
    page = log_in("lea")
    box_of(page).fill("ziggourat OU zanzibar")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    page.goto("/")
    box_of(page).press_sequentially("zanz")
    expect(options(page)).to_have_count(1)
    options(page).first.click()
    expect(page.locator("[data-hit]")).to_have_count(1)


def test_somebody_without_access_is_offered_nothing(log_in: Callable[..., Page]) -> None:
    page = log_in("inconnu")
    answer = page.request.get("/search/suggest/?q=zig")
    assert answer.json() == {"suggestions": []}
