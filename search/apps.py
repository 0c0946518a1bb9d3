from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Finds: query language, engines, hits, marks."""

    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from search import checks, listening  # noqa: F401 - connect to Django and the floor below
