"""The relations, constraints and triggers of the tables of 0002_money."""

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('incentives', '0002_money'),
        ('deals', '0001_initial'),
        ('partners', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='budget',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budgets', to='partners.partner'),
        ),
        migrations.AddField(
            model_name='budgetentry',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='budgetentry',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='incentives.budget'),
        ),
        migrations.AddField(
            model_name='budgetentry',
            name='opportunity',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deals.opportunity'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispute',
            name='correction',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comes_from_dispute', to='incentives.fee'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='fee',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dispute', to='incentives.fee'),
        ),
        migrations.AddField(
            model_name='dispute',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='disputeevent',
            name='answered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='disputeevent',
            name='correction',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='incentives.fee'),
        ),
        migrations.AddField(
            model_name='disputeevent',
            name='fee',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='incentives.fee'),
        ),
        migrations.AddField(
            model_name='disputeevent',
            name='opened_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='disputeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='disputeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='incentives.dispute'),
        ),
        migrations.AddConstraint(
            model_name='mdfpolicy',
            constraint=models.UniqueConstraint(models.F('is_current'), condition=models.Q(('is_current', True)), name='one_mdf_policy_in_force'),
        ),
        migrations.AddConstraint(
            model_name='mdfpolicy',
            constraint=models.CheckConstraint(condition=models.Q(('accrual_percent__range', (0, 100)), ('answer_days__gt', 0), ('claim_days__gt', 0), ('decide_days__gt', 0), ('pay_days__gt', 0), ('settle_days__gt', 0), ('share_percent__gt', 0), ('share_percent__lte', 100)), name='mdf_policy_sane'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mdfpolicy',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='18debcc8a6d8cadad4b21044f4326d1bbd6e4c22', operation='UPDATE', pgid='pgtrigger_touch_cf5f0', table='incentives_mdfpolicy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mdfpolicy',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "incentives_mdfpolicyevent" ("accrual_percent", "answer_days", "claim_days", "cooling_hours", "created_at", "decide_days", "id", "is_current", "number", "pay_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settle_days", "share_percent", "spend_days", "updated_at", "version") VALUES (NEW."accrual_percent", NEW."answer_days", NEW."claim_days", NEW."cooling_hours", NEW."created_at", NEW."decide_days", NEW."id", NEW."is_current", NEW."number", NEW."pay_days", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."settle_days", NEW."share_percent", NEW."spend_days", NEW."updated_at", NEW."version"); RETURN NULL;', hash='e9ebd32a21245995f6e618ca4daa6603c9b23548', operation='INSERT', pgid='pgtrigger_insert_insert_900e2', table='incentives_mdfpolicy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mdfpolicy',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "incentives_mdfpolicyevent" ("accrual_percent", "answer_days", "claim_days", "cooling_hours", "created_at", "decide_days", "id", "is_current", "number", "pay_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settle_days", "share_percent", "spend_days", "updated_at", "version") VALUES (NEW."accrual_percent", NEW."answer_days", NEW."claim_days", NEW."cooling_hours", NEW."created_at", NEW."decide_days", NEW."id", NEW."is_current", NEW."number", NEW."pay_days", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."settle_days", NEW."share_percent", NEW."spend_days", NEW."updated_at", NEW."version"); RETURN NULL;', hash='0582517876f81c1a2b2ad7bcb46d035056671df3', operation='UPDATE', pgid='pgtrigger_update_update_d9a00', table='incentives_mdfpolicy', when='AFTER')),
        ),
        migrations.AddField(
            model_name='mdfpolicyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='mdfpolicyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='incentives.mdfpolicy'),
        ),
        migrations.AddField(
            model_name='mdfproof',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mdfrequest',
            name='budget',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='incentives.budget'),
        ),
        migrations.AddField(
            model_name='mdfrequest',
            name='campaign',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mdf_requests', to='partners.campaign'),
        ),
        migrations.AddField(
            model_name='mdfrequest',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mdfrequest',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mdf_requests', to='partners.member'),
        ),
        migrations.AddField(
            model_name='mdfrequest',
            name='paid_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mdfrequest',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mdf_requests', to='partners.partner'),
        ),
        migrations.AddField(
            model_name='mdfrequest',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mdfproof',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='incentives.mdfrequest'),
        ),
        migrations.AddField(
            model_name='budgetentry',
            name='request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='incentives.mdfrequest'),
        ),
        migrations.AddField(
            model_name='mdfrequestevent',
            name='budget',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='incentives.budget'),
        ),
        migrations.AddField(
            model_name='mdfrequestevent',
            name='campaign',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.campaign'),
        ),
        migrations.AddField(
            model_name='mdfrequestevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mdfrequestevent',
            name='member',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.member'),
        ),
        migrations.AddField(
            model_name='mdfrequestevent',
            name='paid_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mdfrequestevent',
            name='partner',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.partner'),
        ),
        migrations.AddField(
            model_name='mdfrequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='mdfrequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='incentives.mdfrequest'),
        ),
        migrations.AddField(
            model_name='mdfrequestevent',
            name='settled_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.UniqueConstraint(models.F('partner'), models.F('starts_on'), models.F('currency'), name='one_budget_per_period'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='budget_period_runs'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(('available__gte', 0), ('claimed__gte', 0), ('reserved__gte', 0), ('settled__gte', 0)), name='budget_never_overdrawn'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(('accrued', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('available'), '+', models.F('reserved')), '+', models.F('claimed')), '+', models.F('settled')))), name='budget_parts_are_the_whole'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budget',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='b480ac1c876260b069d698847e2bfffa6dfb46c4', operation='UPDATE', pgid='pgtrigger_touch_95b59', table='incentives_budget', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budget',
            trigger=pgtrigger.compiler.Trigger(name='sums_come_from_the_ledger', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (pg_trigger_depth() = 0 AND (OLD.accrued IS DISTINCT FROM NEW.accrued OR OLD.available IS DISTINCT FROM NEW.available OR OLD.reserved IS DISTINCT FROM NEW.reserved OR OLD.claimed IS DISTINCT FROM NEW.claimed OR OLD.settled IS DISTINCT FROM NEW.settled))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c9260be3f8813a5cdbdcbab16cd3f6ecc822d9d4', operation='UPDATE', pgid='pgtrigger_sums_come_from_the_ledger_a741a', table='incentives_budget', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budget',
            trigger=pgtrigger.compiler.Trigger(name='a_budget_begins_empty', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.accrued <> 0 OR NEW.available <> 0 OR NEW.reserved <> 0 OR NEW.claimed <> 0 OR NEW.settled <> 0)', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='878224a9f44768356873d95a810a2bf7a8bf7a03', operation='INSERT', pgid='pgtrigger_a_budget_begins_empty_deadb', table='incentives_budget', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'upheld', 'declined'])), name='dispute_state_known'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='dispute_answered_in_words'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('correction__isnull', False), ('state', 'upheld')), models.Q(models.Q(('state', 'upheld'), _negated=True), ('correction', None)), _connector='OR'), name='dispute_upheld_corrects'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='62c618c1426395e9d970b5633d85f7b326aa4e78', operation='UPDATE', pgid='pgtrigger_touch_4b720', table='incentives_dispute', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "incentives_disputeevent" ("answer", "answered_at", "answered_by_id", "correction_id", "created_at", "fee_id", "fee_state", "id", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "ref", "state", "updated_at", "version") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."correction_id", NEW."created_at", NEW."fee_id", NEW."fee_state", NEW."id", NEW."opened_at", NEW."opened_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."ref", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='1c5fda3e85763a1126a490cbeaae837f3e86d059', operation='INSERT', pgid='pgtrigger_insert_insert_bbbba', table='incentives_dispute', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispute',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "incentives_disputeevent" ("answer", "answered_at", "answered_by_id", "correction_id", "created_at", "fee_id", "fee_state", "id", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "ref", "state", "updated_at", "version") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."correction_id", NEW."created_at", NEW."fee_id", NEW."fee_state", NEW."id", NEW."opened_at", NEW."opened_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."ref", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='6f6e56662df0a60755e98aa418ccf459025e6887', operation='UPDATE', pgid='pgtrigger_update_update_42ebe', table='incentives_dispute', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='mdfrequest',
            index=models.Index(fields=['partner', 'state'], name='mdf_of_partner'),
        ),
        migrations.AddIndex(
            model_name='mdfrequest',
            index=models.Index(fields=['state', 'state_since'], name='mdf_by_state'),
        ),
        migrations.AddConstraint(
            model_name='mdfrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['submitted', 'action_required', 'approved', 'refused', 'withdrawn', 'claimed', 'claim_returned', 'payable', 'paid', 'lapsed'])), name='mdf_state_known'),
        ),
        migrations.AddConstraint(
            model_name='mdfrequest',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='mdf_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='mdfrequest',
            constraint=models.CheckConstraint(condition=models.Q(('asked__gt', 0), ('asked__lte', models.F('planned_cost'))), name='mdf_asked_within_cost'),
        ),
        migrations.AddConstraint(
            model_name='mdfrequest',
            constraint=models.CheckConstraint(condition=models.Q(('approved', None), models.Q(('approved__gt', 0), ('approved__lte', models.F('asked'))), _connector='OR'), name='mdf_approved_within_asked'),
        ),
        migrations.AddConstraint(
            model_name='mdfrequest',
            constraint=models.CheckConstraint(condition=models.Q(('claimed', None), models.Q(('claimed__gt', 0), ('claimed__lte', models.F('approved')), ('claimed__lte', models.F('actual_cost'))), _connector='OR'), name='mdf_claimed_within_approved'),
        ),
        migrations.AddConstraint(
            model_name='mdfrequest',
            constraint=models.CheckConstraint(condition=models.Q(('settled', None), models.Q(('settled__gt', 0), ('settled__lte', models.F('claimed'))), _connector='OR'), name='mdf_settled_within_claimed'),
        ),
        migrations.AddConstraint(
            model_name='mdfrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(models.Q(('refusal_reasons', []), _negated=True), models.Q(('refusal_checked', ''), _negated=True)), _connector='OR'), name='mdf_refused_says_why'),
        ),
        migrations.AddConstraint(
            model_name='mdfrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'paid'), _negated=True), models.Q(('paid_at__isnull', False), ('settled__isnull', False), models.Q(('payment_reference', ''), _negated=True)), _connector='OR'), name='mdf_paid_has_reference'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mdfrequest',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='b60bab16b3c2ce0e3bda3758a703c1da9df94862', operation='UPDATE', pgid='pgtrigger_touch_cebdc', table='incentives_mdfrequest', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mdfrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "incentives_mdfrequestevent" ("activity", "actual_cost", "approved", "asked", "budget_id", "campaign_id", "claim_by", "claimed", "claimed_at", "created_at", "currency", "decided_at", "decided_by_id", "decision_note", "description", "ends_on", "expected", "held_on", "id", "member_id", "outcome", "paid_at", "paid_by_id", "partner_id", "payment_reference", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_cost", "ref", "refusal_changes", "refusal_checked", "refusal_reasons", "request_note", "settled", "settled_by_id", "settlement_note", "share_percent", "starts_on", "state", "state_since", "submitted_at", "title", "updated_at", "version") VALUES (NEW."activity", NEW."actual_cost", NEW."approved", NEW."asked", NEW."budget_id", NEW."campaign_id", NEW."claim_by", NEW."claimed", NEW."claimed_at", NEW."created_at", NEW."currency", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."description", NEW."ends_on", NEW."expected", NEW."held_on", NEW."id", NEW."member_id", NEW."outcome", NEW."paid_at", NEW."paid_by_id", NEW."partner_id", NEW."payment_reference", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_cost", NEW."ref", NEW."refusal_changes", NEW."refusal_checked", NEW."refusal_reasons", NEW."request_note", NEW."settled", NEW."settled_by_id", NEW."settlement_note", NEW."share_percent", NEW."starts_on", NEW."state", NEW."state_since", NEW."submitted_at", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='f7bdc15ce91e1d875a314bce2d652d3a86ff0502', operation='INSERT', pgid='pgtrigger_insert_insert_d15d9', table='incentives_mdfrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mdfrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "incentives_mdfrequestevent" ("activity", "actual_cost", "approved", "asked", "budget_id", "campaign_id", "claim_by", "claimed", "claimed_at", "created_at", "currency", "decided_at", "decided_by_id", "decision_note", "description", "ends_on", "expected", "held_on", "id", "member_id", "outcome", "paid_at", "paid_by_id", "partner_id", "payment_reference", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_cost", "ref", "refusal_changes", "refusal_checked", "refusal_reasons", "request_note", "settled", "settled_by_id", "settlement_note", "share_percent", "starts_on", "state", "state_since", "submitted_at", "title", "updated_at", "version") VALUES (NEW."activity", NEW."actual_cost", NEW."approved", NEW."asked", NEW."budget_id", NEW."campaign_id", NEW."claim_by", NEW."claimed", NEW."claimed_at", NEW."created_at", NEW."currency", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."description", NEW."ends_on", NEW."expected", NEW."held_on", NEW."id", NEW."member_id", NEW."outcome", NEW."paid_at", NEW."paid_by_id", NEW."partner_id", NEW."payment_reference", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_cost", NEW."ref", NEW."refusal_changes", NEW."refusal_checked", NEW."refusal_reasons", NEW."request_note", NEW."settled", NEW."settled_by_id", NEW."settlement_note", NEW."share_percent", NEW."starts_on", NEW."state", NEW."state_since", NEW."submitted_at", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='76976e97a0f674c6aea1d63903f6e25a1b55b9d9', operation='UPDATE', pgid='pgtrigger_update_update_c7034', table='incentives_mdfrequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='mdfproof',
            constraint=models.UniqueConstraint(models.F('request'), models.F('sha256'), name='one_proof_per_content'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mdfproof',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='19c503bb03eaba0a32bd7fad530121d7cf92dd27', operation='UPDATE', pgid='pgtrigger_touch_3b975', table='incentives_mdfproof', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mdfproof',
            trigger=pgtrigger.compiler.Trigger(name='proof_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2b4701aec1aea8c7d80af792d6888b1ff5211010', operation='UPDATE OR DELETE', pgid='pgtrigger_proof_is_final_ec65c', table='incentives_mdfproof', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='budgetentry',
            index=models.Index(fields=['budget', '-at'], name='entries_of_budget'),
        ),
        migrations.AddConstraint(
            model_name='budgetentry',
            constraint=models.UniqueConstraint(models.F('opportunity'), condition=models.Q(('kind', 'accrual')), name='one_accrual_per_deal'),
        ),
        migrations.AddConstraint(
            model_name='budgetentry',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), models.Q(('source', models.F('target')), _negated=True)), name='entry_moves_something'),
        ),
        migrations.AddConstraint(
            model_name='budgetentry',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['outside', 'available', 'reserved', 'claimed', 'settled']), ('target__in', ['outside', 'available', 'reserved', 'claimed', 'settled'])), name='entry_pots_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budgetentry',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='2e2ee76ad41f57c0d8d8ad52a783192954798a61', operation='UPDATE', pgid='pgtrigger_touch_5fbbc', table='incentives_budgetentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budgetentry',
            trigger=pgtrigger.compiler.Trigger(name='entries_are_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5e9900f202ee78d14ae00d5a1e53317b34310cd8', operation='UPDATE OR DELETE', pgid='pgtrigger_entries_are_final_8ffd0', table='incentives_budgetentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='budgetentry',
            trigger=pgtrigger.compiler.Trigger(name='carry_into_the_budget', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nUPDATE incentives_budget SET\naccrued = accrued + CASE WHEN NEW.source = 'outside' THEN NEW.amount ELSE 0 END\n - CASE WHEN NEW.target = 'outside' THEN NEW.amount ELSE 0 END,\navailable = available + CASE WHEN NEW.target = 'available' THEN NEW.amount ELSE 0 END - CASE WHEN NEW.source = 'available' THEN NEW.amount ELSE 0 END, reserved = reserved + CASE WHEN NEW.target = 'reserved' THEN NEW.amount ELSE 0 END - CASE WHEN NEW.source = 'reserved' THEN NEW.amount ELSE 0 END, claimed = claimed + CASE WHEN NEW.target = 'claimed' THEN NEW.amount ELSE 0 END - CASE WHEN NEW.source = 'claimed' THEN NEW.amount ELSE 0 END, settled = settled + CASE WHEN NEW.target = 'settled' THEN NEW.amount ELSE 0 END - CASE WHEN NEW.source = 'settled' THEN NEW.amount ELSE 0 END\nWHERE id = NEW.budget_id;\nRETURN NULL;\n", hash='1a81a3db6eb5b6f35d35ecc64cebc17dfcc8b159', operation='INSERT', pgid='pgtrigger_carry_into_the_budget_b1523', table='incentives_budgetentry', when='AFTER')),
        ),
    ]
