"""Words and the newest are found from indexes, built while the portal goes on serving."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations
from django.db.models import Index, Q
from django.db.models.fields.json import KT

from prm.core.finding import trigrams


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0004_folded"), ("leads", "0006_fair_refusal")]
    operations = [
        AddIndexConcurrently("lead", Index(fields=["-arrived_at", "-id"], name="lead_newest")),
        AddIndexConcurrently("customer", trigrams("name", "customer_words")),
        AddIndexConcurrently("customer", trigrams("city", "customer_city_words")),
        AddIndexConcurrently("contact", trigrams("name", "contact_words")),
        AddIndexConcurrently("contact", trigrams("email", "contact_email_words")),
        AddIndexConcurrently("lead", trigrams("external_id", "lead_id_words")),
        AddIndexConcurrently(
            "lead", trigrams(KT("as_entered__company"), "lead_company_words", condition=~Q(as_entered={}))
        ),
        RemoveIndexConcurrently("customer", "customer_name_trgm"),
    ]
