"""What companies are compared by, kept beside the name: counted once, not at each look. Writes the table anew, once."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import leads.likeness.names
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0014_tier_weights"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="customer",
            name="touch",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="customer",
            name="update_update",
        ),
        migrations.RemoveIndex(
            model_name="customer",
            name="customer_core",
        ),
        migrations.RemoveIndex(
            model_name="customer",
            name="customer_parent",
        ),
        migrations.RemoveIndex(
            model_name="customer",
            name="customer_place_and_core",
        ),
        migrations.AddField(
            model_name="customer",
            name="core",
            field=models.GeneratedField(
                db_persist=True, expression=leads.likeness.names.Core("name"), output_field=models.TextField()
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="parent_core",
            field=models.GeneratedField(
                db_persist=True, expression=leads.likeness.names.Core("parent_name"), output_field=models.TextField()
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="places",
            field=models.GeneratedField(
                db_persist=True,
                expression=leads.likeness.names.Places("country", "postcode", "city"),
                output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["core"], name="customer_core"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("parent_name", ""), _negated=True), fields=["parent_core"], name="customer_parent"
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("places"),
                django.contrib.postgres.indexes.OpClass("core", "gin_trgm_ops"),
                name="customer_place_and_core",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customer",
            trigger=pgtrigger.compiler.Trigger(
                name="touch",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."domain" IS DISTINCT FROM (NEW."domain") OR OLD."external_id" IS DISTINCT FROM (NEW."external_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."identity" IS DISTINCT FROM (NEW."identity") OR OLD."industry" IS DISTINCT FROM (NEW."industry") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_name" IS DISTINCT FROM (NEW."parent_name") OR OLD."postcode" IS DISTINCT FROM (NEW."postcode") OR OLD."ref" IS DISTINCT FROM (NEW."ref") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func="NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;",
                    hash="0f056d04038ee2aa4145f3fb53f1e5b5ebed1f07",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_80836",
                    table="leads_customer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="customer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."domain" IS DISTINCT FROM (NEW."domain") OR OLD."external_id" IS DISTINCT FROM (NEW."external_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."identity" IS DISTINCT FROM (NEW."identity") OR OLD."industry" IS DISTINCT FROM (NEW."industry") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_name" IS DISTINCT FROM (NEW."parent_name") OR OLD."postcode" IS DISTINCT FROM (NEW."postcode") OR OLD."ref" IS DISTINCT FROM (NEW."ref") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "leads_customerevent" ("city", "country", "created_at", "domain", "external_id", "id", "identity", "industry", "merged_into_id", "name", "parent_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "ref", "region", "size", "source", "updated_at", "version") VALUES (NEW."city", NEW."country", NEW."created_at", NEW."domain", NEW."external_id", NEW."id", NEW."identity", NEW."industry", NEW."merged_into_id", NEW."name", NEW."parent_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postcode", NEW."ref", NEW."region", NEW."size", NEW."source", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="6ed9614acf78cca2d161f97b2efbb1e726afca97",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3d9c3",
                    table="leads_customer",
                    when="AFTER",
                ),
            ),
        ),
    ]
