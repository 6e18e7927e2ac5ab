"""People and files are removed from a deal, and the database remembers both."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0007_shares_outlive_the_deal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DealFileRemoval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                ("removed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["removed_at", "pk"],
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dealcontact",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "deals_dealcontactevent" ("contact_id", "created_at", "deal_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "updated_at", "version") VALUES (OLD."contact_id", OLD."created_at", OLD."deal_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."updated_at", OLD."version"); RETURN NULL;',
                    hash="51dc279ae7b173cf900079e02997fd625f2200ce",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_10f46",
                    table="deals_dealcontact",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="dealfileremoval",
            name="file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="removal", to="deals.dealfile"
            ),
        ),
        migrations.AddField(
            model_name="dealfileremoval",
            name="removed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dealfileremoval",
            trigger=pgtrigger.compiler.Trigger(
                name="touch",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;",
                    hash="4f17daf4e2550c04819daec2ec083eb388cb3ffb",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_e7aa2",
                    table="deals_dealfileremoval",
                    when="BEFORE",
                ),
            ),
        ),
    ]
