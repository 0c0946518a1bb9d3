"""How often an engine is asked to read."""

from typing import Any

import pytest

from casefiles.reading.ocr import Engines


def looks_of(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the engines are asked from now on, a tuple for each look; they answer as before."""
    looks: list[tuple[Any, ...]] = []
    reading = engines.read

    def read(*asked: Any) -> Any:
        looks.append(asked)
        return reading(*asked)

    monkeypatch.setattr(engines, "read", read)
    return looks
