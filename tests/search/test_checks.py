"""Settings that cannot work are told of before anybody searches."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from config import prepare
from search.engines.factory import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_it_works(settings, kind):
    settings.SEARCH_ENGINE = kind
    call_command("check")


@pytest.mark.parametrize("kind", ["lucene", "Whoosh", "", "whoosh "])
def test_an_engine_there_is_not(settings, kind):
    settings.SEARCH_ENGINE = kind
    with pytest.raises(SystemCheckError) as told:
        call_command("check")
    assert f"SEARCH_ENGINE is “{kind}”" in str(told.value)
    assert "Choose one of: whoosh, tantivy." in str(told.value)


@pytest.mark.django_db
def test_nothing_is_prepared_with_it(settings, capsys):
    settings.SEARCH_ENGINE = "lucene"
    assert prepare.main() == 1
    assert "SEARCH_ENGINE is “lucene”" in capsys.readouterr().err
