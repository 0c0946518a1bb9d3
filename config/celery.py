"""The task queue: who runs what, and what runs by the clock."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("greffe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def sweep_at_start(**_: Any) -> None:
    """A worker that starts picks up at once what a dead one left behind."""
    app.send_task("casefiles.tasks.sweep")
    app.send_task("search.tasks.sweep")
