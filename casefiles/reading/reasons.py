"""Why a file or a page could not be read."""

from enum import StrEnum


class Reason(StrEnum):
    """One code a cause; the interface has one sentence for each."""

    NOT_PDF = "not_pdf"
    EMPTY = "empty"
    DAMAGED = "damaged"
    PASSWORD = "password"  # noqa: S105 - a reason, not a secret
    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    PAGE_TOO_LARGE = "page_too_large"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    CRASHED = "crashed"
    NO_MODEL = "no_model"
    UNREADABLE = "unreadable"
    UNKNOWN_FORMAT = "unknown_format"
    NO_LIBREOFFICE = "no_libreoffice"
    NOT_CONVERTED = "not_converted"  # LibreOffice could not
    # Of what is inside a file:
    TOO_LARGE = "too_large"
    TOO_MANY_FILES = "too_many_files"
    TOO_DENSE = "too_dense"  # it would unpack to a thousand times its size
    TOO_DEEP = "too_deep"  # archives in archives
    ENCRYPTED = "encrypted"  # for whoever has the key, not for a password
    NO_FILE = "no_file"  # a link, a device: nothing that has bytes of its own
    NOTHING_INSIDE = "nothing_inside"
    # Of a file that can be read all the same:
    MENDED = "mended"
    INCOMPLETE = "incomplete"
    DOUBTFUL = "doubtful"  # damaged, and no reader misses a page


class ReadingError(Exception):
    """A file or page that could not be read; `code` says why, `detail` is for the log only."""

    def __init__(self, code: Reason, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail
