import prm.core.references
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('deals', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='opportunityevent',
            name='ref',
            field=prm.core.references.ReferenceField('D', unique=False),
        ),
        migrations.AlterField(
            model_name='registrationevent',
            name='ref',
            field=prm.core.references.ReferenceField('R', unique=False),
        ),
    ]
