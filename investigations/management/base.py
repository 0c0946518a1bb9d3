from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation


class GreffeCommand(BaseCommand):
    """A command: it speaks English throughout, whatever the language of the interface."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        with translation.override("en"):
            return super().execute(*args, **options)
