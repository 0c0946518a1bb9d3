"""The states of pages and volumes, and the moves between them: here and nowhere else."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageState(models.TextChoices):
    """Where a page is on its way from a scan to text."""

    WAITING = "waiting", _("waiting to be read")
    READING = "reading", _("being read")
    READ = "read", _("read")
    FAILED = "failed", _("could not be read")


PAGE_MOVES: dict[str, frozenset[str]] = {
    PageState.WAITING: frozenset({PageState.READING}),
    # Back to waiting: the worker died, or the page deserves another attempt.
    PageState.READING: frozenset({PageState.READ, PageState.FAILED, PageState.WAITING}),
    PageState.READ: frozenset({PageState.WAITING}),
    # Read at once: somebody wrote down what is on it.
    PageState.FAILED: frozenset({PageState.WAITING, PageState.READ}),
}


def sources_of(target: PageState) -> list[str]:
    """The states from which a page may move to `target`."""
    return [state for state, targets in PAGE_MOVES.items() if target in targets]


class VolumeState(models.TextChoices):
    """What is known of an uploaded file."""

    RECEIVED = "received", _("received")  # stored, nothing parsed yet
    PLANNED = "planned", _("pages known")  # its pages exist, each with its own state
    OPENED = "opened", _("opened")  # it has no pages of its own; what was in it are volumes
    REFUSED = "refused", _("refused")  # kept as it came, and cannot be read


class Format(models.TextChoices):
    """What kind of file a volume came as; the values are those of casefiles.preparing.formats."""

    PDF = "pdf", _("PDF")
    PICTURE = "picture", _("picture")
    OFFICE = "office", _("office document")
    MESSAGE = "message", _("e-mail message")
    MAILBOX = "mailbox", _("mailbox")
    ARCHIVE = "archive", _("archive")


class TextSource(models.TextChoices):
    """Where the text of a page came from."""

    LAYER = "layer", _("text of the file")
    OCR = "ocr", _("read from the image")
    BLANK = "blank", _("blank page")
    EDITED = "edited", _("corrected by hand")
    HIDDEN = "hidden", _("hidden under a black box")  # never in force by itself


class ComparisonState(models.TextChoices):
    """How far a comparison of two deliveries has come."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class PageChange(models.TextChoices):
    """What became of a page from one delivery of a dossier to the next."""

    SAME = "same", _("the same")
    REPLACED = "replaced", _("replaced")  # at its place, with other content
    NEW = "new", _("new")
    MISSING = "missing", _("missing")
