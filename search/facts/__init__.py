"""What a page says of itself: its cote, the days in its text."""
