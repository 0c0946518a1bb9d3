"""The Chromium that the browser tests drive: an installed one, or the one of an npm package.

    python -m config.browser          makes sure that there is one, or says why there is none

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

from config.folders import CHROMIUM, NODE_MODULES, ROOT

PACKAGE = "node_modules/@sparticuz/chromium"
INSTALLED_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARCHIVES = ("al2023", "fonts", "swiftshader")

# Nothing of the machine's own fonts: a page looks the same wherever the tests run.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="relative">cache</cachedir>
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


def locked_version(root: Path = ROOT) -> str:
    """The version of the npm package that the lock file asks for."""
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"][PACKAGE]["version"])


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
        (partial / "fonts.conf").write_text(FONTS_CONF, encoding="utf-8")
        _decompress(package / "bin" / "chromium.br", partial / "chromium")
        (partial / "chromium").chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)


def _install_package() -> None:
    npm = Path(sys.executable).with_name("npm")
    subprocess.run(  # noqa: S603
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
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
    if installed() or unpacked():
        return 0
    if reason := no_package_reason():
        print(f"{reason} Without it the browser tests are skipped.")  # noqa: T201
        return 0
    print("Installing the browser of the tests…", flush=True)  # noqa: T201
    _install_package()
    unpack(NODE_MODULES.parent / PACKAGE, CHROMIUM / locked_version())
    return 0


if __name__ == "__main__":
    sys.exit(main())
