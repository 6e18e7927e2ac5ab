"""Doubles are found by e-mail and phone from indexes, built while the portal goes on serving."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import F, Func, Index, Value
from django.db.models.functions import Right

TAIL = Right(Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace"), 9)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0008_merges")]
    operations = [
        AddIndexConcurrently("contact", Index(TAIL, name="contact_phone_tail")),
        AddIndexConcurrently("contact", Index(fields=["email"], name="contact_email")),
    ]
