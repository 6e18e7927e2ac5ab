import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import prm.core.references
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('partners', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('accepted_at', models.DateTimeField()),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.partner')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-accepted_at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('DO')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('kind', models.CharField(choices=[('rules_of_engagement', 'Rules of engagement'), ('qualification', 'Qualification criteria'), ('compensation', 'Compensation plan'), ('contract', 'Contract terms'), ('price_list', 'Price list'), ('collateral', 'Sales collateral'), ('training', 'Training')], max_length=30, verbose_name='kind')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='summary')),
                ('partner_types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('reseller', 'Reseller (VAR)'), ('agent', 'Referral or sales agent'), ('distributor', 'Distributor'), ('oem', 'OEM'), ('integrator', 'System integrator'), ('msp', 'Managed service provider')], max_length=20), blank=True, default=list, size=None, verbose_name='for types')),
                ('must_acknowledge', models.BooleanField(default=False, verbose_name='must be acknowledged')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('minimum_tier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='partners.tier', verbose_name='from tier')),
            ],
            options={
                'ordering': ['kind', 'title', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DocumentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('DO', unique=False)),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('kind', models.CharField(choices=[('rules_of_engagement', 'Rules of engagement'), ('qualification', 'Qualification criteria'), ('compensation', 'Compensation plan'), ('contract', 'Contract terms'), ('price_list', 'Price list'), ('collateral', 'Sales collateral'), ('training', 'Training')], max_length=30, verbose_name='kind')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='summary')),
                ('partner_types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('reseller', 'Reseller (VAR)'), ('agent', 'Referral or sales agent'), ('distributor', 'Distributor'), ('oem', 'OEM'), ('integrator', 'System integrator'), ('msp', 'Managed service provider')], max_length=20), blank=True, default=list, size=None, verbose_name='for types')),
                ('must_acknowledge', models.BooleanField(default=False, verbose_name='must be acknowledged')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('minimum_tier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.tier', verbose_name='from tier')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='library.document')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DocumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('file', models.FileField(blank=True, upload_to='library/%Y/%m/', verbose_name='file')),
                ('file_name', models.CharField(blank=True, max_length=150)),
                ('content_type', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('published_at', models.DateTimeField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='library.document')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['document', '-number'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(models.F('document'), models.F('number'), name='one_version_per_number')],
            },
        ),
        migrations.CreateModel(
            name='AcknowledgementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('accepted_at', models.DateTimeField()),
                ('partner', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.partner')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='library.acknowledgement')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('version_read', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='library.documentversion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='version_read',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='library.documentversion'),
        ),
        migrations.CreateModel(
            name='DocumentVersionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('file', models.FileField(blank=True, upload_to='library/%Y/%m/', verbose_name='file')),
                ('file_name', models.CharField(blank=True, max_length=150)),
                ('content_type', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('published_at', models.DateTimeField()),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='library.document')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='library.documentversion')),
                ('published_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='acknowledgement',
            constraint=models.UniqueConstraint(models.F('version_read'), models.F('user'), name='one_acknowledgement_per_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='87e62a984efaa188f83d9ae435e60aa2e43dc59a', operation='UPDATE', pgid='pgtrigger_touch_1888b', table='library_document', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "library_documentevent" ("created_at", "id", "kind", "minimum_tier_id", "must_acknowledge", "partner_types", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ref", "summary", "title", "updated_at", "version", "withdrawn_at") VALUES (NEW."created_at", NEW."id", NEW."kind", NEW."minimum_tier_id", NEW."must_acknowledge", NEW."partner_types", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ref", NEW."summary", NEW."title", NEW."updated_at", NEW."version", NEW."withdrawn_at"); RETURN NULL;', hash='0e39bc35b26ca87d24f9f838448a774bbd24e79d', operation='INSERT', pgid='pgtrigger_insert_insert_77f2c', table='library_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "library_documentevent" ("created_at", "id", "kind", "minimum_tier_id", "must_acknowledge", "partner_types", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ref", "summary", "title", "updated_at", "version", "withdrawn_at") VALUES (NEW."created_at", NEW."id", NEW."kind", NEW."minimum_tier_id", NEW."must_acknowledge", NEW."partner_types", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ref", NEW."summary", NEW."title", NEW."updated_at", NEW."version", NEW."withdrawn_at"); RETURN NULL;', hash='e4f7be3c79965d559e6537dc512c91b138c6f7e1', operation='UPDATE', pgid='pgtrigger_update_update_447cf', table='library_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentversion',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='6f0f7c5d5c5d05e520548e55c9e9e3daac954c0e', operation='UPDATE', pgid='pgtrigger_touch_4d3a6', table='library_documentversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentversion',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "library_documentversionevent" ("body", "content_type", "created_at", "document_id", "file", "file_name", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "size", "updated_at", "version") VALUES (NEW."body", NEW."content_type", NEW."created_at", NEW."document_id", NEW."file", NEW."file_name", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."sha256", NEW."size", NEW."updated_at", NEW."version"); RETURN NULL;', hash='5aa44522a04fa7d7f400eb3cb9efe46bd349f87a', operation='INSERT', pgid='pgtrigger_insert_insert_f3bae', table='library_documentversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "library_documentversionevent" ("body", "content_type", "created_at", "document_id", "file", "file_name", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "sha256", "size", "updated_at", "version") VALUES (NEW."body", NEW."content_type", NEW."created_at", NEW."document_id", NEW."file", NEW."file_name", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."sha256", NEW."size", NEW."updated_at", NEW."version"); RETURN NULL;', hash='3f0b0224a04edd0d1b8caa5e5f67ed19bbdd480a', operation='UPDATE', pgid='pgtrigger_update_update_b841d', table='library_documentversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acknowledgement',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='4dbd8e3542cc0094f22955b7671b062a79650a20', operation='UPDATE', pgid='pgtrigger_touch_42bb0', table='library_acknowledgement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acknowledgement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "library_acknowledgementevent" ("accepted_at", "created_at", "id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "user_id", "version", "version_read_id") VALUES (NEW."accepted_at", NEW."created_at", NEW."id", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."user_id", NEW."version", NEW."version_read_id"); RETURN NULL;', hash='bd835d286d3260cf6eea40297e4d944ed8cb0c85', operation='INSERT', pgid='pgtrigger_insert_insert_e350a', table='library_acknowledgement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acknowledgement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "library_acknowledgementevent" ("accepted_at", "created_at", "id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "user_id", "version", "version_read_id") VALUES (NEW."accepted_at", NEW."created_at", NEW."id", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."user_id", NEW."version", NEW."version_read_id"); RETURN NULL;', hash='fd09d48662b5cc54f2a5e21354523b73f10097c6', operation='UPDATE', pgid='pgtrigger_update_update_a40c7', table='library_acknowledgement', when='AFTER')),
        ),
    ]
