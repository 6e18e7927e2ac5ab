import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django_countries.fields
import prm.core.fields
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
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('C')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('is_default', models.BooleanField(default=False)),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends')),
            ],
            options={
                'ordering': ['partner', '-is_default', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('PR')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('family', models.SlugField(max_length=40, verbose_name='family')),
                ('list_price_currency', prm.core.fields.CurrencyField(default='EUR', editable=False, max_length=3, null=True)),
                ('list_price', prm.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='list price')),
                ('is_active', models.BooleanField(default=True, verbose_name='sold today')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Tier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('TI')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                ('rank', models.PositiveSmallIntegerField(unique=True, verbose_name='rank')),
                ('benefits', models.TextField(blank=True, verbose_name='benefits')),
                ('uplift_points', models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name='fee uplift, points')),
            ],
            options={
                'ordering': ['-rank'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('M')),
                ('capacity', models.PositiveSmallIntegerField(default=10, verbose_name='open leads at a time')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='member', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('P')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('type', models.CharField(choices=[('reseller', 'Reseller (VAR)'), ('agent', 'Referral or sales agent'), ('distributor', 'Distributor'), ('oem', 'OEM'), ('integrator', 'System integrator'), ('msp', 'Managed service provider')], max_length=20, verbose_name='type')),
                ('state', models.CharField(choices=[('prospect', 'Prospect'), ('active', 'Active'), ('suspended', 'Suspended'), ('ended', 'Ended')], default='prospect', max_length=20, verbose_name='state')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('about', models.TextField(blank=True, max_length=2000, verbose_name='about')),
                ('currency', prm.core.fields.CurrencyField(default='EUR', max_length=3, verbose_name='currency')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='partner since')),
                ('contract_ends_on', models.DateField(blank=True, null=True, verbose_name='contract ends')),
                ('source', models.CharField(blank=True, editable=False, max_length=40)),
                ('external_id', models.CharField(blank=True, max_length=100, verbose_name='external id')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partners_owned', to=settings.AUTH_USER_MODEL, verbose_name='channel manager')),
                ('sales_rep', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='partners_served', to=settings.AUTH_USER_MODEL, verbose_name='named sales rep')),
                ('tier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partners', to='partners.tier', verbose_name='tier')),
            ],
            options={
                'ordering': [django.db.models.functions.text.Lower('name'), 'pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='one_partner_per_name'), models.UniqueConstraint(models.F('source'), models.F('external_id'), condition=models.Q(('external_id', ''), _negated=True), name='one_partner_per_source_id')],
            },
        ),
        migrations.CreateModel(
            name='MemberEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('M', unique=False)),
                ('capacity', models.PositiveSmallIntegerField(default=10, verbose_name='open leads at a time')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.member')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.partner')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='member',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='partners.partner'),
        ),
        migrations.CreateModel(
            name='CampaignEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('C', unique=False)),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('is_default', models.BooleanField(default=False)),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='starts')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.campaign')),
                ('partner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.partner')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='campaign',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='partners.partner'),
        ),
        migrations.CreateModel(
            name='StaffProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('capacity', models.PositiveSmallIntegerField(default=50, verbose_name='open reviews at a time')),
                ('products', models.ManyToManyField(blank=True, related_name='specialists', to='partners.product', verbose_name='products')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='staff_profile', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StaffProfileEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('capacity', models.PositiveSmallIntegerField(default=50, verbose_name='open reviews at a time')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.staffprofile')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Territory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('T')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='countries')),
                ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='regions')),
                ('postal_prefixes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='postal prefixes')),
                ('industries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('agriculture', 'Agriculture'), ('construction', 'Construction'), ('education', 'Education'), ('energy', 'Energy and utilities'), ('finance', 'Finance and insurance'), ('government', 'Government'), ('health', 'Health and medical'), ('hospitality', 'Hospitality'), ('logistics', 'Logistics and transport'), ('manufacturing', 'Manufacturing'), ('marketing', 'Marketing and media'), ('retail', 'Retail and wholesale'), ('services', 'Professional services'), ('software', 'Software and internet'), ('telecom', 'Telecommunications'), ('other', 'Other')], max_length=40), blank=True, default=list, size=None, verbose_name='industries')),
                ('sizes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('1-9', '1–9 people'), ('10-49', '10–49 people'), ('50-249', '50–249 people'), ('250-999', '250–999 people'), ('1000+', '1,000 people or more')], max_length=40), blank=True, default=list, size=None, verbose_name='company sizes')),
                ('products', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='products')),
                ('precedence', models.SmallIntegerField(default=0, verbose_name='precedence')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('is_active', models.BooleanField(default=True, verbose_name='in force')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='territories', to='partners.member')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='territories', to='partners.partner')),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='territories', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'territories',
                'ordering': ['-precedence', 'name', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('partner__isnull', False), ('staff', None)), models.Q(('member', None), ('partner', None), ('staff__isnull', False)), _connector='OR'), name='territory_covered_by_one')],
            },
        ),
        migrations.CreateModel(
            name='TerritoryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('T', unique=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='countries')),
                ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None, verbose_name='regions')),
                ('postal_prefixes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='postal prefixes')),
                ('industries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('agriculture', 'Agriculture'), ('construction', 'Construction'), ('education', 'Education'), ('energy', 'Energy and utilities'), ('finance', 'Finance and insurance'), ('government', 'Government'), ('health', 'Health and medical'), ('hospitality', 'Hospitality'), ('logistics', 'Logistics and transport'), ('manufacturing', 'Manufacturing'), ('marketing', 'Marketing and media'), ('retail', 'Retail and wholesale'), ('services', 'Professional services'), ('software', 'Software and internet'), ('telecom', 'Telecommunications'), ('other', 'Other')], max_length=40), blank=True, default=list, size=None, verbose_name='industries')),
                ('sizes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('1-9', '1–9 people'), ('10-49', '10–49 people'), ('50-249', '50–249 people'), ('250-999', '250–999 people'), ('1000+', '1,000 people or more')], max_length=40), blank=True, default=list, size=None, verbose_name='company sizes')),
                ('products', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='products')),
                ('precedence', models.SmallIntegerField(default=0, verbose_name='precedence')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('is_active', models.BooleanField(default=True, verbose_name='in force')),
                ('member', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.member')),
                ('partner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.partner')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.territory')),
                ('staff', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(db_default=1, editable=False)),
                ('ref', prm.core.references.ReferenceField('P', unique=False)),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('type', models.CharField(choices=[('reseller', 'Reseller (VAR)'), ('agent', 'Referral or sales agent'), ('distributor', 'Distributor'), ('oem', 'OEM'), ('integrator', 'System integrator'), ('msp', 'Managed service provider')], max_length=20, verbose_name='type')),
                ('state', models.CharField(choices=[('prospect', 'Prospect'), ('active', 'Active'), ('suspended', 'Suspended'), ('ended', 'Ended')], default='prospect', max_length=20, verbose_name='state')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('about', models.TextField(blank=True, max_length=2000, verbose_name='about')),
                ('currency', prm.core.fields.CurrencyField(default='EUR', max_length=3, verbose_name='currency')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='partner since')),
                ('contract_ends_on', models.DateField(blank=True, null=True, verbose_name='contract ends')),
                ('source', models.CharField(blank=True, editable=False, max_length=40)),
                ('external_id', models.CharField(blank=True, max_length=100, verbose_name='external id')),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='channel manager')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.partner')),
                ('sales_rep', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='named sales rep')),
                ('tier', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.tier', verbose_name='tier')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.UniqueConstraint(models.F('partner'), condition=models.Q(('is_default', True)), name='one_default_campaign'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='product',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='3b64a03d429b97d777e80b48777eeb91ade1a5f5', operation='UPDATE', pgid='pgtrigger_touch_f4123', table='partners_product', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tier',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='bcf6d21555f550b25a382aa38029f7077633fa82', operation='UPDATE', pgid='pgtrigger_touch_6edf7', table='partners_tier', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='member',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='bd20d1d84a9bee01a1f5977d4f0e71c556ee97b9', operation='UPDATE', pgid='pgtrigger_touch_51afd', table='partners_member', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='member',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_memberevent" ("capacity", "created_at", "id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ref", "updated_at", "user_id", "version") VALUES (NEW."capacity", NEW."created_at", NEW."id", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ref", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;', hash='64e8123f7e1ab9883acea6b70c6b44ac5d98ee6d', operation='INSERT', pgid='pgtrigger_insert_insert_57608', table='partners_member', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='member',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_memberevent" ("capacity", "created_at", "id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ref", "updated_at", "user_id", "version") VALUES (NEW."capacity", NEW."created_at", NEW."id", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ref", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;', hash='6861c42f070b6cd9f37151e87645d6b6a35b0d8e', operation='UPDATE', pgid='pgtrigger_update_update_dc66d', table='partners_member', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='14b330865269e795a87edd7b305b500363f1d5d7', operation='UPDATE', pgid='pgtrigger_touch_a5ce4', table='partners_campaign', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_campaignevent" ("created_at", "ends_on", "id", "is_default", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ref", "starts_on", "updated_at", "version") VALUES (NEW."created_at", NEW."ends_on", NEW."id", NEW."is_default", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ref", NEW."starts_on", NEW."updated_at", NEW."version"); RETURN NULL;', hash='91fe7c2a628a258f41d4efd9787503ffd3b07027', operation='INSERT', pgid='pgtrigger_insert_insert_eef54', table='partners_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_campaignevent" ("created_at", "ends_on", "id", "is_default", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ref", "starts_on", "updated_at", "version") VALUES (NEW."created_at", NEW."ends_on", NEW."id", NEW."is_default", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ref", NEW."starts_on", NEW."updated_at", NEW."version"); RETURN NULL;', hash='083f03e8fd4aed245ad924c464434f9ccac04295', operation='UPDATE', pgid='pgtrigger_update_update_3d627', table='partners_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffprofile',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='051587afe68c848f4198e05ad59e65f6f05307fb', operation='UPDATE', pgid='pgtrigger_touch_2b137', table='partners_staffprofile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffprofile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_staffprofileevent" ("capacity", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "user_id", "version") VALUES (NEW."capacity", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;', hash='e298720819ec74eee6eee2f255edce4fa9f8ee5f', operation='INSERT', pgid='pgtrigger_insert_insert_fb5a3', table='partners_staffprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffprofile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_staffprofileevent" ("capacity", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "user_id", "version") VALUES (NEW."capacity", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;', hash='3cc1f9bf61c66fc40d1664547511504ca224b264', operation='UPDATE', pgid='pgtrigger_update_update_49ab2', table='partners_staffprofile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='territory',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='e1562dbe36b1a0fa0bbcac9f118b4a119f2c844b', operation='UPDATE', pgid='pgtrigger_touch_ae318', table='partners_territory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='territory',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_territoryevent" ("countries", "created_at", "id", "industries", "is_active", "member_id", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_prefixes", "precedence", "products", "ref", "regions", "sizes", "staff_id", "updated_at", "valid_from", "valid_until", "version") VALUES (NEW."countries", NEW."created_at", NEW."id", NEW."industries", NEW."is_active", NEW."member_id", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postal_prefixes", NEW."precedence", NEW."products", NEW."ref", NEW."regions", NEW."sizes", NEW."staff_id", NEW."updated_at", NEW."valid_from", NEW."valid_until", NEW."version"); RETURN NULL;', hash='d8def80a41e24feda01cb0cc844936c01a8950c0', operation='INSERT', pgid='pgtrigger_insert_insert_d189e', table='partners_territory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='territory',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_territoryevent" ("countries", "created_at", "id", "industries", "is_active", "member_id", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_prefixes", "precedence", "products", "ref", "regions", "sizes", "staff_id", "updated_at", "valid_from", "valid_until", "version") VALUES (NEW."countries", NEW."created_at", NEW."id", NEW."industries", NEW."is_active", NEW."member_id", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postal_prefixes", NEW."precedence", NEW."products", NEW."ref", NEW."regions", NEW."sizes", NEW."staff_id", NEW."updated_at", NEW."valid_from", NEW."valid_until", NEW."version"); RETURN NULL;', hash='e005677f07dfd6571f84c1765bbdafd325bbe6a3', operation='UPDATE', pgid='pgtrigger_update_update_3701a', table='partners_territory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partner',
            trigger=pgtrigger.compiler.Trigger(name='touch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;', hash='d41588ca421f608d75c48a05151bcb8a8cd291e0', operation='UPDATE', pgid='pgtrigger_touch_d17c8', table='partners_partner', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partner',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_partnerevent" ("about", "city", "contract_ends_on", "country", "created_at", "currency", "external_id", "id", "joined_on", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "ref", "sales_rep_id", "source", "state", "tier_id", "type", "updated_at", "version", "website") VALUES (NEW."about", NEW."city", NEW."contract_ends_on", NEW."country", NEW."created_at", NEW."currency", NEW."external_id", NEW."id", NEW."joined_on", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."ref", NEW."sales_rep_id", NEW."source", NEW."state", NEW."tier_id", NEW."type", NEW."updated_at", NEW."version", NEW."website"); RETURN NULL;', hash='8e2cc8108f82354e0a43ea353e86ee84e1ea274c', operation='INSERT', pgid='pgtrigger_insert_insert_71860', table='partners_partner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partner',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_partnerevent" ("about", "city", "contract_ends_on", "country", "created_at", "currency", "external_id", "id", "joined_on", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "ref", "sales_rep_id", "source", "state", "tier_id", "type", "updated_at", "version", "website") VALUES (NEW."about", NEW."city", NEW."contract_ends_on", NEW."country", NEW."created_at", NEW."currency", NEW."external_id", NEW."id", NEW."joined_on", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."ref", NEW."sales_rep_id", NEW."source", NEW."state", NEW."tier_id", NEW."type", NEW."updated_at", NEW."version", NEW."website"); RETURN NULL;', hash='632d73158cd4250ac19e200cac086608004625b0', operation='UPDATE', pgid='pgtrigger_update_update_17ece', table='partners_partner', when='AFTER')),
        ),
    ]
