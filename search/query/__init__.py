"""The query language: text to tree (`parse`), tree to what is asked of a page (`resolve`)."""
