"""Garbage collection in processes that live long."""

import gc


def leave_out_what_is_loaded() -> None:
    """Have what is loaded for good left out when garbage is looked for.

    Each look through all of it makes a search wait some 50 ms, as long as the search itself.
    """
    gc.collect()
    gc.freeze()
