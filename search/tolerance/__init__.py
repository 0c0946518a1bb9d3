"""What OCR blurred is still found: words by resemblance, from the words of one index."""

from search.tolerance.edits import nearest, within_edits
from search.tolerance.widening import widen

__all__ = ["nearest", "widen", "within_edits"]
