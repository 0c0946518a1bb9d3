"""Nobody is kept out: axe looks over the screens by the rules of WCAG 2 A and AA."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from config.browser import axe
from tests.browser.conftest import NARROW, WIDE
from tests.live import Greffe

LOOK = """async () => {
  const rules = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const places = (one) => one.nodes.map((node) => node.target).join(", ");
  return found.violations.map((one) => `${one.id}: ${places(one)}`);
}"""


@pytest.fixture(scope="module")
def case_file(greffe: Greffe, scan: Path) -> str:
    """The path of a case file with three pages, and of nothing else in the investigation."""
    told = greffe.manage(
        *("ingest", str(scan), "--investigation", "Affaire claire", "--casefile", "Dossier clair"),
        "--wait",
    )
    assert "3 of 3 pages read" in told
    greffe.manage("grant", "marc", "admin", "--investigation", "Affaire claire")
    key = greffe.manage(
        *("shell", "--verbosity", "0", "--command"),
        "from casefiles.models import CaseFile;"
        "print(CaseFile.objects.get(name='Dossier clair').pk)",
    )
    return f"/casefiles/{key.strip()}/"


def screens(page: Page, case_file: str) -> Iterator[str]:
    """Opens one screen after the other; gives the name of each."""
    key = case_file.split("/")[2]
    found = f"/?q=bathyscaphe+quai&casefile={key}"
    addresses = {
        "reading room": "/",
        "results": found,
        "results, narrowed": f"{found}&f=page:1..9&order=position&tolerant=0",
        "no result": f"/?q=zanzibar&casefile={key}",
        "query not understood": "/?q=%22%22+AND",
        "where the hits are": f"/search/overview/?q=quai&casefile={key}",
        "like a page": f"/search/like/{key}/2/",
        "places of a sentence": "/search/places/?sentence=la+grille+du+hangar+était+restée+ouverte",
        "reader": f"{case_file}pages/2/?q=quai",
        "reader, text": f"{case_file}pages/2/?q=quai&view=text",
        "correction": f"{case_file}pages/2/texts/edit/",
        "texts of a page": f"{case_file}pages/2/texts/",
        "case file, upload": case_file,
        "read again": f"{case_file}again/",
        "to check": f"{case_file}to-check/",
        "notes": f"{case_file}notes/",
        "compare": f"{case_file}compare/",
        "access": f"{case_file}access/",
        "investigations": "/investigations/",
        "help": "/search/help/",
        "new list": "/search/lists/new/",
        "history": "/search/history/",
        "not there": "/casefiles/00000000-0000-0000-0000-000000000000/",
    }
    counted = page.locator("body[data-counted]")
    for name, address in addresses.items():
        page.goto(address)
        if name.startswith("results"):
            counted.wait_for()
        yield name
    page.goto("/search/lists/new/")
    page.fill("[name=names]", "Karim Mirmedec\nAnne Absente")
    page.locator("main form [type=submit]").last.click()
    page.wait_for_url(re.compile(r"/search/lists/[0-9a-f-]{36}/"))
    yield "list"
    page.goto("/search/lists/")
    yield "lists"
    page.goto(found)
    counted.wait_for()
    page.locator("details:has([name=state]) summary").click()
    page.fill("form:has([name=state]) [name=name]", "Le quai")
    yield "results, being saved"
    page.locator("form:has([name=state]) [type=submit]").click()
    page.locator(".message").wait_for()
    page.goto("/search/saved/")
    yield "saved searches"


@pytest.fixture
def looked_over() -> Callable[[Page], list[str]]:
    script = axe()
    if not script.exists():
        pytest.skip("axe is not there: run `make browser`.")
    source = script.read_text(encoding="utf-8")

    def looked_over(page: Page) -> list[str]:
        page.evaluate(source)  # not as a script of the page, which its policy would refuse
        found: list[str] = page.evaluate(LOOK)
        return found

    return looked_over


@pytest.mark.parametrize(
    ("viewport", "scheme", "locale"),
    [(WIDE, "light", "en-GB"), (NARROW, "dark", "fr-FR")],
    ids=["wide, light", "narrow, dark"],
)
def test_no_screen_keeps_anybody_out(
    log_in: Callable[..., Page],
    case_file: str,
    looked_over: Callable[[Page], list[str]],
    viewport: dict[str, int],
    scheme: str,
    locale: str,
) -> None:
    page = log_in("marc", viewport=viewport, locale=locale)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = {name: looked_over(page) for name in screens(page, case_file)}
    page.context.clear_cookies()
    page.goto("/login/")
    found["sign in"] = looked_over(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert len(found) > 20


def test_what_keeps_somebody_out_is_found(
    log_in: Callable[..., Page], looked_over: Callable[[Page], list[str]]
) -> None:
    page = log_in("marc")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert any(wrong.startswith("label: ") for wrong in looked_over(page))
