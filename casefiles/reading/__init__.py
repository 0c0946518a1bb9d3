"""Reads a PDF page: its words, where they stand, its picture. Imports no Django."""
