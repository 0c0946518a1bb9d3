"""What a person finds, page by page: what `benchmarks.finding` scores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def answer(name: str, file: str) -> dict[str, Any]:
    """By the `id` of each query of a JSON file, the pages that a person finds: two lists of page
    numbers, as it is spelled and by resemblance only. Case files count as one: there is one."""
    from casefiles.models import CaseFile
    from investigations.access import visible
    from investigations.models import Person
    from search.answers import Wanted
    from search.finding.question import Question

    person = Person.objects.get(username=name)
    pages = {}
    for query in json.loads(Path(file).read_text()):
        question = Question(person, Wanted(query["query"]), visible(person, CaseFile))
        found = [question.matching(case_file) for case_file in question.case_files.values()]
        pages[query["id"]] = [sorted(set().union(*numbers)) for numbers in zip(*found, strict=True)]
    return {"pages": pages}
