"""docs/benchmarks.md, as a run writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.table import HEADINGS, MEMORY_HEADINGS, Outcome, markdown, memory_rows

EXPLAINED = """\
# Benchmarks

This page is written by `make bench`, whole: no figure here was copied by hand. Each speed stands
beside a floor measured in the same run on the same machine, and what counts is the ratio: another
machine has other seconds and about the same ratios. Where nothing was measured it says "not run".

## How it is measured

Every measure has an installation of its own in a temporary folder, with the processes that the
Procfile names, started as the Procfile starts them: private queue server, web server, the worker
that reads with one reader a core, the worker that indexes, and the clock. All texts are invented,
and the same in every run.

- **OCR ingest.** `manage.py ingest --wait --json` on a scanned dossier, from taking the file in to
  the last page searchable: original, database, queue, OCR, word boxes, index, progress. The floor
  is one warm process a core that renders with pdfium (200 dpi, grey) and recognises with tesserocr
  and the same model, each page going to whoever is free, nothing stored. Both take turns, and the
  workers are warm too. Only pages that took OCR count, on both sides. A page that was scanned
  sideways is read twice by Greffe and once by the floor, which gets nonsense from it. The row of
  the whole file is the same run with all its pages: the floor recognises every one, Greffe takes
  the text of those that have a good one.
  `--pdf FILE` takes real scans instead.
- **Text-layer ingest.** The same command on born-digital pages. The floor takes the text of each
  page with pdfium, without word boxes, then indexes all of it with Whoosh in one commit: one field
  of text, Whoosh's own analysis, one process, one after the other. Greffe has all cores and does
  much more a page (boxes, judging the layer, French analysis, a row in the database).
- **From upload to search.** An upload as a browser makes it, into the running web server. The
  clock starts at the last byte sent. The first hit is seen on the search page, asked every
  0.2 seconds; that all pages are searchable is seen in the database. One run.
- **Two pages behind a long scan.** While a scan of hundreds of pages is being read two pages are
  uploaded, to another case file and to the same one. The clock starts at the last byte sent; that
  both are searchable is seen in the database.
- **The same scan a second time.** Uploaded by the same person to another case file: its pages are
  taken over by the hash of the file, copied, indexed and not recognised again.
- **A heavy file.** Scans that are not compressed, some 9 MB a page; the sum of PSS of the worker
  and its readers while all of it is read.
- **Search.** Each query many times with `search.finding.find` (access, ranking, count, twenty hits
  with snippets), against Whoosh's own searcher on the very same index (twenty hits, count). "Engine
  alone" is Greffe's engine without access and snippets; "page" is the whole page over HTTP from
  gunicorn, one person asking. Whoosh ranks that index by frequency alone, as it keeps no lengths
  that Whoosh knows: the floor does less, never more.
- **Engines.** Each engine on pages that nobody had to read, by number of pages and of case files.
  The floor is the bare engine on the same index: hits and count, and in brackets also its own
  snippets of the twenty best with their rows fetched by key. Ours is `find` with access, snippets
  and strips, in a process that leaves what is loaded out of the search for garbage, as the web
  server's do. "Access" is `find` held against the same with the door's answer given beforehand.
- **Memory** is looked at four times a second (RSS) and once a second (PSS), and the highest value
  is given, each process group on its own; a shorter peak can be missed. RSS counts what processes
  share once for each. PSS is told by Linux only. In the first table it is the sum of PSS, else of
  RSS, and peaks of different moments are added.

## Limits

One machine, a small number of rounds: the brackets are the lowest and the highest of them. Other
work on the machine disturbs both sides, and not always alike; processor time suffers less. Invented
scans are cleaner than real ones. Search is measured with one person asking, on one case file.
"""


REPORTED = """\
## With files from elsewhere

What `python -m benchmarks.quality`, `python -m benchmarks.deliveries`, `manage.py tryfiles` and
`python -m benchmarks --only ocr --pdf FILE` printed, on files that are not part of Greffe, and
what other runs than the one above did. They are put here by `make bench WITH="REPORT …"`, and
between two runs of it as they were printed.
"""


def document(
    outcomes: Sequence[Outcome],
    machine: Sequence[str],
    command: str,
    reports: Sequence[Path] = (),
) -> str:
    """The whole page, with what other commands have printed at its end."""
    rows = [row.cells for outcome in outcomes for row in outcome.rows]
    used = [row for outcome in outcomes for row in memory_rows(outcome.use)]
    remarks = [remark for outcome in outcomes for remark in outcome.remarks]
    parts = [
        EXPLAINED,
        "## Results",
        f"Run on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC by `{command}`.",
        "\n".join(f"- {line}" for line in machine),
        markdown(HEADINGS, rows),
    ]
    if used:
        parts += ["## Memory and processor time by process", markdown(MEMORY_HEADINGS, used)]
    if remarks:
        parts += ["## Details", "\n".join(f"- {remark}" for remark in remarks)]
    if reports:
        parts += [REPORTED, *map(_report, reports)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _report(path: Path) -> str:
    """What a command printed; Markdown as it is, anything else as it stood on the terminal."""
    printed = path.read_text(encoding="utf-8").strip()
    if path.suffix != ".md":
        printed = f"```\n{printed}\n```"
    return f"### {path.stem.capitalize()}\n\n{printed}"
