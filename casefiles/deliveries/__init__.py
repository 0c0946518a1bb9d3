"""Deliveries of one dossier: compared page by page, notes carried over."""
