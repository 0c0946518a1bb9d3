"""Areas of a picture."""

Area = tuple[int, int, int, int]  # left, top, right, bottom, in pixels of the picture
Size = tuple[int, int]  # width and height of the picture


def grown(area: Area, across: int, down: int, size: Size) -> Area:
    """The area with so much around it on both sides, and above and below, where the picture goes
    on so far."""
    left, top, right, bottom = area
    width, height = size
    return (
        max(left - across, 0),
        max(top - down, 0),
        min(right + across, width),
        min(bottom + down, height),
    )
