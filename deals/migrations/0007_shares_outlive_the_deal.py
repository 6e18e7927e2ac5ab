"""A share stays when the deal is closed, and may be one of the vendor’s own deal."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0006_approvals"),
        ("leads", "0011_likeness"),
        ("library", "0002_downloads"),
        ("partners", "0006_type_defaults"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="registration",
            name="registration_sold_together_with_one",
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_share__lt", 100), ("state", "co_selling")),
                    ("state", "completed"),
                    models.Q(
                        models.Q(("state__in", ["co_selling", "completed"]), _negated=True), ("shares_with", None)
                    ),
                    _connector="OR",
                ),
                name="registration_sold_together_with_one",
            ),
        ),
    ]
