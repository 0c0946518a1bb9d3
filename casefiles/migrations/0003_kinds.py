from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What facets count of pages is in one index, beside the texts."""

    dependencies = [
        ("casefiles", "0002_ingest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                fields=["case_file", "volume", "source", "number", "confidence"],
                name="page_kinds",
            ),
        ),
    ]
