"""What people are told for each reason that a file or a page could not be read, or not wholly."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casefiles.reading.reasons import Reason

MESSAGES: dict[str, Promise] = {
    Reason.NOT_PDF: _("This is not a PDF. Convert it to PDF, then add it again."),
    Reason.UNKNOWN_FORMAT: _(
        "Files of this kind cannot be read. These can: PDF; pictures (TIFF, JPEG, PNG, HEIC, "
        "WebP); documents (Word, OpenDocument, RTF); e-mail (EML, MSG, MBOX); ZIP archives of "
        "these. "
        "Convert the file to PDF, or unpack it, then add what comes of it."
    ),
    Reason.EMPTY: _("The file is empty. Copy it from its source again."),
    Reason.DAMAGED: _(
        "The file is damaged or cut short and cannot be opened. It is kept as it came; "
        "copy it from its source again, or repair it and add the repaired file."
    ),
    Reason.PASSWORD: _(
        "The file is locked with a password. It is kept as it came; "
        "remove the password and add the unlocked file."
    ),
    Reason.NO_PAGES: _("The file has no pages. It is kept as it came."),
    Reason.TOO_MANY_PAGES: _(
        "The file has more pages than this installation takes. It is kept as it came; "
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
    Reason.NO_LIBREOFFICE: _(
        "To open documents of this kind the server needs LibreOffice, which is not installed. "
        "The file is kept as it came; ask the operator to install it, then try again. "
        "Or convert the document to PDF and add that."
    ),
    Reason.NOT_CONVERTED: _(
        "The document could not be turned into pages. It is kept as it came; "
        "open it on your own machine, print it to a PDF and add that."
    ),
    Reason.TOO_LARGE: _(
        "More would come out of the file than there is room for. It is kept as it came; "
        "unpack it yourself and add what you need."
    ),
    Reason.TOO_MANY_FILES: _(
        "There are more files in it than this installation takes. It is kept as it came; "
        "unpack it yourself and add what you need."
    ),
    Reason.TOO_DENSE: _(
        "It would unpack to more than a thousand times its size, as no honest file does."
    ),
    Reason.TOO_DEEP: _(
        "It lies too deep: archives within archives within archives. It is kept as it came; "
        "unpack it yourself and add what you need."
    ),
    Reason.ENCRYPTED: _(
        "The message is encrypted for whoever has the key. It is kept as it came; "
        "decrypt it in your mail program and add what comes of it."
    ),
    Reason.NO_FILE: _("It is no file of its own but a link."),
    Reason.NOTHING_INSIDE: _("There is nothing in it that can be read. It is kept as it came."),
    Reason.MENDED: _(
        "The file was damaged and has been mended to be read. The original is kept as it came."
    ),
    Reason.INCOMPLETE: _(
        "The file is damaged: what is left of it can be read. "
        "It is kept as it came; copy it from its source again if you can."
    ),
    Reason.DOUBTFUL: _(
        "The file is damaged in places. All pages that it names are here; "
        "compare them with its source, for something may be missing on them."
    ),
}

# Of a page alone, where the sentence about a file would not do.
OF_PAGES: dict[str, Promise] = {
    Reason.DAMAGED: _("The page is damaged in the file and cannot be opened."),
    Reason.NOT_PDF: _("The file from which the page is read is damaged on this machine."),
}

# Of something inside a file that was left out: a few words in a list.
BRIEF: dict[str, Promise] = {
    Reason.UNKNOWN_FORMAT: _("cannot be read: not a PDF, picture, document, e-mail or ZIP"),
    Reason.EMPTY: _("empty"),
    Reason.DAMAGED: _("damaged"),
    Reason.PASSWORD: _("locked with a password"),
    Reason.ENCRYPTED: _("encrypted for whoever has the key"),
    Reason.TOO_LARGE: _("too large"),
    Reason.TOO_MANY_FILES: _("more files than this installation takes"),
    Reason.TOO_DENSE: _("would unpack to more than a thousand times its size"),
    Reason.TOO_DEEP: _("an archive too deep inside others"),
    Reason.NO_FILE: _("a link, not a file"),
    Reason.PAGE_TOO_LARGE: _("too large to be drawn"),
    Reason.INCOMPLETE: _("only a part of it is left"),
    Reason.UNREADABLE: _("cannot be read"),
}


def message(reason: str) -> str:
    """The sentence for a reason, in the reader's language; "" for none."""
    return str(MESSAGES.get(reason, reason))


def of_page(reason: str) -> str:
    """The sentence for the reason of a page."""
    return str(OF_PAGES.get(reason) or message(reason))


def brief(reason: str) -> str:
    """The same in a few words, about something inside a file."""
    return str(BRIEF.get(reason) or message(reason))
