"""What goes up from this floor: news of text, and the question which words to mark."""

from django.dispatch import Signal

# Pages of a case file have new text.
# Sent after the commit with: case_file_id (UUID), numbers (list of page numbers).
page_text_changed = Signal()

# A page is being opened with a query; a receiver answers with casefiles.marks.Found.
# Sent with: page (Page), query (str), person (who opens it). With nobody listening, nothing is
# marked.
marks_wanted = Signal()
