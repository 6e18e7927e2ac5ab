"""What promises announce. The app that made a promise answers; this app does not know it.

Both signals are sent by `sweep` inside a transaction of their own, at least `at` or `due_at`, and exactly once as far
as the receiver's writes go: those writes and the mark "announced" are committed together or not at all. A receiver

* gets `sender=Promise`, `promise: Promise`, `nudge: Nudge`, and ignores kinds that are not its own;
* writes to the database and queues messages only (what it did otherwise would be repeated after a crash);
* locks its own object first and checks that the step still makes sense: the promise was open a moment ago, but is not
  locked. Services here lock the promise after the owner's object, so a receiver must do so too;
* gives its messages keys made of `promise.ref` and `nudge.step`;
* may raise: only this step is rolled back, tried again later, and parked for staff after some tries.

reminder_due   a step before or after the due time has come: `nudge.step` is the name given to `make`, `nudge.level`
               its position there (0, 1, …).
fell_due       the time has passed and the promise is still open. The owner recalls (and calls `break_`), escalates,
               or leaves it: the promise then becomes late when it is kept.
"""

from django.dispatch import Signal

reminder_due = Signal()
fell_due = Signal()
