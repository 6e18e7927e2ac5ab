"""What companies are compared by, from indexes, built while the portal goes on serving."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import Index, Q

from leads.likeness.names import CREATE_FUNCTIONS, DROP_FUNCTIONS, Core, Places

INDEXES = (
    ("customer", Index(Core("name"), name="customer_core")),
    ("customer", Index(Core("parent_name"), name="customer_parent", condition=~Q(parent_name=""))),
    (
        "customer",
        GinIndex(
            Places("country", "postcode", "city"),
            OpClass(Core("name"), "gin_trgm_ops"),
            name="customer_place_and_core",
        ),
    ),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0010_web_forms")]
    operations = [
        migrations.RunSQL(CREATE_FUNCTIONS, DROP_FUNCTIONS),
        *(AddIndexConcurrently(model, index) for model, index in INDEXES),
    ]
