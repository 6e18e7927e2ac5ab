import deals.models.protections
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
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
        ("leads", "0001_safeguards"),
        ("library", "0001_initial"),
        ("partners", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DealPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="version")),
                ("is_current", models.BooleanField(default=False)),
                (
                    "decide_days",
                    models.DecimalField(
                        decimal_places=1, default=2, max_digits=4, verbose_name="business days to decide"
                    ),
                ),
                ("protection_days", models.PositiveSmallIntegerField(default=90, verbose_name="protection, days")),
                ("extension_days", models.PositiveSmallIntegerField(default=30, verbose_name="one extension, days")),
                (
                    "cooling_hours",
                    models.PositiveSmallIntegerField(
                        default=4, verbose_name="shortest time to a rejection, business hours"
                    ),
                ),
                (
                    "stall_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="a deal stalls after days without change"
                    ),
                ),
                (
                    "answer_days",
                    models.DecimalField(
                        decimal_places=1,
                        default=5,
                        max_digits=4,
                        verbose_name="business days for the partner to complete",
                    ),
                ),
                (
                    "second_reading_days",
                    models.DecimalField(
                        decimal_places=1,
                        default=1,
                        max_digits=4,
                        verbose_name="business days for the second reading of a rejection",
                    ),
                ),
                (
                    "arbitrate_days",
                    models.DecimalField(
                        decimal_places=1, default=2, max_digits=4, verbose_name="business days to settle a conflict"
                    ),
                ),
                ("appeal_days", models.PositiveSmallIntegerField(default=15, verbose_name="days to appeal")),
                (
                    "appeal_answer_days",
                    models.DecimalField(
                        decimal_places=1, default=5, max_digits=4, verbose_name="business days to answer an appeal"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deal policies",
                "ordering": ["-number"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        models.F("is_current"),
                        condition=models.Q(("is_current", True)),
                        name="one_deal_policy_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer_days__gt", 0),
                            ("appeal_answer_days__gt", 0),
                            ("arbitrate_days__gt", 0),
                            ("decide_days__gt", 0),
                            ("protection_days__gt", 0),
                            ("second_reading_days__gt", 0),
                            ("stall_days__gt", 0),
                        ),
                        name="deal_clocks_run",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DealPolicyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("is_current", models.BooleanField(default=False)),
                (
                    "decide_days",
                    models.DecimalField(
                        decimal_places=1, default=2, max_digits=4, verbose_name="business days to decide"
                    ),
                ),
                ("protection_days", models.PositiveSmallIntegerField(default=90, verbose_name="protection, days")),
                ("extension_days", models.PositiveSmallIntegerField(default=30, verbose_name="one extension, days")),
                (
                    "cooling_hours",
                    models.PositiveSmallIntegerField(
                        default=4, verbose_name="shortest time to a rejection, business hours"
                    ),
                ),
                (
                    "stall_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="a deal stalls after days without change"
                    ),
                ),
                (
                    "answer_days",
                    models.DecimalField(
                        decimal_places=1,
                        default=5,
                        max_digits=4,
                        verbose_name="business days for the partner to complete",
                    ),
                ),
                (
                    "second_reading_days",
                    models.DecimalField(
                        decimal_places=1,
                        default=1,
                        max_digits=4,
                        verbose_name="business days for the second reading of a rejection",
                    ),
                ),
                (
                    "arbitrate_days",
                    models.DecimalField(
                        decimal_places=1, default=2, max_digits=4, verbose_name="business days to settle a conflict"
                    ),
                ),
                ("appeal_days", models.PositiveSmallIntegerField(default=15, verbose_name="days to appeal")),
                (
                    "appeal_answer_days",
                    models.DecimalField(
                        decimal_places=1, default=5, max_digits=4, verbose_name="business days to answer an appeal"
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="deals.dealpolicy",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Opportunity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                ("ref", prm.core.references.ReferenceField("D")),
                ("name", models.CharField(max_length=200, verbose_name="deal")),
                (
                    "deal_source",
                    models.CharField(
                        choices=[
                            ("outbound_lead", "Lead from the vendor"),
                            ("inbound_lead", "Lead from the partner"),
                            ("registration", "Registered deal"),
                            ("import", "Import"),
                        ],
                        max_length=20,
                        verbose_name="source",
                    ),
                ),
                (
                    "amount_currency",
                    prm.core.fields.CurrencyField(default="EUR", editable=False, max_length=3, null=True),
                ),
                (
                    "amount",
                    prm.core.fields.MoneyField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="amount"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("prospecting", "Prospecting"),
                            ("engaging", "Engaging"),
                            ("proposal", "Proposal"),
                            ("negotiation", "Negotiation"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        default="prospecting",
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("close_on", models.DateField(blank=True, null=True, verbose_name="expected close")),
                ("next_step", models.CharField(blank=True, max_length=300, verbose_name="next step")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened")),
                ("stage_since", models.DateTimeField()),
                ("last_activity_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "loss_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price", "Price"),
                            ("competitor", "Lost to a competitor"),
                            ("no_decision", "No decision"),
                            ("no_budget", "No budget"),
                            ("product", "Product did not fit"),
                            ("unknown", "Not recorded"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("loss_note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("source", models.CharField(blank=True, editable=False, max_length=40)),
                ("external_id", models.CharField(blank=True, max_length=100, verbose_name="external id")),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.contact",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opportunities",
                        to="leads.customer",
                    ),
                ),
                (
                    "lead",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opportunity",
                        to="leads.lead",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opportunities",
                        to="partners.member",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.product",
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                        verbose_name="referrer",
                    ),
                ),
                (
                    "sales_rep",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opportunities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "opportunities",
                "ordering": ["-last_activity_at", "-pk"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "stage", "-last_activity_at"], name="deal_of_partner"),
                    models.Index(fields=["stage", "closed_at"], name="deal_by_stage"),
                    models.Index(fields=["customer", "stage"], name="deal_of_customer"),
                    models.Index(
                        condition=models.Q(("stage__in", ["won", "lost"]), _negated=True),
                        fields=["last_activity_at"],
                        name="deal_idle",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("source"),
                        models.F("external_id"),
                        condition=models.Q(("external_id", ""), _negated=True),
                        name="one_deal_per_source_id",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gte", 0), _connector="OR"),
                        name="deal_amount_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["prospecting", "engaging", "proposal", "negotiation", "won", "lost"])
                        ),
                        name="deal_stage_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("stage__in", ["won", "lost"])),
                            models.Q(models.Q(("stage__in", ["won", "lost"]), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="deal_closed_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpportunityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                ("ref", prm.core.references.ReferenceField("D", unique=False)),
                ("name", models.CharField(max_length=200, verbose_name="deal")),
                (
                    "deal_source",
                    models.CharField(
                        choices=[
                            ("outbound_lead", "Lead from the vendor"),
                            ("inbound_lead", "Lead from the partner"),
                            ("registration", "Registered deal"),
                            ("import", "Import"),
                        ],
                        max_length=20,
                        verbose_name="source",
                    ),
                ),
                (
                    "amount_currency",
                    prm.core.fields.CurrencyField(default="EUR", editable=False, max_length=3, null=True),
                ),
                (
                    "amount",
                    prm.core.fields.MoneyField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="amount"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("prospecting", "Prospecting"),
                            ("engaging", "Engaging"),
                            ("proposal", "Proposal"),
                            ("negotiation", "Negotiation"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        default="prospecting",
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("close_on", models.DateField(blank=True, null=True, verbose_name="expected close")),
                ("next_step", models.CharField(blank=True, max_length=300, verbose_name="next step")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="opened")),
                ("stage_since", models.DateTimeField()),
                ("last_activity_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "loss_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price", "Price"),
                            ("competitor", "Lost to a competitor"),
                            ("no_decision", "No decision"),
                            ("no_budget", "No budget"),
                            ("product", "Product did not fit"),
                            ("unknown", "Not recorded"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("loss_note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("source", models.CharField(blank=True, editable=False, max_length=40)),
                ("external_id", models.CharField(blank=True, max_length=100, verbose_name="external id")),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="partners.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.contact",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.customer",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.lead",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="partners.member",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="deals.opportunity",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="partners.product",
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="partners.member",
                        verbose_name="referrer",
                    ),
                ),
                (
                    "sales_rep",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Protection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                ("scope", models.CharField(max_length=40)),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("warned_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("extended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "extension_evidence",
                    models.TextField(blank=True, max_length=2000, verbose_name="what has happened since"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="protections", to="leads.customer"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="protections", to="partners.partner"
                    ),
                ),
            ],
            options={
                "ordering": ["ends_on", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="protection_ends_after_start"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_at", None)),
                        expressions=[
                            ("customer", "="),
                            ("scope", "="),
                            (
                                deals.models.protections.DateRange(
                                    "starts_on",
                                    "ends_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True),
                                ),
                                "&&",
                            ),
                        ],
                        name="one_protection_per_customer_and_scope",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                ("ref", prm.core.references.ReferenceField("R")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("action_required", "Action required"),
                            ("contested", "Under arbitration"),
                            ("rejecting", "Rejection being checked"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                            ("completed", "Deal closed"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("company", models.CharField(max_length=200, verbose_name="customer")),
                ("website", models.CharField(blank=True, max_length=253, verbose_name="customer's website")),
                ("country", django_countries.fields.CountryField(blank=True, max_length=2, verbose_name="country")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("postcode", models.CharField(blank=True, max_length=20, verbose_name="postcode")),
                ("contact_name", models.CharField(blank=True, max_length=150, verbose_name="contact")),
                ("contact_title", models.CharField(blank=True, max_length=100, verbose_name="job title")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("scope", models.CharField(blank=True, editable=False, max_length=40)),
                (
                    "amount_currency",
                    prm.core.fields.CurrencyField(default="EUR", editable=False, max_length=3, null=True),
                ),
                (
                    "amount",
                    prm.core.fields.MoneyField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="first-year value"
                    ),
                ),
                ("close_on", models.DateField(blank=True, null=True, verbose_name="expected close")),
                (
                    "need",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what they need and what you have done so far"
                    ),
                ),
                ("rules_accepted_at", models.DateTimeField(blank=True, null=True)),
                ("routing_sentence", models.CharField(blank=True, max_length=400)),
                ("routing_lines", models.JSONField(blank=True, default=list)),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted")),
                ("state_since", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("decision_note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                (
                    "open_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("request_note", models.TextField(blank=True, max_length=2000, verbose_name="what is missing")),
                (
                    "rejection_reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("existing_customer", "We already work with this customer on this product"),
                                ("outside_territory", "The customer lies outside the agreed territory"),
                                ("not_qualified", "The opportunity does not meet the qualification criteria"),
                                ("no_activity", "No contact with the customer could be shown"),
                                ("product_not_authorised", "Your contract does not cover this product"),
                                ("duplicate", "You have registered this opportunity before"),
                                ("already_taken", "The customer was registered for this product earlier"),
                            ],
                            max_length=30,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="reasons",
                    ),
                ),
                ("rejection_checked", models.TextField(blank=True, max_length=2000, verbose_name="what was checked")),
                (
                    "rejection_changes",
                    models.TextField(blank=True, max_length=2000, verbose_name="what would change the answer"),
                ),
                ("rejection_started_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal_reason",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="why the decision should be looked at again"
                    ),
                ),
                ("appealed_at", models.DateTimeField(blank=True, null=True)),
                ("appeal_answer", models.TextField(blank=True, max_length=2000, verbose_name="answer to the appeal")),
                ("appeal_answered_at", models.DateTimeField(blank=True, null=True)),
                ("source", models.CharField(blank=True, editable=False, max_length=40)),
                ("external_id", models.CharField(blank=True, max_length=100, verbose_name="your own id")),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="leads.customer",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="leads.lead",
                    ),
                ),
                (
                    "opportunity",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registration",
                        to="deals.opportunity",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.product",
                        verbose_name="product",
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.member",
                        verbose_name="referrer",
                    ),
                ),
                (
                    "rejection_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rules_accepted",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="library.documentversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["partner", "state"], name="registration_of_partner"),
                    models.Index(fields=["reviewer", "state"], name="registration_of_reviewer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("customer"),
                        models.F("scope"),
                        condition=models.Q(("state__in", ("in_review", "action_required", "rejecting", "approved"))),
                        name="one_registration_holds_the_customer",
                    ),
                    models.UniqueConstraint(
                        models.F("partner"),
                        models.F("external_id"),
                        condition=models.Q(("external_id", ""), _negated=True),
                        name="one_registration_per_external_id",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gt", 0), _connector="OR"),
                        name="registration_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "in_review",
                                    "action_required",
                                    "contested",
                                    "rejecting",
                                    "approved",
                                    "rejected",
                                    "withdrawn",
                                    "lapsed",
                                    "completed",
                                ],
                            )
                        ),
                        name="registration_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]),
                            models.Q(
                                ("amount__isnull", False),
                                ("close_on__isnull", False),
                                ("customer__isnull", False),
                                ("product__isnull", False),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="registration_submitted_is_matched",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["rejecting", "rejected"]), _negated=True),
                            models.Q(
                                models.Q(("rejection_reasons", []), _negated=True),
                                models.Q(("rejection_checked", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="registration_rejected_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProtectionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                ("scope", models.CharField(max_length=40)),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("warned_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("extended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "extension_evidence",
                    models.TextField(blank=True, max_length=2000, verbose_name="what has happened since"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.customer",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="deals.protection",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deals.registration",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="protection",
            name="registration",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="protection", to="deals.registration"
            ),
        ),
        migrations.CreateModel(
            name="RegistrationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                ("ref", prm.core.references.ReferenceField("R", unique=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("action_required", "Action required"),
                            ("contested", "Under arbitration"),
                            ("rejecting", "Rejection being checked"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                            ("completed", "Deal closed"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("company", models.CharField(max_length=200, verbose_name="customer")),
                ("website", models.CharField(blank=True, max_length=253, verbose_name="customer's website")),
                ("country", django_countries.fields.CountryField(blank=True, max_length=2, verbose_name="country")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("postcode", models.CharField(blank=True, max_length=20, verbose_name="postcode")),
                ("contact_name", models.CharField(blank=True, max_length=150, verbose_name="contact")),
                ("contact_title", models.CharField(blank=True, max_length=100, verbose_name="job title")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("scope", models.CharField(blank=True, editable=False, max_length=40)),
                (
                    "amount_currency",
                    prm.core.fields.CurrencyField(default="EUR", editable=False, max_length=3, null=True),
                ),
                (
                    "amount",
                    prm.core.fields.MoneyField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="first-year value"
                    ),
                ),
                ("close_on", models.DateField(blank=True, null=True, verbose_name="expected close")),
                (
                    "need",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what they need and what you have done so far"
                    ),
                ),
                ("rules_accepted_at", models.DateTimeField(blank=True, null=True)),
                ("routing_sentence", models.CharField(blank=True, max_length=400)),
                ("routing_lines", models.JSONField(blank=True, default=list)),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted")),
                ("state_since", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("decision_note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                (
                    "open_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("request_note", models.TextField(blank=True, max_length=2000, verbose_name="what is missing")),
                (
                    "rejection_reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("existing_customer", "We already work with this customer on this product"),
                                ("outside_territory", "The customer lies outside the agreed territory"),
                                ("not_qualified", "The opportunity does not meet the qualification criteria"),
                                ("no_activity", "No contact with the customer could be shown"),
                                ("product_not_authorised", "Your contract does not cover this product"),
                                ("duplicate", "You have registered this opportunity before"),
                                ("already_taken", "The customer was registered for this product earlier"),
                            ],
                            max_length=30,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="reasons",
                    ),
                ),
                ("rejection_checked", models.TextField(blank=True, max_length=2000, verbose_name="what was checked")),
                (
                    "rejection_changes",
                    models.TextField(blank=True, max_length=2000, verbose_name="what would change the answer"),
                ),
                ("rejection_started_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal_reason",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="why the decision should be looked at again"
                    ),
                ),
                ("appealed_at", models.DateTimeField(blank=True, null=True)),
                ("appeal_answer", models.TextField(blank=True, max_length=2000, verbose_name="answer to the appeal")),
                ("appeal_answered_at", models.DateTimeField(blank=True, null=True)),
                ("source", models.CharField(blank=True, editable=False, max_length=40)),
                ("external_id", models.CharField(blank=True, max_length=100, verbose_name="your own id")),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="partners.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.customer",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.lead",
                    ),
                ),
                (
                    "opportunity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="deals.opportunity",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="deals.registration",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="partners.product",
                        verbose_name="product",
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="partners.member",
                        verbose_name="referrer",
                    ),
                ),
                (
                    "rejection_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rules_accepted",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="library.documentversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dealpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="touch",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;",
                    hash="fb82c56f2929af504e3043da6f2477fa3749eb1b",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_9fc67",
                    table="deals_dealpolicy",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dealpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "deals_dealpolicyevent" ("answer_days", "appeal_answer_days", "appeal_days", "arbitrate_days", "cooling_hours", "created_at", "decide_days", "extension_days", "id", "is_current", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "protection_days", "second_reading_days", "stall_days", "updated_at", "version") VALUES (NEW."answer_days", NEW."appeal_answer_days", NEW."appeal_days", NEW."arbitrate_days", NEW."cooling_hours", NEW."created_at", NEW."decide_days", NEW."extension_days", NEW."id", NEW."is_current", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."protection_days", NEW."second_reading_days", NEW."stall_days", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="423d1718d75e505c9f55ae9aba23a7a21ee1fbdc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cfc34",
                    table="deals_dealpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dealpolicy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "deals_dealpolicyevent" ("answer_days", "appeal_answer_days", "appeal_days", "arbitrate_days", "cooling_hours", "created_at", "decide_days", "extension_days", "id", "is_current", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "protection_days", "second_reading_days", "stall_days", "updated_at", "version") VALUES (NEW."answer_days", NEW."appeal_answer_days", NEW."appeal_days", NEW."arbitrate_days", NEW."cooling_hours", NEW."created_at", NEW."decide_days", NEW."extension_days", NEW."id", NEW."is_current", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."protection_days", NEW."second_reading_days", NEW."stall_days", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="d8b682511a8f8e984d51bf805a4c43a7c9bbe463",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1979c",
                    table="deals_dealpolicy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="opportunity",
            trigger=pgtrigger.compiler.Trigger(
                name="touch",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;",
                    hash="f9d9f9970f9f780c994912515c85ca00f3ea35c5",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_de103",
                    table="deals_opportunity",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="opportunity",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "deals_opportunityevent" ("amount", "amount_currency", "campaign_id", "close_on", "closed_at", "contact_id", "created_at", "customer_id", "deal_source", "external_id", "id", "last_activity_at", "lead_id", "loss_note", "loss_reason", "member_id", "name", "next_step", "opened_at", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "ref", "referrer_id", "sales_rep_id", "source", "stage", "stage_since", "updated_at", "version") VALUES (NEW."amount", NEW."amount_currency", NEW."campaign_id", NEW."close_on", NEW."closed_at", NEW."contact_id", NEW."created_at", NEW."customer_id", NEW."deal_source", NEW."external_id", NEW."id", NEW."last_activity_at", NEW."lead_id", NEW."loss_note", NEW."loss_reason", NEW."member_id", NEW."name", NEW."next_step", NEW."opened_at", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."product_id", NEW."ref", NEW."referrer_id", NEW."sales_rep_id", NEW."source", NEW."stage", NEW."stage_since", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="2c85f7028986eb5d5c4732e741d4b8437ca49ccd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d166c",
                    table="deals_opportunity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="opportunity",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "deals_opportunityevent" ("amount", "amount_currency", "campaign_id", "close_on", "closed_at", "contact_id", "created_at", "customer_id", "deal_source", "external_id", "id", "last_activity_at", "lead_id", "loss_note", "loss_reason", "member_id", "name", "next_step", "opened_at", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "ref", "referrer_id", "sales_rep_id", "source", "stage", "stage_since", "updated_at", "version") VALUES (NEW."amount", NEW."amount_currency", NEW."campaign_id", NEW."close_on", NEW."closed_at", NEW."contact_id", NEW."created_at", NEW."customer_id", NEW."deal_source", NEW."external_id", NEW."id", NEW."last_activity_at", NEW."lead_id", NEW."loss_note", NEW."loss_reason", NEW."member_id", NEW."name", NEW."next_step", NEW."opened_at", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."product_id", NEW."ref", NEW."referrer_id", NEW."sales_rep_id", NEW."source", NEW."stage", NEW."stage_since", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="47f34978eb6899777cfaa633a839423d9651d3e4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_914bd",
                    table="deals_opportunity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="touch",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;",
                    hash="08af4701d7d0d9e147fbe62044e155ac4fcd0e91",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_6dea6",
                    table="deals_registration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "deals_registrationevent" ("amount", "amount_currency", "appeal_answer", "appeal_answered_at", "appeal_reason", "appealed_at", "campaign_id", "city", "close_on", "company", "contact_email", "contact_name", "contact_phone", "contact_title", "country", "created_at", "customer_id", "decided_at", "decision_note", "external_id", "id", "lead_id", "need", "open_fields", "opportunity_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "product_id", "ref", "referrer_id", "rejection_by_id", "rejection_changes", "rejection_checked", "rejection_reasons", "rejection_started_at", "request_note", "reviewer_id", "routing_lines", "routing_sentence", "rules_accepted_at", "rules_accepted_id", "scope", "source", "state", "state_since", "submitted_at", "updated_at", "version", "website") VALUES (NEW."amount", NEW."amount_currency", NEW."appeal_answer", NEW."appeal_answered_at", NEW."appeal_reason", NEW."appealed_at", NEW."campaign_id", NEW."city", NEW."close_on", NEW."company", NEW."contact_email", NEW."contact_name", NEW."contact_phone", NEW."contact_title", NEW."country", NEW."created_at", NEW."customer_id", NEW."decided_at", NEW."decision_note", NEW."external_id", NEW."id", NEW."lead_id", NEW."need", NEW."open_fields", NEW."opportunity_id", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postcode", NEW."product_id", NEW."ref", NEW."referrer_id", NEW."rejection_by_id", NEW."rejection_changes", NEW."rejection_checked", NEW."rejection_reasons", NEW."rejection_started_at", NEW."request_note", NEW."reviewer_id", NEW."routing_lines", NEW."routing_sentence", NEW."rules_accepted_at", NEW."rules_accepted_id", NEW."scope", NEW."source", NEW."state", NEW."state_since", NEW."submitted_at", NEW."updated_at", NEW."version", NEW."website"); RETURN NULL;',
                    hash="4ba6dfdc7ce259c3450b0edf5908e8ccc8e161bf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_66ab0",
                    table="deals_registration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "deals_registrationevent" ("amount", "amount_currency", "appeal_answer", "appeal_answered_at", "appeal_reason", "appealed_at", "campaign_id", "city", "close_on", "company", "contact_email", "contact_name", "contact_phone", "contact_title", "country", "created_at", "customer_id", "decided_at", "decision_note", "external_id", "id", "lead_id", "need", "open_fields", "opportunity_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode", "product_id", "ref", "referrer_id", "rejection_by_id", "rejection_changes", "rejection_checked", "rejection_reasons", "rejection_started_at", "request_note", "reviewer_id", "routing_lines", "routing_sentence", "rules_accepted_at", "rules_accepted_id", "scope", "source", "state", "state_since", "submitted_at", "updated_at", "version", "website") VALUES (NEW."amount", NEW."amount_currency", NEW."appeal_answer", NEW."appeal_answered_at", NEW."appeal_reason", NEW."appealed_at", NEW."campaign_id", NEW."city", NEW."close_on", NEW."company", NEW."contact_email", NEW."contact_name", NEW."contact_phone", NEW."contact_title", NEW."country", NEW."created_at", NEW."customer_id", NEW."decided_at", NEW."decision_note", NEW."external_id", NEW."id", NEW."lead_id", NEW."need", NEW."open_fields", NEW."opportunity_id", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postcode", NEW."product_id", NEW."ref", NEW."referrer_id", NEW."rejection_by_id", NEW."rejection_changes", NEW."rejection_checked", NEW."rejection_reasons", NEW."rejection_started_at", NEW."request_note", NEW."reviewer_id", NEW."routing_lines", NEW."routing_sentence", NEW."rules_accepted_at", NEW."rules_accepted_id", NEW."scope", NEW."source", NEW."state", NEW."state_since", NEW."submitted_at", NEW."updated_at", NEW."version", NEW."website"); RETURN NULL;',
                    hash="2165fec626691b1ea4d5e3fc54f32e3c87357bfd",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2c1f7",
                    table="deals_registration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="protection",
            trigger=pgtrigger.compiler.Trigger(
                name="touch",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="NEW.updated_at = clock_timestamp(); NEW.version = OLD.version + 1; RETURN NEW;",
                    hash="6650f7f1de56a341c1e37b462db9c4d245b67868",
                    operation="UPDATE",
                    pgid="pgtrigger_touch_fd524",
                    table="deals_protection",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="protection",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "deals_protectionevent" ("created_at", "customer_id", "ended_at", "ends_on", "extended_at", "extension_evidence", "id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_id", "scope", "starts_on", "updated_at", "version", "warned_days") VALUES (NEW."created_at", NEW."customer_id", NEW."ended_at", NEW."ends_on", NEW."extended_at", NEW."extension_evidence", NEW."id", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."registration_id", NEW."scope", NEW."starts_on", NEW."updated_at", NEW."version", NEW."warned_days"); RETURN NULL;',
                    hash="755832cf032f97e9599e85332b435efaa44b6722",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ce6a0",
                    table="deals_protection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="protection",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "deals_protectionevent" ("created_at", "customer_id", "ended_at", "ends_on", "extended_at", "extension_evidence", "id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_id", "scope", "starts_on", "updated_at", "version", "warned_days") VALUES (NEW."created_at", NEW."customer_id", NEW."ended_at", NEW."ends_on", NEW."extended_at", NEW."extension_evidence", NEW."id", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registration_id", NEW."scope", NEW."starts_on", NEW."updated_at", NEW."version", NEW."warned_days"); RETURN NULL;',
                    hash="293840087b3b054e8700cbcd5b63a26f2d97dc52",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fc8df",
                    table="deals_protection",
                    when="AFTER",
                ),
            ),
        ),
    ]
