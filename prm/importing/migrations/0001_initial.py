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
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('source', models.CharField(max_length=40)),
                ('external_id', models.CharField(max_length=100)),
                ('object_id', models.BigIntegerField()),
                ('facts', models.JSONField()),
            ],
            options={
                'ordering': ['kind', 'source', 'external_id'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'source', 'external_id'), name='one_imported_row_per_source_id')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('I')),
                ('kind', models.CharField(max_length=40, verbose_name='what')),
                ('state', models.CharField(choices=[('checking', 'Being checked'), ('ready', 'Ready to start'), ('waiting', 'Waiting to start'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('discarded', 'Discarded')], default='checking', max_length=12, verbose_name='state')),
                ('file_name', models.CharField(max_length=150, verbose_name='file')),
                ('source', models.CharField(max_length=40, verbose_name='source')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('mapping', models.TextField(blank=True)),
                ('suggestions', models.BooleanField(default=True)),
                ('preview', models.JSONField(blank=True, default=dict)),
                ('report', models.JSONField(blank=True, default=dict)),
                ('failure', models.CharField(blank=True, max_length=500)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state__in', ['checking', 'running', 'waiting'])), fields=['id'], name='import_work')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['checking', 'ready', 'waiting', 'running', 'done', 'failed', 'discarded'])), name='import_state_known')],
            },
        ),
        migrations.CreateModel(
            name='ImportProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(blank=True, max_length=150, verbose_name='file')),
                ('line', models.PositiveIntegerField(verbose_name='line')),
                ('sentence', models.CharField(max_length=500, verbose_name='why it was refused')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='importing.importrun')),
            ],
            options={
                'ordering': ['file', 'line', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('is_main', models.BooleanField(default=False)),
                ('content', models.BinaryField()),
                ('size', models.PositiveBigIntegerField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='importing.importrun')),
            ],
            options={
                'ordering': ['-is_main', 'name', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_main', True)), fields=('run',), name='one_main_file_per_import'), models.UniqueConstraint(fields=('run', 'name'), name='one_import_file_per_name')],
            },
        ),
        migrations.CreateModel(
            name='ImportRunEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('I', unique=False)),
                ('kind', models.CharField(max_length=40, verbose_name='what')),
                ('state', models.CharField(choices=[('checking', 'Being checked'), ('ready', 'Ready to start'), ('waiting', 'Waiting to start'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('discarded', 'Discarded')], default='checking', max_length=12, verbose_name='state')),
                ('file_name', models.CharField(max_length=150, verbose_name='file')),
                ('source', models.CharField(max_length=40, verbose_name='source')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('mapping', models.TextField(blank=True)),
                ('suggestions', models.BooleanField(default=True)),
                ('preview', models.JSONField(blank=True, default=dict)),
                ('failure', models.CharField(blank=True, max_length=500)),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='importing.importrun')),
                ('started_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='0855c595c0a3831163f6a91861c25e4b40bfb94e', operation='UPDATE', pgid='pgtrigger_touch_2c0d7', table='importing_importrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "importing_importrunevent" ("created_at", "currency", "failure", "file_name", "finished_at", "id", "kind", "mapping", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preview", "ref", "source", "started_by_id", "state", "suggestions", "updated_at", "version") VALUES (NEW."created_at", NEW."currency", NEW."failure", NEW."file_name", NEW."finished_at", NEW."id", NEW."kind", NEW."mapping", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."preview", NEW."ref", NEW."source", NEW."started_by_id", NEW."state", NEW."suggestions", NEW."updated_at", NEW."version"); RETURN NULL;', hash='500e91e46c1326e2cac6686ba2bc872293c54080', operation='INSERT', pgid='pgtrigger_insert_insert_760b6', table='importing_importrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."failure" IS DISTINCT FROM (NEW."failure") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."finished_at" IS DISTINCT FROM (NEW."finished_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."mapping" IS DISTINCT FROM (NEW."mapping") OR OLD."preview" IS DISTINCT FROM (NEW."preview") OR OLD."ref" IS DISTINCT FROM (NEW."ref") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."started_by_id" IS DISTINCT FROM (NEW."started_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."suggestions" IS DISTINCT FROM (NEW."suggestions") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "importing_importrunevent" ("created_at", "currency", "failure", "file_name", "finished_at", "id", "kind", "mapping", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preview", "ref", "source", "started_by_id", "state", "suggestions", "updated_at", "version") VALUES (NEW."created_at", NEW."currency", NEW."failure", NEW."file_name", NEW."finished_at", NEW."id", NEW."kind", NEW."mapping", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."preview", NEW."ref", NEW."source", NEW."started_by_id", NEW."state", NEW."suggestions", NEW."updated_at", NEW."version"); RETURN NULL;', hash='2a0ab6f15cf914adc7879e5790e2143d575a4e53', operation='UPDATE', pgid='pgtrigger_update_update_a838d', table='importing_importrun', when='AFTER')),
        ),
    ]
