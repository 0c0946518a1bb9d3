from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from config.browser import launch_options
from tests.live import Greffe

PASSWORD = "trois-mots-de-passe"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
PATIENCE = 20_000  # milliseconds; two cores may be busy reading

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def greffe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Greffe]:
    """The running house, with a reader, an editor, and somebody without any access."""
    with Greffe(tmp_path_factory.mktemp("greffe"), GREFFE_DEMO="false") as running:
        for username in ("lea", "marc", "inconnu"):
            running.add_person(username, PASSWORD)
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    options, reason = launch_options()
    if options is None:
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**options)
        yield chromium
        chromium.close()


@pytest.fixture
def log_in(greffe: Greffe, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a browser window of its own and logs a person in."""
    contexts: list[BrowserContext] = []

    def log_in(username: str, viewport: dict[str, int] = WIDE, locale: str = "en-GB") -> Page:
        context = browser.new_context(base_url=greffe.url, viewport=viewport, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto("/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.click("main [type=submit]")
        page.wait_for_url("/")
        return page

    yield log_in
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three scanned pages; the second one is about a bathyscaphe."""
    from tests.dossiers import scanned_pdf

    texts = [
        "L'an deux mille dix-neuf, le quatorze mars à neuf heures quinze,\n"
        "nous, Karim Mirmedec, lieutenant de police en résidence à Sarlannot.",
        "Le témoin déclare avoir vu un bathyscaphe amarré au quai des Frênes.\n"
        "Il ajoute que la grille du hangar était restée ouverte toute la nuit.",
        "Lecture faite par lui-même, persiste et signe avec nous le présent.",
    ]
    return scanned_pdf(tmp_path_factory.mktemp("scan") / "tome-1.pdf", texts)
