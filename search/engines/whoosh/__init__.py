"""Full-text indexes with Whoosh: pure Python, files in a folder, nothing to install.

Whoosh keeps the postings; matching, scoring and opening are ours. Its span queries build an object
an occurrence, and its `refresh` keeps segments that a merge has replaced (Whoosh-Reloaded 2.7.5).
"""
