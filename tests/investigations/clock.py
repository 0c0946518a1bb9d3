"""A clock that tests can move, both ways."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone


class Clock:
    """What `timezone.now()` says while it is on the wall: the true time, and `ahead` of it."""

    def __init__(self):
        self.ahead = timedelta()
        self._true = timezone.now

    def now(self):
        return self._true() + self.ahead

    def move(self, **by):
        self.ahead += timedelta(**by)

    @contextmanager
    def on_the_wall(self):
        with patch.object(timezone, "now", self.now):
            yield self
