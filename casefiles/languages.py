"""The languages that pages can be read in: those whose models are installed."""

from __future__ import annotations

from django.conf import settings

from casefiles.models import CaseFile

NO_LANGUAGES = ("osd", "equ")  # models of tesseract that read no words


def installed() -> list[str]:
    """As tesseract writes them, in the order of the alphabet."""
    models = settings.TESSDATA.glob("*.traineddata")
    return sorted(model.stem for model in models if model.stem not in NO_LANGUAGES)


def name_of(languages: str) -> str:
    """How a person calls them; the code itself for one without a name here."""
    known = {value: str(label) for value, label in CaseFile.Languages.choices if "+" not in value}
    return ", ".join(known.get(code, code) for code in languages.split("+") if code)
