"""Lists of names: many names looked for at once, counted by name and by case file."""
