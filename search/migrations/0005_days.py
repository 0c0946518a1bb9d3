import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Days are read from their index alone, and are written to three indexes instead of five."""

    dependencies = [
        ("casefiles", "0003_kinds"),
        ("search", "0004_related"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="pageday", name="day_of_case_file"),
        migrations.AlterField(
            model_name="pageday",
            name="case_file",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="casefiles.casefile",
            ),
        ),
        migrations.AlterField(
            model_name="pageday",
            name="page",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="casefiles.page",
            ),
        ),
        migrations.AddIndex(
            model_name="pageday",
            index=models.Index(fields=["case_file", "day", "number"], name="day_of_case_file"),
        ),
    ]
