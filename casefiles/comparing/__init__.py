"""Two deliveries of one dossier held against each other: pictures and texts in, changes out.

Pure: nothing here knows the database or opens a file.
"""
