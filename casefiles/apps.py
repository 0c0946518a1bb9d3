from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseFilesConfig(AppConfig):
    """Reads: volumes, pages, notes, and all that turns a PDF into text to work with."""

    name = "casefiles"
    verbose_name = _("Case files")
