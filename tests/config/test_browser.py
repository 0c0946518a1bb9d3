import io
import tarfile

import brotli
import pytest

from config import browser


def package(folder, files):
    """An npm package as `@sparticuz/chromium` is, with these files in one of its archives."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    empty = io.BytesIO()
    tarfile.open(fileobj=empty, mode="w").close()
    (folder / "bin").mkdir(parents=True)
    for name in browser.ARCHIVES:
        content = tar.getvalue() if name == "al2023" else empty.getvalue()
        (folder / "bin" / f"{name}.tar.br").write_bytes(brotli.compress(content))
    (folder / "bin" / "chromium.br").write_bytes(brotli.compress(b"the browser"))
    return folder


@pytest.fixture
def nothing_installed(monkeypatch, tmp_path):
    monkeypatch.delenv("GREFFE_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "MAC_APPLICATIONS", ())
    monkeypatch.setattr(browser, "CHROMIUM", tmp_path / "chromium")


def on(monkeypatch, system, machine):
    monkeypatch.setattr(browser.platform, "system", lambda: system)
    monkeypatch.setattr(browser.platform, "machine", lambda: machine)


def test_it_works(nothing_installed, monkeypatch, tmp_path):
    on(monkeypatch, "Linux", "x86_64")
    folder = browser.CHROMIUM / browser.locked_version()
    browser.unpack(package(tmp_path / "package", {"lib/libnss3.so": b"a library"}), folder)
    options, reason = browser.launch_options()
    assert reason == ""
    assert options["executable_path"] == str(folder / "chromium")
    assert (folder / "chromium").read_bytes() == b"the browser"
    assert (folder / "lib" / "libnss3.so").read_bytes() == b"a library"
    assert options["env"]["LD_LIBRARY_PATH"].split(":")[0] == str(folder / "lib")


@pytest.fixture
def ci(monkeypatch, tmp_path):
    """What `npm ci` was asked for; the package of axe is there afterwards, in a root of its own."""
    calls = []

    def run(command, *, cwd, **_):
        calls.append(command[2:])
        package = tmp_path / browser.AXE_PACKAGE
        package.mkdir(parents=True, exist_ok=True)
        (package / "axe.min.js").write_text("axe")

    monkeypatch.setattr(browser.subprocess, "run", run)
    monkeypatch.setattr(browser, "AXE", tmp_path / "axe")
    monkeypatch.setattr(browser, "NODE_MODULES", tmp_path / "node_modules")
    return calls


def test_axe_is_taken_once_and_no_browser_where_there_is_one(ci, monkeypatch):
    monkeypatch.setenv("GREFFE_CHROMIUM", "/somewhere/chromium")
    assert browser.main() == browser.main() == 0
    assert browser.axe().read_text() == "axe"
    assert browser.axe().parent.name == browser.locked_version(browser.AXE_PACKAGE)
    [asked] = ci
    assert "--omit=optional" in asked


def test_axe_is_taken_where_no_browser_can_be(ci, nothing_installed, monkeypatch, capsys):
    on(monkeypatch, "Darwin", "arm64")
    assert browser.main() == 0
    assert browser.axe().exists()
    assert "skipped" in capsys.readouterr().out


def test_a_named_browser_comes_first(monkeypatch):
    monkeypatch.setenv("GREFFE_CHROMIUM", "/somewhere/chromium")
    options, _ = browser.launch_options()
    assert options["executable_path"] == "/somewhere/chromium"


def test_an_installed_browser_comes_before_the_package(nothing_installed, tmp_path):
    found = tmp_path / "google-chrome"
    found.touch(mode=0o755)
    options, _ = browser.launch_options()
    assert options["executable_path"] == str(found)


def test_a_package_that_is_not_unpacked_is_said(nothing_installed, monkeypatch):
    on(monkeypatch, "Linux", "x86_64")
    options, reason = browser.launch_options()
    assert options is None
    assert "make browser" in reason


@pytest.mark.parametrize(("system", "machine"), [("Darwin", "arm64"), ("Linux", "aarch64")])
def test_a_machine_that_the_package_is_not_for_is_said(
    nothing_installed, monkeypatch, system, machine
):
    on(monkeypatch, system, machine)
    options, reason = browser.launch_options()
    assert options is None
    assert f"{system} on {machine}" in reason


def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path):
    hostile = package(tmp_path / "package", {"../../stray": b"no"})
    with pytest.raises(browser.BrowserError, match="stray"):
        browser.unpack(hostile, tmp_path / "unpacked" / "1.0.0")
    assert not (tmp_path / "stray").exists()
    assert list((tmp_path / "unpacked").iterdir()) == []


def test_a_cut_off_package_leaves_nothing(tmp_path):
    broken = package(tmp_path / "package", {})
    packed = broken / "bin" / "chromium.br"
    packed.write_bytes(brotli.compress(bytes(range(256)) * 100)[:-9])
    with pytest.raises(browser.BrowserError, match="cut off"):
        browser.unpack(broken, tmp_path / "unpacked" / "1.0.0")
    assert list((tmp_path / "unpacked").iterdir()) == []
