"""Two customers, or two leads, that were one."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import prm.core.references
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0007_search_words'),
        ('partners', '0006_type_defaults'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('reason', models.TextField(max_length=2000, verbose_name='why')),
                ('decided_at', models.DateTimeField(verbose_name='merged')),
                ('moved', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone')),
                ('undone_because', models.TextField(blank=True, max_length=2000, verbose_name='why undone')),
                ('ref', prm.core.references.ReferenceField('CM')),
            ],
            options={
                'ordering': ['-decided_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CustomerMergeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('reason', models.TextField(max_length=2000, verbose_name='why')),
                ('decided_at', models.DateTimeField(verbose_name='merged')),
                ('moved', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone')),
                ('undone_because', models.TextField(blank=True, max_length=2000, verbose_name='why undone')),
                ('ref', prm.core.references.ReferenceField('CM', unique=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LeadMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('reason', models.TextField(max_length=2000, verbose_name='why')),
                ('decided_at', models.DateTimeField(verbose_name='merged')),
                ('moved', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone')),
                ('undone_because', models.TextField(blank=True, max_length=2000, verbose_name='why undone')),
                ('ref', prm.core.references.ReferenceField('LM')),
            ],
            options={
                'ordering': ['-decided_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LeadMergeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('reason', models.TextField(max_length=2000, verbose_name='why')),
                ('decided_at', models.DateTimeField(verbose_name='merged')),
                ('moved', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone')),
                ('undone_because', models.TextField(blank=True, max_length=2000, verbose_name='why undone')),
                ('ref', prm.core.references.ReferenceField('LM', unique=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='customer',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='customer',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='lead',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='lead',
            name='update_update',
        ),
        migrations.AddField(
            model_name='customer',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='doubles', to='leads.customer'),
        ),
        migrations.AddField(
            model_name='customerevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='leads.customer'),
        ),
        migrations.AddField(
            model_name='lead',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='doubles', to='leads.lead'),
        ),
        migrations.AddField(
            model_name='leadevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='leads.lead'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_customerevent" ("city", "country", "created_at", "domain", "external_id", "id", "identity", "industry", "merged_into_id", "name", "parent_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "ref", "region", "size", "source", "updated_at", "version") VALUES (NEW."city", NEW."country", NEW."created_at", NEW."domain", NEW."external_id", NEW."id", NEW."identity", NEW."industry", NEW."merged_into_id", NEW."name", NEW."parent_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postcode", NEW."ref", NEW."region", NEW."size", NEW."source", NEW."updated_at", NEW."version"); RETURN NULL;', hash='7416317fe7be0989a2d3c1c898771215a4967466', operation='INSERT', pgid='pgtrigger_insert_insert_84160', table='leads_customer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_customerevent" ("city", "country", "created_at", "domain", "external_id", "id", "identity", "industry", "merged_into_id", "name", "parent_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "ref", "region", "size", "source", "updated_at", "version") VALUES (NEW."city", NEW."country", NEW."created_at", NEW."domain", NEW."external_id", NEW."id", NEW."identity", NEW."industry", NEW."merged_into_id", NEW."name", NEW."parent_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postcode", NEW."ref", NEW."region", NEW."size", NEW."source", NEW."updated_at", NEW."version"); RETURN NULL;', hash='aaee46c28b7957856cab4da1ff538a97acfde6b4', operation='UPDATE', pgid='pgtrigger_update_update_3d9c3', table='leads_customer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lead',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_leadevent" ("appeal_answer", "appeal_answered_at", "appeal_reason", "appeal_to_id", "appealed_at", "arrived_at", "as_entered", "campaign_id", "chance", "close_note", "close_reason", "contact_id", "created_at", "customer_id", "direction", "external_id", "hops", "id", "last_activity_at", "lead_source", "member_id", "merged_into_id", "missing", "need", "open_fields", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "quality", "rank", "receiver_id", "ref", "referrer_id", "rejection_by_id", "rejection_changes", "rejection_checked", "rejection_reasons", "rejection_started_at", "request_note", "requested_at", "rules_accepted_id", "score", "score_lines", "scored_at", "scored_by", "source", "state", "state_since", "updated_at", "value", "value_currency", "version") VALUES (NEW."appeal_answer", NEW."appeal_answered_at", NEW."appeal_reason", NEW."appeal_to_id", NEW."appealed_at", NEW."arrived_at", NEW."as_entered", NEW."campaign_id", NEW."chance", NEW."close_note", NEW."close_reason", NEW."contact_id", NEW."created_at", NEW."customer_id", NEW."direction", NEW."external_id", NEW."hops", NEW."id", NEW."last_activity_at", NEW."lead_source", NEW."member_id", NEW."merged_into_id", NEW."missing", NEW."need", NEW."open_fields", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."product_id", NEW."quality", NEW."rank", NEW."receiver_id", NEW."ref", NEW."referrer_id", NEW."rejection_by_id", NEW."rejection_changes", NEW."rejection_checked", NEW."rejection_reasons", NEW."rejection_started_at", NEW."request_note", NEW."requested_at", NEW."rules_accepted_id", NEW."score", NEW."score_lines", NEW."scored_at", NEW."scored_by", NEW."source", NEW."state", NEW."state_since", NEW."updated_at", NEW."value", NEW."value_currency", NEW."version"); RETURN NULL;', hash='427706f45fb2507c8cdd28407041dfcfcf61f3ae', operation='INSERT', pgid='pgtrigger_insert_insert_523c0', table='leads_lead', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lead',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_leadevent" ("appeal_answer", "appeal_answered_at", "appeal_reason", "appeal_to_id", "appealed_at", "arrived_at", "as_entered", "campaign_id", "chance", "close_note", "close_reason", "contact_id", "created_at", "customer_id", "direction", "external_id", "hops", "id", "last_activity_at", "lead_source", "member_id", "merged_into_id", "missing", "need", "open_fields", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "quality", "rank", "receiver_id", "ref", "referrer_id", "rejection_by_id", "rejection_changes", "rejection_checked", "rejection_reasons", "rejection_started_at", "request_note", "requested_at", "rules_accepted_id", "score", "score_lines", "scored_at", "scored_by", "source", "state", "state_since", "updated_at", "value", "value_currency", "version") VALUES (NEW."appeal_answer", NEW."appeal_answered_at", NEW."appeal_reason", NEW."appeal_to_id", NEW."appealed_at", NEW."arrived_at", NEW."as_entered", NEW."campaign_id", NEW."chance", NEW."close_note", NEW."close_reason", NEW."contact_id", NEW."created_at", NEW."customer_id", NEW."direction", NEW."external_id", NEW."hops", NEW."id", NEW."last_activity_at", NEW."lead_source", NEW."member_id", NEW."merged_into_id", NEW."missing", NEW."need", NEW."open_fields", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."product_id", NEW."quality", NEW."rank", NEW."receiver_id", NEW."ref", NEW."referrer_id", NEW."rejection_by_id", NEW."rejection_changes", NEW."rejection_checked", NEW."rejection_reasons", NEW."rejection_started_at", NEW."request_note", NEW."requested_at", NEW."rules_accepted_id", NEW."score", NEW."score_lines", NEW."scored_at", NEW."scored_by", NEW."source", NEW."state", NEW."state_since", NEW."updated_at", NEW."value", NEW."value_currency", NEW."version"); RETURN NULL;', hash='ed2af5ee10172de2ceeafbfee905c5e7ee3822dd', operation='UPDATE', pgid='pgtrigger_update_update_17f2d', table='leads_lead', when='AFTER')),
        ),
        migrations.AddField(
            model_name='customermerge',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='customermerge',
            name='gone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.customer'),
        ),
        migrations.AddField(
            model_name='customermerge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.customer'),
        ),
        migrations.AddField(
            model_name='customermerge',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='customermergeevent',
            name='decided_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='customermergeevent',
            name='gone',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='leads.customer'),
        ),
        migrations.AddField(
            model_name='customermergeevent',
            name='kept',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='leads.customer'),
        ),
        migrations.AddField(
            model_name='customermergeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='customermergeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='leads.customermerge'),
        ),
        migrations.AddField(
            model_name='customermergeevent',
            name='undone_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='leadmerge',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='leadmerge',
            name='gone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.lead'),
        ),
        migrations.AddField(
            model_name='leadmerge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.lead'),
        ),
        migrations.AddField(
            model_name='leadmerge',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='leadmergeevent',
            name='decided_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='leadmergeevent',
            name='gone',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='leads.lead'),
        ),
        migrations.AddField(
            model_name='leadmergeevent',
            name='kept',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='leads.lead'),
        ),
        migrations.AddField(
            model_name='leadmergeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='leadmergeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='leads.leadmerge'),
        ),
        migrations.AddField(
            model_name='leadmergeevent',
            name='undone_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='customermerge',
            constraint=models.UniqueConstraint(models.F('gone'), condition=models.Q(('undone_at', None)), name='one_customermerge_in_force'),
        ),
        migrations.AddConstraint(
            model_name='customermerge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='customermerge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='customermerge',
            constraint=models.CheckConstraint(condition=models.Q(('undone_at', None), models.Q(('undone_by__isnull', False), models.Q(('undone_because', ''), _negated=True)), _connector='OR'), name='customermerge_undone_says_who'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customermerge',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='fc15d1ca18043bdf861a4e77667eaf0a0d55820d', operation='UPDATE', pgid='pgtrigger_touch_80c78', table='leads_customermerge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customermerge',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_customermergeevent" ("created_at", "decided_at", "decided_by_id", "gone_id", "id", "kept_id", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "ref", "undone_at", "undone_because", "undone_by_id", "updated_at", "version") VALUES (NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."gone_id", NEW."id", NEW."kept_id", NEW."moved", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."ref", NEW."undone_at", NEW."undone_because", NEW."undone_by_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='6644935d8eaad00c6ae1c26679e143696c254f9c', operation='INSERT', pgid='pgtrigger_insert_insert_f55dd', table='leads_customermerge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customermerge',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_customermergeevent" ("created_at", "decided_at", "decided_by_id", "gone_id", "id", "kept_id", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "ref", "undone_at", "undone_because", "undone_by_id", "updated_at", "version") VALUES (NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."gone_id", NEW."id", NEW."kept_id", NEW."moved", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."ref", NEW."undone_at", NEW."undone_because", NEW."undone_by_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='fac62e5f0aefcdd31f92be48fb023a231355d22e', operation='UPDATE', pgid='pgtrigger_update_update_f1573', table='leads_customermerge', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='leadmerge',
            constraint=models.UniqueConstraint(models.F('gone'), condition=models.Q(('undone_at', None)), name='one_leadmerge_in_force'),
        ),
        migrations.AddConstraint(
            model_name='leadmerge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='leadmerge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='leadmerge',
            constraint=models.CheckConstraint(condition=models.Q(('undone_at', None), models.Q(('undone_by__isnull', False), models.Q(('undone_because', ''), _negated=True)), _connector='OR'), name='leadmerge_undone_says_who'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leadmerge',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='2e4afa4f32c9641204641cedf2a38375137b6bed', operation='UPDATE', pgid='pgtrigger_touch_66302', table='leads_leadmerge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leadmerge',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_leadmergeevent" ("created_at", "decided_at", "decided_by_id", "gone_id", "id", "kept_id", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "ref", "undone_at", "undone_because", "undone_by_id", "updated_at", "version") VALUES (NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."gone_id", NEW."id", NEW."kept_id", NEW."moved", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."ref", NEW."undone_at", NEW."undone_because", NEW."undone_by_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='c4685f5de1ead37e9b13b19c7da8b2a628fcb9c5', operation='INSERT', pgid='pgtrigger_insert_insert_f3e2e', table='leads_leadmerge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leadmerge',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_leadmergeevent" ("created_at", "decided_at", "decided_by_id", "gone_id", "id", "kept_id", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "ref", "undone_at", "undone_because", "undone_by_id", "updated_at", "version") VALUES (NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."gone_id", NEW."id", NEW."kept_id", NEW."moved", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."ref", NEW."undone_at", NEW."undone_because", NEW."undone_by_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='b1275cd57a8bb537a3741f56d84892eb846b037f', operation='UPDATE', pgid='pgtrigger_update_update_4e7db', table='leads_leadmerge', when='AFTER')),
        ),
    ]
