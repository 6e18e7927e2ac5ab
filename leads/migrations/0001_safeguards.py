"""The constraints, indexes and triggers of the tables of 0001_initial."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='72fea2effcf3abb114ef368dddce6663b2c9445e', operation='UPDATE', pgid='pgtrigger_touch_80836', table='leads_customer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_customerevent" ("city", "country", "created_at", "domain", "external_id", "id", "identity", "industry", "name", "parent_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "ref", "region", "size", "source", "updated_at", "version") VALUES (NEW."city", NEW."country", NEW."created_at", NEW."domain", NEW."external_id", NEW."id", NEW."identity", NEW."industry", NEW."name", NEW."parent_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postcode", NEW."ref", NEW."region", NEW."size", NEW."source", NEW."updated_at", NEW."version"); RETURN NULL;', hash='04e8d8a515c840734ae0731b7c8146b5a22c9515', operation='INSERT', pgid='pgtrigger_insert_insert_84160', table='leads_customer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_customerevent" ("city", "country", "created_at", "domain", "external_id", "id", "identity", "industry", "name", "parent_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "ref", "region", "size", "source", "updated_at", "version") VALUES (NEW."city", NEW."country", NEW."created_at", NEW."domain", NEW."external_id", NEW."id", NEW."identity", NEW."industry", NEW."name", NEW."parent_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postcode", NEW."ref", NEW."region", NEW."size", NEW."source", NEW."updated_at", NEW."version"); RETURN NULL;', hash='09d015cb2b798f9c8022a1a47e9fa7055744844e', operation='UPDATE', pgid='pgtrigger_update_update_3d9c3', table='leads_customer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leadpolicy',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='050a18a0c51e216350e9cf2863495b29c1bdab0a', operation='UPDATE', pgid='pgtrigger_touch_f73a8', table='leads_leadpolicy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leadpolicy',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_leadpolicyevent" ("answer_days_cold", "answer_days_hot", "answer_days_warm", "conclude_days", "contact_days_cold", "contact_days_hot", "contact_days_warm", "cooling_hours", "created_at", "hops", "hot_from", "id", "idle_nudge_days", "is_current", "minimum_score", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "required", "updated_at", "version", "warm_from") VALUES (NEW."answer_days_cold", NEW."answer_days_hot", NEW."answer_days_warm", NEW."conclude_days", NEW."contact_days_cold", NEW."contact_days_hot", NEW."contact_days_warm", NEW."cooling_hours", NEW."created_at", NEW."hops", NEW."hot_from", NEW."id", NEW."idle_nudge_days", NEW."is_current", NEW."minimum_score", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."required", NEW."updated_at", NEW."version", NEW."warm_from"); RETURN NULL;', hash='9c647f70c6b14cc6c3a83cfd161cd750c8476cf4', operation='INSERT', pgid='pgtrigger_insert_insert_d0f49', table='leads_leadpolicy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leadpolicy',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_leadpolicyevent" ("answer_days_cold", "answer_days_hot", "answer_days_warm", "conclude_days", "contact_days_cold", "contact_days_hot", "contact_days_warm", "cooling_hours", "created_at", "hops", "hot_from", "id", "idle_nudge_days", "is_current", "minimum_score", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "required", "updated_at", "version", "warm_from") VALUES (NEW."answer_days_cold", NEW."answer_days_hot", NEW."answer_days_warm", NEW."conclude_days", NEW."contact_days_cold", NEW."contact_days_hot", NEW."contact_days_warm", NEW."cooling_hours", NEW."created_at", NEW."hops", NEW."hot_from", NEW."id", NEW."idle_nudge_days", NEW."is_current", NEW."minimum_score", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."required", NEW."updated_at", NEW."version", NEW."warm_from"); RETURN NULL;', hash='8695c79a89868aa9b1c8cee68c344f50c7ffc815', operation='UPDATE', pgid='pgtrigger_update_update_f23ef', table='leads_leadpolicy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scoringrule',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='cf34d431a1e6cec1d050f1b5fd21d465291d743e', operation='UPDATE', pgid='pgtrigger_touch_8e29f', table='leads_scoringrule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scoringrule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_scoringruleevent" ("created_at", "field", "id", "is_active", "label", "operator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "ref", "updated_at", "value", "version") VALUES (NEW."created_at", NEW."field", NEW."id", NEW."is_active", NEW."label", NEW."operator", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."points", NEW."ref", NEW."updated_at", NEW."value", NEW."version"); RETURN NULL;', hash='9ce3c4f8b544a2630a2594f92326936e4f50d22e', operation='INSERT', pgid='pgtrigger_insert_insert_76557', table='leads_scoringrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scoringrule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_scoringruleevent" ("created_at", "field", "id", "is_active", "label", "operator", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "ref", "updated_at", "value", "version") VALUES (NEW."created_at", NEW."field", NEW."id", NEW."is_active", NEW."label", NEW."operator", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."ref", NEW."updated_at", NEW."value", NEW."version"); RETURN NULL;', hash='7d7ac1076f096b2c35df48453cb0e5e90f66a591', operation='UPDATE', pgid='pgtrigger_update_update_794f2', table='leads_scoringrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='465e44d65739114614f31194485c652b2922caa0', operation='UPDATE', pgid='pgtrigger_touch_acc8d', table='leads_contact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_contactevent" ("campaign_id", "consent", "consent_at", "created_at", "customer_id", "email", "id", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "ref", "referrer_id", "title", "updated_at", "version") VALUES (NEW."campaign_id", NEW."consent", NEW."consent_at", NEW."created_at", NEW."customer_id", NEW."email", NEW."id", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."ref", NEW."referrer_id", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='d68181838d5889dfd441f08d1428f880ab8d5e74', operation='INSERT', pgid='pgtrigger_insert_insert_56e6e', table='leads_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_contactevent" ("campaign_id", "consent", "consent_at", "created_at", "customer_id", "email", "id", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "ref", "referrer_id", "title", "updated_at", "version") VALUES (NEW."campaign_id", NEW."consent", NEW."consent_at", NEW."created_at", NEW."customer_id", NEW."email", NEW."id", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."ref", NEW."referrer_id", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='c0f4269f1d321425abd91cdef697980312768357', operation='UPDATE', pgid='pgtrigger_update_update_90a60', table='leads_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lead',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='e026eae1f6e9e7169e57d004b49f6df37ba67c9f', operation='UPDATE', pgid='pgtrigger_touch_b997e', table='leads_lead', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lead',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_leadevent" ("appeal_to_id", "arrived_at", "as_entered", "campaign_id", "close_note", "close_reason", "contact_id", "created_at", "customer_id", "direction", "external_id", "hops", "id", "last_activity_at", "lead_source", "member_id", "missing", "need", "open_fields", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "quality", "rank", "receiver_id", "ref", "referrer_id", "reject_changes", "reject_checked", "reject_reason", "request_note", "requested_at", "rules_accepted_id", "score", "score_lines", "source", "state", "state_since", "updated_at", "value", "value_currency", "version") VALUES (NEW."appeal_to_id", NEW."arrived_at", NEW."as_entered", NEW."campaign_id", NEW."close_note", NEW."close_reason", NEW."contact_id", NEW."created_at", NEW."customer_id", NEW."direction", NEW."external_id", NEW."hops", NEW."id", NEW."last_activity_at", NEW."lead_source", NEW."member_id", NEW."missing", NEW."need", NEW."open_fields", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."product_id", NEW."quality", NEW."rank", NEW."receiver_id", NEW."ref", NEW."referrer_id", NEW."reject_changes", NEW."reject_checked", NEW."reject_reason", NEW."request_note", NEW."requested_at", NEW."rules_accepted_id", NEW."score", NEW."score_lines", NEW."source", NEW."state", NEW."state_since", NEW."updated_at", NEW."value", NEW."value_currency", NEW."version"); RETURN NULL;', hash='d251dbdf5e09c39b4a86cc657a999da0aa7d830c', operation='INSERT', pgid='pgtrigger_insert_insert_523c0', table='leads_lead', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lead',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_leadevent" ("appeal_to_id", "arrived_at", "as_entered", "campaign_id", "close_note", "close_reason", "contact_id", "created_at", "customer_id", "direction", "external_id", "hops", "id", "last_activity_at", "lead_source", "member_id", "missing", "need", "open_fields", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "quality", "rank", "receiver_id", "ref", "referrer_id", "reject_changes", "reject_checked", "reject_reason", "request_note", "requested_at", "rules_accepted_id", "score", "score_lines", "source", "state", "state_since", "updated_at", "value", "value_currency", "version") VALUES (NEW."appeal_to_id", NEW."arrived_at", NEW."as_entered", NEW."campaign_id", NEW."close_note", NEW."close_reason", NEW."contact_id", NEW."created_at", NEW."customer_id", NEW."direction", NEW."external_id", NEW."hops", NEW."id", NEW."last_activity_at", NEW."lead_source", NEW."member_id", NEW."missing", NEW."need", NEW."open_fields", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."product_id", NEW."quality", NEW."rank", NEW."receiver_id", NEW."ref", NEW."referrer_id", NEW."reject_changes", NEW."reject_checked", NEW."reject_reason", NEW."request_note", NEW."requested_at", NEW."rules_accepted_id", NEW."score", NEW."score_lines", NEW."source", NEW."state", NEW."state_since", NEW."updated_at", NEW."value", NEW."value_currency", NEW."version"); RETURN NULL;', hash='063a7ab5ee3b5f57c73a3406b706cced16823909', operation='UPDATE', pgid='pgtrigger_update_update_17f2d', table='leads_lead', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='passage',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='35e7af7856225cb1a08023843b7210ce814ef129', operation='UPDATE', pgid='pgtrigger_touch_5f18d', table='leads_passage', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='routingdecision',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='e2e31fd7de634b9141dab128afba70e0dddd083a', operation='UPDATE', pgid='pgtrigger_touch_8c614', table='leads_routingdecision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offer',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='cafc836d031ba6ca64aef214ae136b4f9c6b8188', operation='UPDATE', pgid='pgtrigger_touch_16b08', table='leads_offer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "leads_offerevent" ("answer_by", "answered_at", "created_at", "decision_id", "decline_note", "decline_reason", "hop", "id", "lead_id", "offered_at", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "ref", "state", "updated_at", "version") VALUES (NEW."answer_by", NEW."answered_at", NEW."created_at", NEW."decision_id", NEW."decline_note", NEW."decline_reason", NEW."hop", NEW."id", NEW."lead_id", NEW."offered_at", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recipient_id", NEW."ref", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='bb45b5b6d213d911b34b9828c64ef7e893cc16d6', operation='INSERT', pgid='pgtrigger_insert_insert_d60b9', table='leads_offer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "leads_offerevent" ("answer_by", "answered_at", "created_at", "decision_id", "decline_note", "decline_reason", "hop", "id", "lead_id", "offered_at", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "ref", "state", "updated_at", "version") VALUES (NEW."answer_by", NEW."answered_at", NEW."created_at", NEW."decision_id", NEW."decline_note", NEW."decline_reason", NEW."hop", NEW."id", NEW."lead_id", NEW."offered_at", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recipient_id", NEW."ref", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;', hash='b0b6cc68c34e40c7c4ba79d3fcfad8acb2a032f7', operation='UPDATE', pgid='pgtrigger_update_update_8de3a', table='leads_offer', when='AFTER')),
        ),
    ]
