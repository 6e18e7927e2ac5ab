import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import prm.core.references
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('paused_until', models.DateTimeField()),
                ('failures', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='WorkerSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-seen_at'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('O')),
                ('key', models.CharField(editable=False, max_length=200)),
                ('channel', models.CharField(choices=[('mail', 'Mail'), ('notice', 'Notice'), ('webhook', 'Webhook')], max_length=10)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('sender_name', models.CharField(blank=True, max_length=200)),
                ('reply_to', models.CharField(blank=True, max_length=254)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('attachments', models.JSONField(blank=True, default=list)),
                ('payload', models.JSONField(blank=True, null=True)),
                ('url', models.CharField(blank=True, max_length=500)),
                ('route', models.CharField(blank=True, max_length=60)),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sending', 'Sending'), ('sent', 'Sent'), ('parked', 'Parked'), ('cancelled', 'Cancelled')], default='queued', max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('crashes', models.PositiveSmallIntegerField(default=0)),
                ('queued_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.TextField(blank=True)),
                ('message_id', models.CharField(editable=False, max_length=200)),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['due_at', 'id'], name='message_sweep'), models.Index(condition=models.Q(('state', 'parked')), fields=['-created_at'], name='message_parked'), models.Index(condition=models.Q(('channel', 'notice')), fields=['recipient', '-created_at'], name='message_notices'), models.Index(condition=models.Q(('channel', 'notice'), ('read_at', None)), fields=['recipient'], name='message_unread')],
                'constraints': [models.UniqueConstraint(fields=('key',), name='one_message_per_key'), models.CheckConstraint(condition=models.Q(('channel__in', ['mail', 'notice', 'webhook'])), name='message_channel_known'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'sent', 'parked', 'cancelled'])), name='message_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('succeeded', models.BooleanField()),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='outbox.message')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('W')),
                ('url', models.URLField(max_length=500, verbose_name='address')),
                ('secret', models.CharField(editable=False, max_length=100)),
                ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='events')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhook_endpoints', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='message',
            name='endpoint',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='outbox.webhookendpoint'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='webhookendpoint',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='ae61d225f502ecfebc37788cefb6618a61313d05', operation='UPDATE', pgid='pgtrigger_touch_cf6ae', table='outbox_webhookendpoint', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='message',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='444b0f9963970a511ace49e11a2689e7ea388a2a', operation='UPDATE', pgid='pgtrigger_touch_2399d', table='outbox_message', when='BEFORE')),
        ),
    ]
