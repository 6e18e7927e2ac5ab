"""A parked step is visible to administrators, who can let it be announced again."""

import pytest
from django.utils import timezone

from prm.promises import services
from prm.promises.enums import Kind
from prm.promises.models import Nudge

pytestmark = pytest.mark.django_db


def test_a_parked_step_comes_again(cast, as_):
    services.make(kind=Kind.PAY_FEE, subject=cast.one, owed_by=cast.fay, label="Fee", url="/fees/", days=1)
    Nudge.objects.filter(step="remind").update(
        parked_at=timezone.now(), attempts=8, last_error="RuntimeError('poison')"
    )
    cast.gus.is_superuser = True
    cast.gus.save()
    client, url = as_(cast.gus), "/admin/promises/nudge/?parked=yes"
    assert b"poison" in client.get(url).content
    parked = Nudge.objects.parked().get()
    client.post(url, {"action": "announce_again", "_selected_action": [parked.pk]})
    assert not Nudge.objects.parked().exists()
    assert client.get("/admin/promises/promise/").status_code == 200


@pytest.mark.parametrize("person", ["ada", "ben", "fay", "cleo"])
def test_others_do_not_get_in(cast, as_, person):
    assert as_(getattr(cast, person)).get("/admin/promises/nudge/").status_code != 200
