"""The fields of a page in a Tantivy index. Tokens come analysed: Tantivy never sees the text."""

from collections.abc import Container, Iterator
from typing import Final

import tantivy

from search.analysis import Token

NUMBER: Final = "number"  # of the page
FORMS: Final = "forms"  # folded words, with their positions
STEMS: Final = "stems"
TOKENS: Final = "tokens"  # stored: for asks that Tantivy has no query for


def page_schema() -> tantivy.Schema:
    """The schema of an index of pages."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(NUMBER, indexed=True, fast=True)
    builder.add_text_field(FORMS, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(STEMS, tokenizer_name="whitespace", index_option="freq")
    builder.add_bytes_field(TOKENS, stored=True)
    return builder.build()


def page_document(number: int, tokens: list[Token]) -> tantivy.Document:
    """A page as Tantivy takes it in."""
    document = tantivy.Document()
    document.add_unsigned(NUMBER, number)
    if [token.position for token in tokens] == list(range(len(tokens))):
        # Cut by Tantivy at the blanks, which no form has: far cheaper than an object for each.
        document.add_text(FORMS, " ".join([token.form for token in tokens]))
    else:
        ready = [tantivy.Token(form, position, 0, 0) for form, _, position, _ in tokens]
        document.add_pre_tokenized_text(FORMS, tantivy.PreTokenizedString("", ready))
    document.add_text(STEMS, " ".join([token.stem for token in tokens]))
    stored = "\n".join(_steps(tokens))
    document.add_bytes(TOKENS, stored.encode())
    return document


def _steps(tokens: list[Token]) -> Iterator[str]:
    """The forms, those that are not one position after the last one with how many they are."""
    before = -1
    for form, _, position, _ in tokens:
        step = position - before
        yield form if step == 1 else f"{step} {form}"
        before = position


def stored_places(stored: bytes, wanted: Container[str]) -> dict[str, list[int]]:
    """By form, the positions of those that are wanted, from what `page_document` stored."""
    places: dict[str, list[int]] = {}
    position = -1
    for line in stored.decode().split("\n"):
        step, blank, form = line.rpartition(" ")
        position += int(step) if blank else 1
        if form in wanted:
            places.setdefault(form, []).append(position)
    return places
