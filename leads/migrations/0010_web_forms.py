"""Forms on the vendor's own site."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import leads.models.webforms
import pgtrigger.compiler
import pgtrigger.migrations
import prm.core.references
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0009_found_by_person'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='WebFormEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('WF', unique=False)),
                ('token', models.CharField(default=leads.models.webforms.new_token, editable=False, max_length=40)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('campaign', models.CharField(blank=True, max_length=120, verbose_name='campaign')),
                ('lead_source', models.CharField(choices=[('web', 'Website'), ('event', 'Event'), ('referral', 'Referral'), ('ads', 'Advertising'), ('cold', 'Outreach'), ('import', 'Import'), ('partner', 'Partner')], default='web', max_length=20, verbose_name='source')),
                ('origins', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None, verbose_name='sites that may embed it')),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('contact_title', 'Job title'), ('contact_phone', 'Phone'), ('website', 'Website'), ('country', 'Country'), ('city', 'City'), ('postcode', 'Postcode'), ('need', 'What they need')], max_length=20), blank=True, default=list, size=None, verbose_name='asks for')),
                ('consent_text', models.TextField(max_length=2000, verbose_name='consent')),
                ('consent_version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version of the consent')),
                ('thanks', models.TextField(max_length=1000, verbose_name='thanks')),
                ('is_active', models.BooleanField(default=True, verbose_name='switched on')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WebForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('WF')),
                ('token', models.CharField(default=leads.models.webforms.new_token, editable=False, max_length=40, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('campaign', models.CharField(blank=True, max_length=120, verbose_name='campaign')),
                ('lead_source', models.CharField(choices=[('web', 'Website'), ('event', 'Event'), ('referral', 'Referral'), ('ads', 'Advertising'), ('cold', 'Outreach'), ('import', 'Import'), ('partner', 'Partner')], default='web', max_length=20, verbose_name='source')),
                ('origins', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None, verbose_name='sites that may embed it')),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('contact_title', 'Job title'), ('contact_phone', 'Phone'), ('website', 'Website'), ('country', 'Country'), ('city', 'City'), ('postcode', 'Postcode'), ('need', 'What they need')], max_length=20), blank=True, default=list, size=None, verbose_name='asks for')),
                ('consent_text', models.TextField(max_length=2000, verbose_name='consent')),
                ('consent_version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version of the consent')),
                ('thanks', models.TextField(max_length=1000, verbose_name='thanks')),
                ('is_active', models.BooleanField(default=True, verbose_name='switched on')),
            ],
            options={
                'ordering': ['name', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('consent_text', ''), _negated=True), name='web_form_asks_for_consent')],
            },
        ),
        migrations.CreateModel(
            name='WebEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('consent_text', models.TextField(verbose_name='consent')),
                ('consent_version', models.PositiveIntegerField(verbose_name='version of the consent')),
                ('consented_at', models.DateTimeField(verbose_name='agreed')),
                ('lead', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='web_entry', to='leads.lead')),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='leads.webform')),
            ],
            options={
                'ordering': ['-consented_at', '-pk'],
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='webform',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='6c51520c09d760603310907f9a11f68ad10b85ce', operation='UPDATE', pgid='pgtrigger_touch_7ff9a', table='leads_webform', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='webform',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_webformevent" ("campaign", "consent_text", "consent_version", "created_at", "fields", "id", "is_active", "lead_source", "name", "origins", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ref", "thanks", "token", "updated_at", "version") VALUES (NEW."campaign", NEW."consent_text", NEW."consent_version", NEW."created_at", NEW."fields", NEW."id", NEW."is_active", NEW."lead_source", NEW."name", NEW."origins", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ref", NEW."thanks", NEW."token", NEW."updated_at", NEW."version"); RETURN NULL;', hash='1619b9c0280a63cb640ffcabeaaea28c6e7c90ed', operation='INSERT', pgid='pgtrigger_insert_insert_3f1f9', table='leads_webform', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='webform',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_webformevent" ("campaign", "consent_text", "consent_version", "created_at", "fields", "id", "is_active", "lead_source", "name", "origins", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ref", "thanks", "token", "updated_at", "version") VALUES (NEW."campaign", NEW."consent_text", NEW."consent_version", NEW."created_at", NEW."fields", NEW."id", NEW."is_active", NEW."lead_source", NEW."name", NEW."origins", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ref", NEW."thanks", NEW."token", NEW."updated_at", NEW."version"); RETURN NULL;', hash='2c35a3a6d804ced581d46b17804601a22b0daeab', operation='UPDATE', pgid='pgtrigger_update_update_f8b14', table='leads_webform', when='AFTER')),
        ),
        migrations.AddField(
            model_name='webformevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='webformevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='leads.webform'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='webentry',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='4ad7fcfc5299432fb5f110619c360d2cfd585d3e', operation='UPDATE', pgid='pgtrigger_touch_efc88', table='leads_webentry', when='BEFORE')),
        ),
    ]
