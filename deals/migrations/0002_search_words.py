"""Words and the newest are found from indexes, built while the portal goes on serving."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import Index

from prm.core.finding import trigrams


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0004_folded"), ("deals", "0001_initial")]
    operations = [
        AddIndexConcurrently("opportunity", Index(fields=["-last_activity_at", "-id"], name="deal_newest")),
        AddIndexConcurrently("opportunity", trigrams("name", "deal_words")),
        AddIndexConcurrently("opportunity", trigrams("external_id", "deal_id_words")),
        AddIndexConcurrently("registration", trigrams("company", "registration_words")),
        AddIndexConcurrently("registration", trigrams("external_id", "registration_id_words")),
    ]
