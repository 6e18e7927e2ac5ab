import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django_countries.fields
import djmoney.models.fields
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
                ('list_price_currency', djmoney.models.fields.CurrencyField(choices=[('XUA', 'ADB Unit of Account'), ('AFN', 'Afghan Afghani'), ('AFA', 'Afghan Afghani (1927–2002)'), ('ALL', 'Albanian Lek'), ('ALK', 'Albanian Lek (1946–1965)'), ('DZD', 'Algerian Dinar'), ('ADP', 'Andorran Peseta'), ('AOA', 'Angolan Kwanza'), ('AOK', 'Angolan Kwanza (1977–1991)'), ('AON', 'Angolan New Kwanza (1990–2000)'), ('AOR', 'Angolan Readjusted Kwanza (1995–1999)'), ('ARA', 'Argentine Austral'), ('ARS', 'Argentine Peso'), ('ARM', 'Argentine Peso (1881–1970)'), ('ARP', 'Argentine Peso (1983–1985)'), ('ARL', 'Argentine Peso Ley (1970–1983)'), ('AMD', 'Armenian Dram'), ('AWG', 'Aruban Florin'), ('AUD', 'Australian Dollar'), ('ATS', 'Austrian Schilling'), ('AZN', 'Azerbaijani Manat'), ('AZM', 'Azerbaijani Manat (1993–2006)'), ('BSD', 'Bahamian Dollar'), ('BHD', 'Bahraini Dinar'), ('BDT', 'Bangladeshi Taka'), ('BBD', 'Barbadian Dollar'), ('BYN', 'Belarusian Ruble'), ('BYB', 'Belarusian Ruble (1994–1999)'), ('BYR', 'Belarusian Ruble (2000–2016)'), ('BEF', 'Belgian Franc'), ('BEC', 'Belgian Franc (convertible)'), ('BEL', 'Belgian Franc (financial)'), ('BZD', 'Belize Dollar'), ('BMD', 'Bermudan Dollar'), ('BTN', 'Bhutanese Ngultrum'), ('BOB', 'Bolivian Boliviano'), ('BOL', 'Bolivian Boliviano (1863–1963)'), ('BOV', 'Bolivian Mvdol'), ('BOP', 'Bolivian Peso'), ('VED', 'Bolívar Soberano'), ('BAM', 'Bosnia-Herzegovina Convertible Mark'), ('BAD', 'Bosnia-Herzegovina Dinar (1992–1994)'), ('BAN', 'Bosnia-Herzegovina New Dinar (1994–1997)'), ('BWP', 'Botswanan Pula'), ('BRC', 'Brazilian Cruzado (1986–1989)'), ('BRZ', 'Brazilian Cruzeiro (1942–1967)'), ('BRE', 'Brazilian Cruzeiro (1990–1993)'), ('BRR', 'Brazilian Cruzeiro (1993–1994)'), ('BRN', 'Brazilian New Cruzado (1989–1990)'), ('BRB', 'Brazilian New Cruzeiro (1967–1986)'), ('BRL', 'Brazilian Real'), ('GBP', 'British Pound'), ('BND', 'Brunei Dollar'), ('BGL', 'Bulgarian Hard Lev'), ('BGN', 'Bulgarian Lev'), ('BGO', 'Bulgarian Lev (1879–1952)'), ('BGM', 'Bulgarian Socialist Lev'), ('BUK', 'Burmese Kyat'), ('BIF', 'Burundian Franc'), ('XPF', 'CFP Franc'), ('KHR', 'Cambodian Riel'), ('CAD', 'Canadian Dollar'), ('CVE', 'Cape Verdean Escudo'), ('KYD', 'Cayman Islands Dollar'), ('XAF', 'Central African CFA Franc'), ('CLE', 'Chilean Escudo'), ('CLP', 'Chilean Peso'), ('CLF', 'Chilean Unit of Account (UF)'), ('CNX', 'Chinese People’s Bank Dollar'), ('CNY', 'Chinese Yuan'), ('CNH', 'Chinese Yuan (offshore)'), ('COP', 'Colombian Peso'), ('COU', 'Colombian Real Value Unit'), ('KMF', 'Comorian Franc'), ('CDF', 'Congolese Franc'), ('CRC', 'Costa Rican Colón'), ('HRD', 'Croatian Dinar'), ('HRK', 'Croatian Kuna'), ('CUC', 'Cuban Convertible Peso'), ('CUP', 'Cuban Peso'), ('CYP', 'Cypriot Pound'), ('CZK', 'Czech Koruna'), ('CSK', 'Czechoslovak Hard Koruna'), ('DKK', 'Danish Krone'), ('DJF', 'Djiboutian Franc'), ('DOP', 'Dominican Peso'), ('NLG', 'Dutch Guilder'), ('XCD', 'East Caribbean Dollar'), ('DDM', 'East German Mark'), ('ECS', 'Ecuadorian Sucre'), ('ECV', 'Ecuadorian Unit of Constant Value'), ('EGP', 'Egyptian Pound'), ('GQE', 'Equatorial Guinean Ekwele'), ('ERN', 'Eritrean Nakfa'), ('EEK', 'Estonian Kroon'), ('ETB', 'Ethiopian Birr'), ('EUR', 'Euro'), ('XBA', 'European Composite Unit'), ('XEU', 'European Currency Unit'), ('XBB', 'European Monetary Unit'), ('XBC', 'European Unit of Account (XBC)'), ('XBD', 'European Unit of Account (XBD)'), ('FKP', 'Falkland Islands Pound'), ('FJD', 'Fijian Dollar'), ('FIM', 'Finnish Markka'), ('FRF', 'French Franc'), ('XFO', 'French Gold Franc'), ('XFU', 'French UIC-Franc'), ('GMD', 'Gambian Dalasi'), ('GEK', 'Georgian Kupon Larit'), ('GEL', 'Georgian Lari'), ('DEM', 'German Mark'), ('GHS', 'Ghanaian Cedi'), ('GHC', 'Ghanaian Cedi (1979–2007)'), ('GIP', 'Gibraltar Pound'), ('XAU', 'Gold'), ('GRD', 'Greek Drachma'), ('GTQ', 'Guatemalan Quetzal'), ('GWP', 'Guinea-Bissau Peso'), ('GNF', 'Guinean Franc'), ('GNS', 'Guinean Syli'), ('GYD', 'Guyanaese Dollar'), ('HTG', 'Haitian Gourde'), ('HNL', 'Honduran Lempira'), ('HKD', 'Hong Kong Dollar'), ('HUF', 'Hungarian Forint'), ('IMP', 'IMP'), ('ISK', 'Icelandic Króna'), ('ISJ', 'Icelandic Króna (1918–1981)'), ('INR', 'Indian Rupee'), ('IDR', 'Indonesian Rupiah'), ('IRR', 'Iranian Rial'), ('IQD', 'Iraqi Dinar'), ('IEP', 'Irish Pound'), ('ILS', 'Israeli New Shekel'), ('ILP', 'Israeli Pound'), ('ILR', 'Israeli Shekel (1980–1985)'), ('ITL', 'Italian Lira'), ('JMD', 'Jamaican Dollar'), ('JPY', 'Japanese Yen'), ('JOD', 'Jordanian Dinar'), ('KZT', 'Kazakhstani Tenge'), ('KES', 'Kenyan Shilling'), ('KWD', 'Kuwaiti Dinar'), ('KGS', 'Kyrgystani Som'), ('LAK', 'Laotian Kip'), ('LVL', 'Latvian Lats'), ('LVR', 'Latvian Ruble'), ('LBP', 'Lebanese Pound'), ('LSL', 'Lesotho Loti'), ('LRD', 'Liberian Dollar'), ('LYD', 'Libyan Dinar'), ('LTL', 'Lithuanian Litas'), ('LTT', 'Lithuanian Talonas'), ('LUL', 'Luxembourg Financial Franc'), ('LUC', 'Luxembourgian Convertible Franc'), ('LUF', 'Luxembourgian Franc'), ('MOP', 'Macanese Pataca'), ('MKD', 'Macedonian Denar'), ('MKN', 'Macedonian Denar (1992–1993)'), ('MGA', 'Malagasy Ariary'), ('MGF', 'Malagasy Franc'), ('MWK', 'Malawian Kwacha'), ('MYR', 'Malaysian Ringgit'), ('MVR', 'Maldivian Rufiyaa'), ('MVP', 'Maldivian Rupee (1947–1981)'), ('MLF', 'Malian Franc'), ('MTL', 'Maltese Lira'), ('MTP', 'Maltese Pound'), ('MRU', 'Mauritanian Ouguiya'), ('MRO', 'Mauritanian Ouguiya (1973–2017)'), ('MUR', 'Mauritian Rupee'), ('MXV', 'Mexican Investment Unit'), ('MXN', 'Mexican Peso'), ('MXP', 'Mexican Silver Peso (1861–1992)'), ('MDC', 'Moldovan Cupon'), ('MDL', 'Moldovan Leu'), ('MCF', 'Monegasque Franc'), ('MNT', 'Mongolian Tugrik'), ('MAD', 'Moroccan Dirham'), ('MAF', 'Moroccan Franc'), ('MZE', 'Mozambican Escudo'), ('MZN', 'Mozambican Metical'), ('MZM', 'Mozambican Metical (1980–2006)'), ('MMK', 'Myanmar Kyat'), ('NAD', 'Namibian Dollar'), ('NPR', 'Nepalese Rupee'), ('ANG', 'Netherlands Antillean Guilder'), ('TWD', 'New Taiwan Dollar'), ('NZD', 'New Zealand Dollar'), ('NIO', 'Nicaraguan Córdoba'), ('NIC', 'Nicaraguan Córdoba (1988–1991)'), ('NGN', 'Nigerian Naira'), ('KPW', 'North Korean Won'), ('NOK', 'Norwegian Krone'), ('OMR', 'Omani Rial'), ('PKR', 'Pakistani Rupee'), ('XPD', 'Palladium'), ('PAB', 'Panamanian Balboa'), ('PGK', 'Papua New Guinean Kina'), ('PYG', 'Paraguayan Guarani'), ('PEI', 'Peruvian Inti'), ('PEN', 'Peruvian Sol'), ('PES', 'Peruvian Sol (1863–1965)'), ('PHP', 'Philippine Peso'), ('XPT', 'Platinum'), ('PLN', 'Polish Zloty'), ('PLZ', 'Polish Zloty (1950–1995)'), ('PTE', 'Portuguese Escudo'), ('GWE', 'Portuguese Guinea Escudo'), ('QAR', 'Qatari Riyal'), ('XRE', 'RINET Funds'), ('RHD', 'Rhodesian Dollar'), ('RON', 'Romanian Leu'), ('ROL', 'Romanian Leu (1952–2006)'), ('RUB', 'Russian Ruble'), ('RUR', 'Russian Ruble (1991–1998)'), ('RWF', 'Rwandan Franc'), ('SVC', 'Salvadoran Colón'), ('WST', 'Samoan Tala'), ('SAR', 'Saudi Riyal'), ('RSD', 'Serbian Dinar'), ('CSD', 'Serbian Dinar (2002–2006)'), ('SCR', 'Seychellois Rupee'), ('SLE', 'Sierra Leonean Leone'), ('SLL', 'Sierra Leonean Leone (1964—2022)'), ('XAG', 'Silver'), ('SGD', 'Singapore Dollar'), ('SKK', 'Slovak Koruna'), ('SIT', 'Slovenian Tolar'), ('SBD', 'Solomon Islands Dollar'), ('SOS', 'Somali Shilling'), ('ZAR', 'South African Rand'), ('ZAL', 'South African Rand (financial)'), ('KRH', 'South Korean Hwan (1953–1962)'), ('KRW', 'South Korean Won'), ('KRO', 'South Korean Won (1945–1953)'), ('SSP', 'South Sudanese Pound'), ('SUR', 'Soviet Rouble'), ('ESP', 'Spanish Peseta'), ('ESA', 'Spanish Peseta (A account)'), ('ESB', 'Spanish Peseta (convertible account)'), ('XDR', 'Special Drawing Rights'), ('LKR', 'Sri Lankan Rupee'), ('SHP', 'St. Helena Pound'), ('XSU', 'Sucre'), ('SDD', 'Sudanese Dinar (1992–2007)'), ('SDG', 'Sudanese Pound'), ('SDP', 'Sudanese Pound (1957–1998)'), ('SRD', 'Surinamese Dollar'), ('SRG', 'Surinamese Guilder'), ('SZL', 'Swazi Lilangeni'), ('SEK', 'Swedish Krona'), ('CHF', 'Swiss Franc'), ('SYP', 'Syrian Pound'), ('STN', 'São Tomé & Príncipe Dobra'), ('STD', 'São Tomé & Príncipe Dobra (1977–2017)'), ('TVD', 'TVD'), ('TJR', 'Tajikistani Ruble'), ('TJS', 'Tajikistani Somoni'), ('TZS', 'Tanzanian Shilling'), ('XTS', 'Testing Currency Code'), ('THB', 'Thai Baht'), ('TPE', 'Timorese Escudo'), ('TOP', 'Tongan Paʻanga'), ('TTD', 'Trinidad & Tobago Dollar'), ('TND', 'Tunisian Dinar'), ('TRY', 'Turkish Lira'), ('TRL', 'Turkish Lira (1922–2005)'), ('TMT', 'Turkmenistani Manat'), ('TMM', 'Turkmenistani Manat (1993–2009)'), ('USD', 'US Dollar'), ('USN', 'US Dollar (Next day)'), ('USS', 'US Dollar (Same day)'), ('UGX', 'Ugandan Shilling'), ('UGS', 'Ugandan Shilling (1966–1987)'), ('UAH', 'Ukrainian Hryvnia'), ('UAK', 'Ukrainian Karbovanets'), ('AED', 'United Arab Emirates Dirham'), ('UYW', 'Uruguayan Nominal Wage Index Unit'), ('UYU', 'Uruguayan Peso'), ('UYP', 'Uruguayan Peso (1975–1993)'), ('UYI', 'Uruguayan Peso (Indexed Units)'), ('UZS', 'Uzbekistani Som'), ('VUV', 'Vanuatu Vatu'), ('VES', 'Venezuelan Bolívar'), ('VEB', 'Venezuelan Bolívar (1871–2008)'), ('VEF', 'Venezuelan Bolívar (2008–2018)'), ('VND', 'Vietnamese Dong'), ('VNN', 'Vietnamese Dong (1978–1985)'), ('CHE', 'WIR Euro'), ('CHW', 'WIR Franc'), ('XOF', 'West African CFA Franc'), ('YDD', 'Yemeni Dinar'), ('YER', 'Yemeni Rial'), ('YUN', 'Yugoslavian Convertible Dinar (1990–1992)'), ('YUD', 'Yugoslavian Hard Dinar (1966–1990)'), ('YUM', 'Yugoslavian New Dinar (1994–2002)'), ('YUR', 'Yugoslavian Reformed Dinar (1992–1993)'), ('ZWN', 'ZWN'), ('ZRN', 'Zairean New Zaire (1993–1998)'), ('ZRZ', 'Zairean Zaire (1971–1993)'), ('ZMW', 'Zambian Kwacha'), ('ZMK', 'Zambian Kwacha (1968–2012)'), ('ZWD', 'Zimbabwean Dollar (1980–2008)'), ('ZWR', 'Zimbabwean Dollar (2008)'), ('ZWL', 'Zimbabwean Dollar (2009–2024)')], default='EUR', editable=False, max_length=3, null=True)),
                ('list_price', djmoney.models.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='list price')),
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
                ('currency', djmoney.models.fields.CurrencyField(default='EUR', max_length=3)),
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
                ('currency', djmoney.models.fields.CurrencyField(default='EUR', max_length=3)),
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
