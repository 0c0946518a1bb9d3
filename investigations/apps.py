from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvestigationsConfig(AppConfig):
    """Guards: investigations, roles, grants, the door, the audit trail."""

    name = "investigations"
    verbose_name = _("Investigations")

    def ready(self) -> None:
        from investigations import listening  # noqa: F401 - connects to the accounts
