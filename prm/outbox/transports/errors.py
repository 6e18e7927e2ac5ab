"""Why a message did not leave, and what that means for it."""


class NotDelivered(Exception):
    """Base. `status` is the other side's code (SMTP or HTTP), if it gave one."""

    def __init__(self, note: str, status: int | None = None) -> None:
        super().__init__(note)
        self.note = note
        self.status = status


class TryLater(NotDelivered):
    """May work another time.

    `route_broken`: others on the route would fail now as well. `suspect`: this message may be the reason, so it waits
    longer each time. `not_before`: seconds the other side asked us to wait.
    """

    def __init__(
        self,
        note: str,
        status: int | None = None,
        *,
        route_broken: bool = False,
        suspect: bool = True,
        not_before: float = 0,
    ) -> None:
        super().__init__(note, status)
        self.route_broken = route_broken
        self.suspect = suspect
        self.not_before = not_before


class Refused(NotDelivered):
    """Will never work like this: the message is parked for staff."""


class NotWanted(NotDelivered):
    """The receiver wants it no more: the message is cancelled."""
