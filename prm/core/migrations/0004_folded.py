"""The function by which words are found whatever their accents and case."""

from django.db import migrations

from prm.core.finding import CREATE_FUNCTION, DROP_FUNCTION


class Migration(migrations.Migration):
    dependencies = [("core", "0003_looks")]
    operations = [migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION)]
