"""The task queue: who runs what, and what runs by the clock."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Django's checks would load every view into each worker, 14 MB, and Celery does not look at what
# they find: an operator is told by manage.py.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

# kombu 5.7 would keep a list in Redis of messages that are not done with. After the connection was
# lost it puts them back, and acknowledges them, by way of that very connection; the AttributeError
# that follows ends the worker. The list is not needed: what a dead worker held the sweeper finds in
# the database, and long before the hour is over after which Redis would give it out again.
Channel.ack_emulation = False
Channel.do_restore = False

app = Celery("greffe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def sweep_at_start(**_: Any) -> None:
    """A worker that starts picks up at once what a dead one left behind."""
    for task in ("casefiles.tasks.sweep", "search.tasks.sweep"):
        app.send_task(task, kwargs={"worker_lost": True})
