"""The texts of the interface: all collected, all in French, and in good French typography."""

import re
from datetime import datetime

import pytest
from django.utils.formats import date_format
from django.utils.timezone import make_aware
from django.utils.translation import gettext, ngettext, override, pgettext

from config import messages
from tests.factories import PersonFactory

PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|\{\w+\}")
NARROW, NO_BREAK = "\u202f", "\u00a0"
TEXTS = messages.texts()
CATALOGS = {app: messages.read_catalog(app) for app in messages.APPS}
ENTRIES = [entry for catalog in CATALOGS.values() for entry in catalog if entry.id]


def forms(text):
    """A text in the numbers it has: one, or singular and plural."""
    return [text] if isinstance(text, str) else list(text)


@pytest.mark.parametrize("app", messages.APPS)
def test_every_text_of_the_code_is_in_the_catalog_and_no_other(app):
    in_code = {(entry.context, str(entry.id)) for entry in TEXTS[app]}
    in_catalog = {(entry.context, str(entry.id)) for entry in CATALOGS[app]}
    assert in_catalog == in_code, "run `make messages`, and translate what is new"


@pytest.mark.parametrize("app", messages.APPS)
def test_every_text_is_translated(app):
    assert messages.untranslated(CATALOGS[app]) == []
    assert [entry.id for entry in CATALOGS[app] if entry.fuzzy] == []


def test_placeholders_are_the_same_in_french():
    different = [
        french
        for entry in ENTRIES
        for english, french in zip(forms(entry.id), forms(entry.string), strict=True)
        if sorted(PLACEHOLDER.findall(french)) != sorted(PLACEHOLDER.findall(english))
    ]
    assert different == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        # A field of a query, `page:10`, and a sign that is spoken of, are written as typed.
        (
            rf"(?<!^)(?<!{NARROW})(?!(?<=[a-z]):[0-9])([;:!?»]|%%)",
            "a narrow no-break space before ; : ! ? » and %",
        ),
        (rf"«(?![{NARROW}{NO_BREAK}])", "a no-break space after «"),
        ("['\"“”]", "’ and « »"),
        (r"\.\.\.", "…"),
        (r"^\s|\s$", "no space at either end"),
    ],
)
def test_french_is_set_as_french(wrong, rule):
    french = [text for entry in ENTRIES for text in forms(entry.string)]
    assert [text for text in french if re.search(wrong, text)] == [], rule


def said_in_french(entry):
    """What Django makes of a text, in each number."""
    if entry.pluralizable:
        return [ngettext(*entry.id, number) for number in (1, 2)]
    return [pgettext(entry.context, entry.id) if entry.context else gettext(entry.id)]


def test_django_says_what_the_catalogs_say():
    """No catalog of Django or of another app of ours comes before; all are compiled."""
    with override("fr"):
        others = [entry.id for entry in ENTRIES if said_in_french(entry) != forms(entry.string)]
    assert others == [], "compile the catalogs with `make setup`, or put them into `config/locale`"


def test_a_time_of_day_is_french():
    with override("fr"):
        pattern = pgettext("date format", "j F Y, H:i")
        told = date_format(make_aware(datetime(2019, 3, 14, 9, 5)), pattern)  # noqa: DTZ001
    assert told == f"14 mars 2019 à 9{NARROW}h{NARROW}05"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of two apps, without a text."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "APPS", ("config", "app"))
    (tmp_path / "config").mkdir()
    (tmp_path / "app").mkdir()
    return tmp_path


def test_texts_are_found_in_templates_and_in_code(project):
    (project / "app" / "templates" / "app").mkdir(parents=True)
    (project / "app" / "templates" / "app" / "screen.html").write_text(
        """{% load i18n %}
        <p>{% translate 'sending, {percent} %' %}</p>
          <p title="{% translate "j F" context "date format" %}">
        {% blocktranslate count pages=rows|length with all=total trimmed %}
          {{ pages }} of {{ all }}, it's “one”
        {% plural %}
          {{ pages }} of {{ all }}
        {% endblocktranslate %}
        {% firstof words _("nothing") %}
        {# {% translate "left out" %} #}
        """
    )
    (project / "app" / "views.py").write_text(
        'from x import gettext as _\n\n\ndef view():\n    return _("one " "sentence"), ngettext'
        '(\n        "%(n)s page", "%(n)s pages", 2\n    ), print("not this")\n'
    )
    found = {(entry.context, entry.id) for entry in messages.texts()["app"] if entry.id}
    assert found == {
        (None, "sending, {percent} %%"),
        ("date format", "j F"),
        (None, ("%(pages)s of %(all)s, it's “one”", "%(pages)s of %(all)s")),
        (None, "nothing"),
        (None, "one sentence"),
        (None, ("%(n)s page", "%(n)s pages")),
    }


def test_an_update_keeps_what_stays_and_guesses_nothing(project):
    code = project / "app" / "views.py"
    code.write_text('_("Open the page")\n_("Close the page")\n')
    messages.update()
    path = messages.catalog_path("app")
    translated = path.read_text().replace(
        'msgid "Open the page"\nmsgstr ""', 'msgid "Open the page"\nmsgstr "Ouvrir la page"'
    )
    path.write_text(translated)

    code.write_text('_("Close the pages")\n\n\n_("Open the page")\n')
    messages.update()
    first = path.read_bytes()
    catalog = messages.read_catalog("app")
    assert {entry.id: entry.string for entry in catalog if entry.id} == {
        "Open the page": "Ouvrir la page",
        "Close the pages": "",
    }
    assert messages.untranslated(catalog) == ["Close the pages"]

    code.write_text('# moved down\n_("Close the pages")\n_("Open the page")\n')
    messages.update()
    assert path.read_bytes() == first


def test_what_two_apps_say_is_translated_once(project):
    (project / "app" / "views.py").write_text('_("Close")\n')
    messages.update()
    path = messages.catalog_path("app")
    path.write_text(path.read_text().replace('"Close"\nmsgstr ""', '"Close"\nmsgstr "Fermer"'))

    (project / "config" / "views.py").write_text('_("Close")\n')
    messages.update()
    shared = messages.read_catalog("config")
    assert [(entry.id, entry.string) for entry in shared if entry.id] == [("Close", "Fermer")]
    assert len(messages.read_catalog("app")) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "language", "words"),
    [
        (None, "fr", "Se connecter"),
        ("fr-CH", "fr", "Se connecter"),
        ("en", "en", "Sign in"),
        ("de", "fr", "Se connecter"),
    ],
)
def test_pages_come_in_french_unless_the_browser_asks_for_english(client, wanted, language, words):
    response = client.get("/login/", headers={"Accept-Language": wanted} if wanted else {})
    page = response.content.decode()
    assert f'<html lang="{language}">' in page
    assert words in page


@pytest.mark.django_db
def test_a_chosen_language_is_kept(client):
    client.force_login(PersonFactory())
    client.post("/language/", {"language": "en"})
    page = client.get("/", headers={"Accept-Language": "fr"}).content.decode()
    assert '<html lang="en">' in page
