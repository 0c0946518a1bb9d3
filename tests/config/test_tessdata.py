import gzip

import pytest

from config import tessdata
from config.tessdata import LANGUAGES, unpack


def test_it_works(tmp_path):
    source, target = tmp_path / "fra.traineddata.gz", tmp_path / "models" / "fra.traineddata"
    source.write_bytes(gzip.compress(b"a model"))
    unpack(source, target)
    assert target.read_bytes() == b"a model"


def test_half_a_package_leaves_the_model_that_was_there(tmp_path):
    source, target = tmp_path / "fra.traineddata.gz", tmp_path / "fra.traineddata"
    target.write_bytes(b"the model before")
    source.write_bytes(gzip.compress(b"a model" * 1000)[:-20])
    with pytest.raises(EOFError):
        unpack(source, target)
    assert target.read_bytes() == b"the model before"
    assert sorted(tmp_path.iterdir()) == sorted([source, target])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_package_is_said(language, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(tessdata, "LANGUAGES", (language,))
    monkeypatch.setattr(tessdata, "packed", lambda name: tmp_path / f"{name}.traineddata.gz")
    assert tessdata.main() == 1
    assert f"{language}.traineddata.gz is missing" in capsys.readouterr().err


def test_every_language_that_is_unpacked_is_there(models):
    assert all((models / f"{language}.traineddata").stat().st_size > 0 for language in LANGUAGES)
