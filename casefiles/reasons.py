"""What people are told for each reason that the reader gives."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casefiles.reading.reasons import Reason

MESSAGES: dict[str, Promise] = {
    Reason.NOT_PDF: _("This is not a PDF. Convert it to PDF, then add it again."),
    Reason.EMPTY: _("The file is empty. Copy it from its source again."),
    Reason.DAMAGED: _(
        "The PDF is damaged or cut short and cannot be opened. The file is kept as it came; "
        "copy it from its source again, or repair it and add the repaired file."
    ),
    Reason.PASSWORD: _(
        "The PDF is locked with a password. The file is kept as it came; "
        "remove the password and add the unlocked file."
    ),
    Reason.NO_PAGES: _("The PDF has no pages. The file is kept as it came."),
    Reason.TOO_MANY_PAGES: _(
        "The PDF has more pages than this installation takes. The file is kept as it came; "
        "split it, or ask the operator to raise the limit."
    ),
    Reason.PAGE_TOO_LARGE: _("The page is too large to be drawn."),
    Reason.TOO_SLOW: _("Reading took too long and was stopped."),
    Reason.TOO_MUCH_MEMORY: _("Reading took too much memory and was stopped."),
    Reason.CRASHED: _("The reader crashed on it."),
    Reason.NO_MODEL: _(
        "The language model is missing on this machine. The page waits; ask the operator."
    ),
    Reason.UNREADABLE: _("It cannot be read."),
}


def message(reason: str) -> str:
    """The sentence for a reason, in the reader's language; "" for none."""
    return str(MESSAGES.get(reason, reason))
