"""What becomes of a search afterwards: saved by name, shared, watched; and the history of them."""
