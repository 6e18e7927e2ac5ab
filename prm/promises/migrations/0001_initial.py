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
        ('contenttypes', '0002_remove_content_type_name'),
        ('partners', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('X')),
                ('kind', models.CharField(choices=[('answer_offer', 'Answer an offer'), ('contact_customer', 'Contact the customer'), ('progress_lead', 'Convert or close a lead'), ('acknowledge', 'Acknowledge'), ('decide_registration', 'Decide a registration'), ('answer_action_required', 'Complete what was asked for'), ('decide_rejection_review', 'Second reading of a rejection'), ('answer_appeal', 'Answer an appeal'), ('update_deal', 'Update a deal'), ('approve_fee', 'Approve a fee'), ('pay_fee', 'Pay a fee'), ('approve_mdf', 'Decide an MDF request'), ('review_held_lead', 'Review a held lead'), ('arbitrate', 'Decide who gets it')], max_length=30)),
                ('object_id', models.BigIntegerField()),
                ('subject_ref', models.CharField(blank=True, max_length=9)),
                ('subject_label', models.CharField(max_length=200)),
                ('url', models.CharField(blank=True, max_length=300)),
                ('side', models.CharField(choices=[('vendor', 'Vendor'), ('partner', 'Partner')], max_length=10)),
                ('state', models.CharField(choices=[('open', 'Open'), ('kept', 'Kept'), ('late', 'Kept late'), ('broken', 'Broken'), ('released', 'Released')], default='open', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('allowed_hours', models.FloatField(help_text='business hours from start to due, pauses left out')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('paused_seconds', models.FloatField(default=0, help_text='business time')),
                ('business_hours', models.FloatField(blank=True, help_text='from start to close, pauses left out', null=True)),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                ('owed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='partners.partner')),
            ],
            options={
                'ordering': ['due_at', 'pk'],
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['owed_by', 'due_at'], name='promise_worklist'), models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='promise_due'), models.Index(fields=['partner', 'side', 'closed_at'], name='promise_scorecard'), models.Index(fields=['content_type', 'object_id'], name='promise_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('kind', 'content_type', 'object_id'), name='one_open_promise_per_subject'), models.CheckConstraint(condition=models.Q(('kind__in', ['answer_offer', 'contact_customer', 'progress_lead', 'acknowledge', 'decide_registration', 'answer_action_required', 'decide_rejection_review', 'answer_appeal', 'update_deal', 'approve_fee', 'pay_fee', 'approve_mdf', 'review_held_lead', 'arbitrate'])), name='promise_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'kept', 'late', 'broken', 'released'])), name='promise_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='promise_closed_at_when_closed'), models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('started_at'))), name='promise_due_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Nudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=30)),
                ('level', models.PositiveSmallIntegerField(default=0)),
                ('fraction', models.FloatField(help_text='of the allowed business time; over 1 comes after the due time')),
                ('at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('parked_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
                ('promise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nudges', to='promises.promise')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('done_at', None), ('parked_at', None)), fields=['at', 'id'], name='nudge_due')],
                'constraints': [models.UniqueConstraint(fields=('promise', 'step'), name='one_nudge_per_step')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='e54c3af9e00109e66fb7a503a071f9466e3608dc', operation='UPDATE', pgid='pgtrigger_touch_a3db2', table='promises_promise', when='BEFORE')),
        ),
    ]
