"""What goes up from this floor: news of text, and questions about a page that is being opened."""

from django.dispatch import Signal

# Pages of a case file have new text.
# Sent after the commit with: case_file_id (UUID), numbers (list of page numbers).
page_text_changed = Signal()

# A page is being opened; a receiver answers with casefiles.marks.Found where it is from a search.
# Sent with: page (Page), asked (QueryDict: what the address asks for, of which the search is one's
# own to read), person (who opens it). With nobody listening, nothing is marked.
marks_wanted = Signal()

# A page is being opened; a receiver answers with the numbers of the other pages of its case file
# that are the same sheet, ascending. Sent with: page (Page). With nobody listening there are none.
copies_wanted = Signal()
