"""What stands between the blanks of a text: the pieces that `text.split()` gives, by place."""


def piece_at(text: str, place: int) -> tuple[int, int]:
    """Start and end of the piece of which a place is a part; of a blank, its own."""
    return piece_start(text, place), piece_end(text, place + 1)


def piece_start(text: str, place: int) -> int:
    """The place, or the start of the piece in which it is."""
    while is_inside(text, place):
        place -= 1
    return place


def piece_end(text: str, place: int) -> int:
    """The place, or the end of the piece in which it is."""
    while is_inside(text, place):
        place += 1
    return place


def is_inside(text: str, place: int) -> bool:
    """Whether a place is within a piece, neither where one begins nor where one ends."""
    return 0 < place < len(text) and not (text[place - 1].isspace() or text[place].isspace())
