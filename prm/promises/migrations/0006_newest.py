from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('promises', '0005_close_dates'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(condition=models.Q(('state', 'released'), _negated=True), fields=['-due_at', '-id'], name='promise_newest'),
        ),
    ]
