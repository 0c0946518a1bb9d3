"""`python -m casefiles.demo FOLDER` writes the demo dossier there, to look at it."""

import argparse
from pathlib import Path

from casefiles.demo import build

parser = argparse.ArgumentParser(prog="python -m casefiles.demo", description=__doc__)
parser.add_argument("folder", type=Path)
parser.add_argument("--pages", type=int, default=48)
parser.add_argument("--seed", type=int, default=1)
arguments = parser.parse_args()
for written in build(arguments.folder, pages=arguments.pages, seed=arguments.seed):
    print(f"{written}: {written.stat().st_size / 1e6:.1f} MB")  # noqa: T201
