import django.db.models.deletion
import django.db.models.functions.datetime
import prm.core.fields
import pgtrigger.compiler
import pgtrigger.migrations
import prm.core.references
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('deals', '0001_initial'),
        ('partners', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CompensationPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('referral_percent', models.DecimalField(decimal_places=2, default=10, max_digits=5, verbose_name='lead brought by the partner, %')),
                ('registered_uplift', models.DecimalField(decimal_places=2, default=10, max_digits=5, verbose_name='registered deal adds, points')),
                ('outbound_percent', models.DecimalField(decimal_places=2, default=5, max_digits=5, verbose_name='lead from the vendor, %')),
                ('cap_currency', prm.core.fields.CurrencyField(default='EUR', editable=False, max_length=3, null=True)),
                ('cap', prm.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='most per deal')),
                ('in_force_from', models.DateField(verbose_name='in force from')),
            ],
            options={
                'ordering': ['-in_force_from', '-number'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(models.F('name'), models.F('number'), name='one_plan_per_version'), models.CheckConstraint(condition=models.Q(('outbound_percent__range', (0, 100)), ('referral_percent__range', (0, 100)), ('registered_uplift__range', (0, 100))), name='plan_percentages_sane'), models.CheckConstraint(condition=models.Q(('cap', None), ('cap__gt', 0), _connector='OR'), name='plan_cap_positive')],
            },
        ),
        migrations.CreateModel(
            name='CompensationPlanEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('referral_percent', models.DecimalField(decimal_places=2, default=10, max_digits=5, verbose_name='lead brought by the partner, %')),
                ('registered_uplift', models.DecimalField(decimal_places=2, default=10, max_digits=5, verbose_name='registered deal adds, points')),
                ('outbound_percent', models.DecimalField(decimal_places=2, default=5, max_digits=5, verbose_name='lead from the vendor, %')),
                ('cap_currency', prm.core.fields.CurrencyField(default='EUR', editable=False, max_length=3, null=True)),
                ('cap', prm.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='most per deal')),
                ('in_force_from', models.DateField(verbose_name='in force from')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='incentives.compensationplan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Fee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('E')),
                ('state', models.CharField(choices=[('accrued', 'Accrued'), ('due', 'Due'), ('approved', 'Approved'), ('paid', 'Paid'), ('disputed', 'Disputed'), ('cancelled', 'Cancelled')], default='accrued', max_length=10, verbose_name='state')),
                ('base_currency', prm.core.fields.CurrencyField(default='EUR', editable=False, max_length=3)),
                ('base', prm.core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='value it is counted from')),
                ('amount_currency', prm.core.fields.CurrencyField(default='EUR', editable=False, max_length=3)),
                ('amount', prm.core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='fee')),
                ('lines', models.JSONField(default=list, verbose_name='calculation')),
                ('due_on', models.DateField(verbose_name='due')),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='paid')),
                ('payment_reference', models.CharField(blank=True, max_length=80, verbose_name='payment reference')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.campaign', verbose_name='campaign')),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fees', to='deals.opportunity')),
                ('paid_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.partner', verbose_name='partner')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fees', to='incentives.compensationplan')),
                ('referrer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.member', verbose_name='referrer')),
            ],
            options={
                'ordering': ['-due_on', '-pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['partner', 'state'], name='fee_of_partner'), models.Index(fields=['state', 'due_on'], name='fee_by_state')],
                'constraints': [models.UniqueConstraint(models.F('opportunity'), condition=models.Q(('amount__gt', 0)), name='one_fee_per_deal'), models.CheckConstraint(condition=models.Q(('state__in', ['accrued', 'due', 'approved', 'paid', 'disputed', 'cancelled'])), name='fee_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'paid'), _negated=True), models.Q(('paid_at__isnull', False), models.Q(('payment_reference', ''), _negated=True)), _connector='OR'), name='fee_paid_has_time')],
            },
        ),
        migrations.CreateModel(
            name='FeeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('E', unique=False)),
                ('state', models.CharField(choices=[('accrued', 'Accrued'), ('due', 'Due'), ('approved', 'Approved'), ('paid', 'Paid'), ('disputed', 'Disputed'), ('cancelled', 'Cancelled')], default='accrued', max_length=10, verbose_name='state')),
                ('base_currency', prm.core.fields.CurrencyField(default='EUR', editable=False, max_length=3)),
                ('base', prm.core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='value it is counted from')),
                ('amount_currency', prm.core.fields.CurrencyField(default='EUR', editable=False, max_length=3)),
                ('amount', prm.core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='fee')),
                ('lines', models.JSONField(default=list, verbose_name='calculation')),
                ('due_on', models.DateField(verbose_name='due')),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='paid')),
                ('payment_reference', models.CharField(blank=True, max_length=80, verbose_name='payment reference')),
                ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.campaign', verbose_name='campaign')),
                ('opportunity', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='deals.opportunity')),
                ('paid_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.partner', verbose_name='partner')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='incentives.fee')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='incentives.compensationplan')),
                ('referrer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.member', verbose_name='referrer')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='compensationplan',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='dc0e2c072316f38cebfdcd1007f9c762e36cc7b7', operation='UPDATE', pgid='pgtrigger_touch_bec00', table='incentives_compensationplan', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='compensationplan',
            trigger=pgtrigger.compiler.Trigger(name='a_version_in_force_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.in_force_from <= CURRENT_DATE)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='73be68eb5f0a8177cee689089f51a27f44905150', operation='UPDATE OR DELETE', pgid='pgtrigger_a_version_in_force_is_final_c5e74', table='incentives_compensationplan', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='compensationplan',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "incentives_compensationplanevent" ("cap", "cap_currency", "created_at", "id", "in_force_from", "name", "number", "outbound_percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_percent", "registered_uplift", "updated_at", "version") VALUES (NEW."cap", NEW."cap_currency", NEW."created_at", NEW."id", NEW."in_force_from", NEW."name", NEW."number", NEW."outbound_percent", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."referral_percent", NEW."registered_uplift", NEW."updated_at", NEW."version"); RETURN NULL;', hash='52cfdf2e4ae3f35cdae675974b797ab79612624a', operation='INSERT', pgid='pgtrigger_insert_insert_4da88', table='incentives_compensationplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='compensationplan',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "incentives_compensationplanevent" ("cap", "cap_currency", "created_at", "id", "in_force_from", "name", "number", "outbound_percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "referral_percent", "registered_uplift", "updated_at", "version") VALUES (NEW."cap", NEW."cap_currency", NEW."created_at", NEW."id", NEW."in_force_from", NEW."name", NEW."number", NEW."outbound_percent", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."referral_percent", NEW."registered_uplift", NEW."updated_at", NEW."version"); RETURN NULL;', hash='2df9047f7299ad757238e2d7226d1386d2dc1e97', operation='UPDATE', pgid='pgtrigger_update_update_bc1f7', table='incentives_compensationplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fee',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='c946e5821c399afb3b3baa40b84bebc934d11888', operation='UPDATE', pgid='pgtrigger_touch_0ff06', table='incentives_fee', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fee',
            trigger=pgtrigger.compiler.Trigger(name='a_paid_fee_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'paid\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f93c0b7b70b810f16ec27e6c8110b001a919f483', operation='UPDATE OR DELETE', pgid='pgtrigger_a_paid_fee_is_final_9b09f', table='incentives_fee', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fee',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "incentives_feeevent" ("amount", "amount_currency", "approved_at", "approved_by_id", "base", "base_currency", "campaign_id", "created_at", "due_on", "id", "lines", "opportunity_id", "paid_at", "paid_by_id", "partner_id", "payment_reference", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "ref", "referrer_id", "state", "updated_at", "version") VALUES (NEW."amount", NEW."amount_currency", NEW."approved_at", NEW."approved_by_id", NEW."base", NEW."base_currency", NEW."campaign_id", NEW."created_at", NEW."due_on", NEW."id", NEW."lines", NEW."opportunity_id", NEW."paid_at", NEW."paid_by_id", NEW."partner_id", NEW."payment_reference", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."ref", NEW."referrer_id", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='9fbf87135670519b2cdc64d84f4b52bf9570bd03', operation='INSERT', pgid='pgtrigger_insert_insert_70d99', table='incentives_fee', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fee',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "incentives_feeevent" ("amount", "amount_currency", "approved_at", "approved_by_id", "base", "base_currency", "campaign_id", "created_at", "due_on", "id", "lines", "opportunity_id", "paid_at", "paid_by_id", "partner_id", "payment_reference", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "ref", "referrer_id", "state", "updated_at", "version") VALUES (NEW."amount", NEW."amount_currency", NEW."approved_at", NEW."approved_by_id", NEW."base", NEW."base_currency", NEW."campaign_id", NEW."created_at", NEW."due_on", NEW."id", NEW."lines", NEW."opportunity_id", NEW."paid_at", NEW."paid_by_id", NEW."partner_id", NEW."payment_reference", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."ref", NEW."referrer_id", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='cf349c21476706b7f9bdf705b25ab904dd93ba4a', operation='UPDATE', pgid='pgtrigger_update_update_ff686', table='incentives_fee', when='AFTER')),
        ),
    ]
