"""The Chromium that the browser tests drive: an installed one, or the one of an npm package.

    python -m config.browser          makes sure that there is one, or says why there is none;
                                      and that there is axe, which looks for barriers in a page

    from config.browser import launch_options
    options, reason = launch_options()
    if options is None: pytest.skip(reason)
    browser = playwright.chromium.launch(**options)

The npm package `@sparticuz/chromium` holds a Chromium for Linux on x86-64, packed with brotli,
with the libraries that a small system lacks and one family of fonts.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from config.folders import AXE, CHROMIUM, NODE_MODULES, ROOT

PACKAGE = "node_modules/@sparticuz/chromium"
AXE_PACKAGE = "node_modules/axe-core"
INSTALLED_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARCHIVES = ("al2023", "fonts", "swiftshader")

# Nothing of the machine's own fonts: a page looks the same wherever the tests run. What is kept of
# them is named in full: the packaged library takes a relative folder for one of the current folder.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""

# /dev/shm is 64 MB in containers, too little for a page; the text is laid out alike everywhere.
# Playwright itself adds --headless and --no-sandbox.
ARGUMENTS = ("--disable-dev-shm-usage", "--font-render-hinting=none")
UNPACKED_ARGUMENTS = ("--no-zygote", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


class BrowserError(Exception):
    """The npm package cannot be unpacked; the message says why."""


def installed() -> Path | None:
    """The Chromium or Chrome of this machine; `GREFFE_CHROMIUM` names one that is elsewhere."""
    if named := os.environ.get("GREFFE_CHROMIUM"):
        return Path(named)
    for name in INSTALLED_NAMES:
        if found := shutil.which(name):
            return Path(found)
    for name in MAC_APPLICATIONS:
        if platform.system() == "Darwin" and Path(name).exists():
            return Path(name)
    return None


def no_package_reason() -> str | None:
    """Why the npm package is of no use on this machine; None where it is."""
    system, machine = platform.system(), platform.machine()
    if (system, machine) == ("Linux", "x86_64"):
        return None
    return (
        f"The packaged Chromium is for Linux on x86_64, this is {system} on {machine}: "
        "install Chrome or Chromium, or name one in GREFFE_CHROMIUM."
    )


def locked_version(package: str = PACKAGE) -> str:
    """The version of an npm package that the lock file asks for."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"][package]["version"])


def axe() -> Path:
    """Where the script of axe is to be, in the locked version."""
    return AXE / locked_version(AXE_PACKAGE) / "axe.min.js"


def unpacked() -> Path | None:
    """The folder of the unpacked browser, if it is there in the locked version."""
    folder = CHROMIUM / locked_version()
    return folder if (folder / "chromium").exists() else None


def _decompress(source: Path, target: Path) -> None:
    import brotli  # only the tests' requirements have it

    decompressor = brotli.Decompressor()
    with source.open("rb") as packed, target.open("wb") as plain:
        while chunk := packed.read(1 << 20):
            plain.write(decompressor.process(chunk))
    if not decompressor.is_finished():
        raise BrowserError(f"{source} is cut off.")


def _extract(archive: Path, folder: Path) -> None:
    """Write the files of a tar archive; names that lead out of the folder are refused."""
    with tarfile.open(archive) as tar:
        for member in tar:
            target = (folder / member.name).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise BrowserError(f"{archive} holds {member.name}.")
            if content := tar.extractfile(member):
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as plain:
                    shutil.copyfileobj(content, plain)


def unpack(package: Path, folder: Path) -> None:
    """Unpack the npm package. The folder appears whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        partial = Path(temporary) / "browser"
        partial.mkdir()
        for name in ARCHIVES:
            archive = Path(temporary) / f"{name}.tar"
            _decompress(package / "bin" / f"{name}.tar.br", archive)
            _extract(archive, partial)
        fonts = FONTS_CONF.format(cache=escape(str(folder / "cache")))
        (partial / "fonts.conf").write_text(fonts, encoding="utf-8")
        _decompress(package / "bin" / "chromium.br", partial / "chromium")
        (partial / "chromium").chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)


def take_axe(package: Path) -> None:
    """Take the script out of its npm package: the packages may go when others are installed."""
    axe().parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "axe.min.js", axe())


def _install_packages(*, with_browser: bool) -> None:
    without = [] if with_browser else ["--omit=optional"]
    npm = Path(sys.executable).with_name("npm")
    subprocess.run(  # noqa: S603
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *without],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def launch_options() -> tuple[dict[str, Any] | None, str]:
    """What Playwright's `chromium.launch` needs, and ""; or None, and why there is no browser."""
    if found := installed():
        return {"executable_path": str(found), "args": list(ARGUMENTS)}, ""
    if reason := no_package_reason():
        return None, reason
    folder = unpacked()
    if folder is None:
        return None, "The packaged Chromium is not unpacked: run `make browser`."
    libraries = [str(folder / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]
    environment = {
        **os.environ,
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        "LD_LIBRARY_PATH": ":".join(filter(None, libraries)),
    }
    return {
        "executable_path": str(folder / "chromium"),
        "args": [*ARGUMENTS, *UNPACKED_ARGUMENTS],
        "env": environment,
    }, ""


def main() -> int:
    """Have a browser for the tests where that is possible; without one they are skipped."""
    wanted = not (installed() or unpacked())
    reason = no_package_reason()
    if wanted and reason:
        print(f"{reason} Without it the browser tests are skipped.")  # noqa: T201
        wanted = False
    if not wanted and axe().exists():
        return 0
    print("Installing what the browser tests need…", flush=True)  # noqa: T201
    _install_packages(with_browser=wanted)
    take_axe(NODE_MODULES.parent / AXE_PACKAGE)
    if wanted:
        unpack(NODE_MODULES.parent / PACKAGE, CHROMIUM / locked_version())
    return 0


if __name__ == "__main__":
    sys.exit(main())
