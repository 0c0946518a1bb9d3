import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from casefiles.models import CaseFile
from investigations.access import visible
from investigations.audit import record
from investigations.management.base import GreffeCommand
from investigations.management.naming import person_named
from investigations.models import AuditEvent
from search.answers import Order, Wanted
from search.fields.table import FIELDS, read
from search.finding import find
from search.messages import query_message
from search.query.errors import QueryError


class Command(GreffeCommand):
    help = "Search as a person: what they would find, and nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query")
        parser.add_argument("--as", required=True, dest="username", metavar="USERNAME")
        parser.add_argument("--casefile", metavar="NAME")
        parser.add_argument(
            "--filter", action="append", default=[], metavar="FIELD=VALUE", help="once or more"
        )
        parser.add_argument("--order", choices=list(Order), default=Order.RELEVANCE.value)
        parser.add_argument(
            "--exact", action="store_true", help="words as they are spelled, not those alike"
        )
        parser.add_argument("--limit", type=int, default=20, metavar="N")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_named(options["username"])
        within = None
        if options["casefile"] is not None:
            # One that the person may not open is as one that does not exist.
            named = visible(person, CaseFile).filter(name=options["casefile"])
            within = tuple(named.values_list("pk", flat=True))
        wanted = Wanted(
            options["query"],
            within=within,
            filters=tuple(map(_filter, options["filter"])),
            order=Order(options["order"]),
            tolerant=not options["exact"],
            folded=False,  # who counts pages wants them all
        )
        try:
            answer = find(person, wanted, limit=max(options["limit"], 0))
        except QueryError as error:
            told = f"{query_message(error)} (character {error.position + 1})"
            raise CommandError(told) from error
        record(AuditEvent.Verb.SEARCH, actor=person, query=options["query"], total=answer.total)
        if answer.rebuilding:
            self.stderr.write("Some case files are being made searchable again.")
        hits = [
            {
                "casefile": str(hit.page.case_file),
                "volume": str(hit.page.volume),
                "page": hit.page.number,
                "score": round(hit.score, 4),
                "snippet": "".join(text for text, _marked in hit.snippet),
                "resembling": list(hit.resembling),
            }
            for hit in answer.hits
        ]
        if options["json"]:
            found = {"total": answer.total, "resembling": answer.resembling, "hits": hits}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        self.stdout.write(f"{answer.total} pages")
        for hit in hits:
            self.stdout.write(f"{hit['casefile']}, p. {hit['page']}: {hit['snippet']}")


def _filter(written: str) -> tuple[str, str]:
    """A field and its value. Raises CommandError."""
    field, equals, value = written.partition("=")
    try:
        if equals and read(field, value) is not None:
            return field, value
    except QueryError as error:
        raise CommandError(f"“{written}”: {query_message(error)}") from error
    known = ", ".join(each.name for each in FIELDS)
    raise CommandError(f"“{written}” is no filter. Write --filter field=value; fields: {known}.")
