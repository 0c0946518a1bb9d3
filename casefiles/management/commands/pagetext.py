import json
from argparse import ArgumentParser
from typing import Any

from casefiles.management.naming import case_file_named
from investigations.management.base import GreffeCommand


class Command(GreffeCommand):
    help = "Print the text of every page of a case file, with its source and its confidence."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--casefile", required=True, metavar="NAME")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        case_file = case_file_named(options["casefile"])
        rows = case_file.pages.values_list("number", "text", "source", "confidence")
        pages = {
            str(number): {"text": text, "source": source, "confidence": confidence}
            for number, text, source, confidence in rows
        }
        if options["json"]:
            self.stdout.write(json.dumps(pages, ensure_ascii=False))
            return
        for number, page in pages.items():
            self.stdout.write(f"--- p. {number} ({page['source']})\n{page['text']}\n")
