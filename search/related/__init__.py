"""Pages that have to do with each other: copies, pages about the same, a sentence elsewhere."""
