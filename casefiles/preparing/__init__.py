"""Turns files of any kind into PDFs whose pages can be read, and takes out what is inside them.

What parses runs in a child process that can be killed; this package imports no Django.
"""
