"""Collects the texts of the interface for translation, without GNU gettext.

    python -m config.messages          brings every locale/fr/LC_MESSAGES/django.po up to date

Each app has a catalog of its own; what several apps say is in that of `config`, which goes before
all others, those of Django included. A new text arrives there untranslated, one that is gone from
the code leaves it, and nothing is guessed: no entry is ever marked fuzzy. The files are sorted
and name no lines, so that a change of the code which changes no text changes no catalog.
`make setup` compiles them with babel.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import extract
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from config.folders import ROOT

APPS = ("config", "investigations", "casefiles", "search")
SHARED = "config"  # settings.LOCALE_PATHS
LOCALE = "fr"

ONE = None
PLURAL = (1, 2)
IN_CONTEXT = ((1, "c"), 2)
PLURAL_IN_CONTEXT = ((1, "c"), 2, 3)
KEYWORDS: dict[str, Any] = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": IN_CONTEXT,
    "pgettext_lazy": IN_CONTEXT,
    "npgettext": PLURAL_IN_CONTEXT,
    "npgettext_lazy": PLURAL_IN_CONTEXT,
}

# Written here rather than by babel, whose header carries the time of day.
HEADER = rf"""# French texts of Greffe. `make messages` adds what is new in the code.
msgid ""
msgstr ""
"Language: {LOCALE}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

"""


def catalog_path(app: str) -> Path:
    """The catalog of an app."""
    return ROOT / app / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def read_catalog(app: str) -> Catalog:
    """The catalog of an app as it is on disk; an empty one where there is none."""
    path = catalog_path(app)
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as opened:
        return read_po(opened, locale=LOCALE)


def texts() -> dict[str, Catalog]:
    """Every text that is to be translated, untranslated, by the app whose catalog is to hold it.

    What several apps say is in the catalog of SHARED: it is translated once, and alike.
    """
    found = {app: _texts_of(app) for app in APPS}
    said_by = Counter(_key(entry) for catalog in found.values() for entry in catalog if entry.id)
    for app in APPS:
        for entry in [entry for entry in found[app] if said_by[_key(entry)] > 1 and app != SHARED]:
            found[SHARED].add(entry.id, context=entry.context, locations=entry.locations)
            found[app].delete(entry.id, context=entry.context)
    return found


def update() -> dict[str, Catalog]:
    """Bring every catalog up to date on disk; translations of texts that stay are kept."""
    translated = {_key(entry): entry for app in APPS for entry in read_catalog(app) if entry.string}
    wanted = texts()
    for app, catalog in wanted.items():
        for entry in catalog:
            if entry.id and (known := translated.get(_key(entry))):
                entry.string, entry.user_comments = known.string, known.user_comments
        _write(app, catalog)
    return wanted


def _write(app: str, catalog: Catalog) -> None:
    written = BytesIO()
    write_po(written, catalog, width=88, sort_output=True, omit_header=True, include_lineno=False)
    path = catalog_path(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(HEADER.encode() + written.getvalue())


def _key(entry: Message) -> tuple[str | None, str]:
    """What tells a text from all others: its context, and what the code says."""
    return entry.context, str(entry.id)


def _texts_of(app: str) -> Catalog:
    """The texts in the files of one app."""
    found = Catalog(locale=LOCALE)
    for path in _sources(app):
        for message, context in _texts_in(path):
            found.add(message, context=context, locations=[(str(path.relative_to(ROOT)), 0)])
    return found


def untranslated(catalog: Catalog) -> list[str]:
    """The texts of a catalog that have no translation, or not in every number."""
    return [str(entry.id) for entry in catalog if entry.id and not _is_complete(entry)]


def _is_complete(entry: Message) -> bool:
    forms = entry.string if isinstance(entry.string, list | tuple) else [entry.string]
    return all(forms) and len(forms) == (2 if entry.pluralizable else 1)


def _sources(app: str) -> Iterator[Path]:
    """The files of an app that may hold texts, in order of their paths."""
    for pattern in ("**/*.py", "templates/**/*.html"):
        yield from sorted((ROOT / app).glob(pattern))


def _texts_in(path: Path) -> Iterator[tuple[Any, str | None]]:
    """The texts of one file, (singular, plural) where there are both, and their contexts."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # Django turns what is to be translated into Python calls and all else into filling,
        # whose indentation no Python parser would accept.
        source = "\n".join(map(str.lstrip, templatize(source, origin=str(path)).splitlines()))
    texts = extract.extract("python", BytesIO(source.encode()), keywords=KEYWORDS)
    for _line, message, _comments, context in texts:
        yield message, context


def main() -> int:
    """Update every catalog, and say what is still to be translated."""
    missing = 0
    for app, catalog in update().items():
        for text in untranslated(catalog):
            missing += 1
            print(f"{app}: not translated: {text}")  # noqa: T201
    print(f"{missing} texts to translate." if missing else "All texts are translated.")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
