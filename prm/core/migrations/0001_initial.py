"""Extensions and the function that makes public references: everything else stands on them."""

from django.contrib.postgres.operations import BtreeGistExtension, CITextExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from prm.core.references import CREATE_FUNCTION, DROP_FUNCTION


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    # Their tables take references from the function made here.
    run_before = [
        (app, "0001_initial")
        for app in ("accounts", "outbox", "promises", "partners", "library", "leads", "deals", "incentives")
    ]
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        UnaccentExtension(),
        CITextExtension(),
        migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION),
    ]
