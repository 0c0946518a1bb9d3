"""Takes the pictures of the documentation from the running demo: `make screenshots`."""

import re
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from casefiles.demo import MEMORABLE
from config.browser import launch_options
from config.folders import ROOT
from tests.live import Greffe

IMAGES = ROOT / "docs" / "images"
READ_WITHIN = 300  # seconds
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}


def main(folder: Path) -> int:
    """Writes `<screen>-<size>.png` of search and reader, in English."""
    options, reason = launch_options()
    if options is None:
        print(reason, file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, Greffe(Path(data)) as greffe:
        told = greffe.manage("demo")
        passwords = dict(re.findall(r"^ +(\w+) +(\S+)$", told, re.MULTILINE))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**options)
            for name, (width, height) in SIZES.items():
                take(browser, greffe, passwords["editor"], folder, name, width, height)
            browser.close()
    return 0


def take(
    browser: Browser,
    greffe: Greffe,
    password: str,
    folder: Path,
    name: str,
    width: int,
    height: int,
) -> None:
    """The pictures of one size."""
    context = browser.new_context(
        base_url=greffe.url,
        viewport={"width": width, "height": height},
        locale="en-GB",
        device_scale_factor=1 if width > 1000 else 2,
    )
    page = context.new_page()
    page.goto("/login/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", password)
    page.click("main [type=submit]")
    page.wait_for_url("/")
    until = time.monotonic() + READ_WITHIN
    while "all pages" not in page.locator("main").inner_text() and time.monotonic() < until:
        time.sleep(2)
        page.reload()
    page.screenshot(path=folder / f"start-{name}.png")
    page.locator("main table a").first.click()
    page.screenshot(path=folder / f"casefile-{name}.png")
    page.goto(f'/?q="{MEMORABLE}"')
    page.screenshot(path=folder / f"search-{name}.png")
    page.locator("[data-hit]").first.click()
    page.locator("[data-page-image]").evaluate("image => image.decode()")
    page.screenshot(path=folder / f"reader-{name}.png")
    context.close()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES))
