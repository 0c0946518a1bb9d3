from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from investigations import audit
from investigations.management.base import GreffeCommand
from investigations.models import AuditEvent


class Command(GreffeCommand):
    help = "Walk the chain of the audit trail (verify), or print its last events (list)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["verify", "list"])
        parser.add_argument("--last", type=int, default=50, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "verify":
            count, broken = audit.verify()
            if broken:
                raise CommandError(
                    f"The chain is broken ({broken.reason}) at event {broken.event.pk}: "
                    f"{broken.event}. {count} events before it hold."
                )
            self.stdout.write(f"{count} events, the chain holds.")
            return
        for event in reversed(AuditEvent.objects.order_by("-pk")[: options["last"]]):
            self.stdout.write(f"{event.pk} {event} {event.ip or '-'} {event.details}")
