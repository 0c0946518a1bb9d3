from django.apps import AppConfig


class GreffeConfig(AppConfig):
    """The house as a whole: settings, addresses, and what belongs to no single floor."""

    name = "config"
    label = "greffe"
    verbose_name = "Greffe"
