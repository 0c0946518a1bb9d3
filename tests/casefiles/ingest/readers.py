"""A reader that answers as it is told, for tests of what becomes of its answers."""

from casefiles.reading.options import USUAL
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reading.words import PageReading, Survey, Word, compose

A4 = (595.0, 842.0)


def reading(text: str, source: str = "ocr", rotation: int = 0) -> PageReading:
    """A page as the reader gives it: its words below each other."""
    words = [[Word(w, 0.1, 0.1 + 0.02 * n, 0.1, 0.01, 0.9)] for n, w in enumerate(text.split())]
    confidence = 0.9 if source == "ocr" else None
    return PageReading(*compose([words]), source, confidence, *A4, rotation)


class ScriptedReader:
    """Gives its answers one after the other, the last one for ever; a Reason is raised.

    `asked` lists what it was asked for. `meanwhile` is called before each answer.
    """

    def __init__(self, *answers, meanwhile=lambda asked: None):
        self.answers = list(answers)
        self.meanwhile = meanwhile
        self.asked = []

    def survey(self, path, *, max_pages, timeout):
        return self._answer(path)

    def read(self, path, number, languages, *, timeout, options=USUAL):
        return self._answer((number, languages))

    def _answer(self, asked):
        self.asked.append(asked)
        self.meanwhile(asked)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Reason):
            raise ReadingError(answer)
        return answer


def pages(count: int) -> Survey:
    return Survey([A4] * count)
