import pytest

from config import scripts


@pytest.fixture
def modules(tmp_path):
    """A folder of npm packages."""
    for name in (*scripts.WANTED, "tus-js-client/dist/browser-test-bundle.js"):
        path = tmp_path / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"// {name}")
    return tmp_path / "node_modules"


def test_it_works(modules, tmp_path):
    scripts.take(modules, tmp_path / "scripts")
    taken = {path.name: path.read_text() for path in (tmp_path / "scripts").iterdir()}
    assert taken == {name.rsplit("/", 1)[-1]: f"// {name}" for name in scripts.WANTED}


def test_a_package_that_is_missing_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(scripts, "take", lambda: (tmp_path / "tus.min.js").read_bytes())
    assert scripts.main() == 1
    assert "tus.min.js is missing; `make setup` installs it." in capsys.readouterr().err
