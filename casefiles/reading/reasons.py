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


class ReadingError(Exception):
    """A file or page that could not be read; `code` says why, `detail` is for the log only."""

    def __init__(self, code: Reason, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail
