"""From a page to others, in a real browser: text that is selected is looked for elsewhere."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.dossiers import digital_pdf
from tests.live import Greffe

SENTENCE = "Le zeppelin de la compagnie fut vu au-dessus du port"
SELECT = """(words) => {
    const text = document.querySelector("[data-page-text]");
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const node = walker.nextNode();
    const range = document.createRange();
    range.setStart(node, 0);
    range.setEnd(node, node.data.split(" ", words).join(" ").length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


@pytest.fixture(scope="module")
def case_file(greffe: Greffe, tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = [f"{SENTENCE} à {n} heures." for n in range(3)] + ["Rien de plus."]
    pdf = digital_pdf(tmp_path_factory.mktemp("related") / "tome.pdf", texts)
    about = ("--investigation", "Affaire du port", "--casefile", "Dossier du port")
    greffe.manage("ingest", str(pdf), *about, "--wait")
    greffe.manage("grant", "lea", "reader", "--investigation", "Affaire du port")


@pytest.mark.parametrize("window", [WIDE, NARROW], ids=["wide", "narrow"])
def test_selected_text_leads_to_its_places(
    case_file: None, log_in: Callable[..., Page], window: dict[str, int]
) -> None:
    page = log_in("lea", viewport=window)
    page.goto("/?q=zeppelin&order=position")
    # Without marks, which would cut the text in pieces.
    page.goto((page.locator("[data-hit]").first.get_attribute("href") or "").split("?")[0])
    link = page.locator("[data-elsewhere]")
    expect(link).to_be_hidden()
    page.evaluate(SELECT, 2)
    expect(link).to_be_hidden()
    page.evaluate(SELECT, 8)
    expect(link).to_be_in_viewport(ratio=1)
    page.evaluate("getSelection().removeAllRanges()")
    expect(link).to_be_hidden()
    page.evaluate(SELECT, 8)
    expect(link).to_be_visible()  # A browser tells of a selection later than it makes it.
    if window is WIDE:
        page.keyboard.press("s")
    else:
        link.click()
    page.wait_for_url("**/search/places/**")
    expect(page.locator("[data-hit]")).to_have_count(3)
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    page.locator("[data-hit]").nth(1).click()
    page.wait_for_url("**/pages/2/?sentence=*")
    expect(page.locator("svg .mark")).not_to_have_count(0)
    expect(page.locator(".found-here")).to_contain_text(re.compile("hit 2 of 3"))
