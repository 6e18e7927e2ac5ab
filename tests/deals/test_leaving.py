"""An account is closed: the chain of approvals has somebody for every step again, at once."""

from deals import services
from deals.models import Registration
from prm.accounts import services as accounts

from .test_approvals import chain, large, policy  # noqa: F401


def test_a_later_step_has_somebody_again_at_once(large, cast, ben, ada) -> None:  # noqa: F811
    """It needs Ben, then Ada: whoever looks at the chain reads who comes next now."""
    accounts.deactivate(actor=cast.gus, user=ada)
    assert chain(large) == [("Ben Alder", None), ("Gus Weber", None)]
    assert Registration.objects.get(pk=large.pk).decider == ben, "whose turn it is stays"
    assert services.approve(ben, large).decider == cast.gus
    assert services.approve(cast.gus, large).state == "approved"


def test_a_step_that_was_given_stays_with_who_gave_it(large, cast, ben, ada) -> None:  # noqa: F811
    services.approve(ben, large)
    accounts.deactivate(actor=cast.gus, user=ben)
    given = Registration.objects.get(pk=large.pk).approvals.get(place=0)
    assert (given.person, given.approved_by) == (ben, ben)


def test_what_is_decided_stays_as_it_was(large, cast, ben, ada) -> None:  # noqa: F811
    services.approve(ben, large)
    services.withdraw(cast.cleo, large)
    accounts.deactivate(actor=cast.gus, user=ada)
    assert chain(large)[1] == ("Ada Lind", None)
