"""What the rooms above may listen to.

`deactivated` is sent inside the transaction that closes an account, with `user` (the closed row) and `actor`. A
receiver moves what the person held (open offers, promises) with a service of its own; an exception undoes all of it.
"""

from django.dispatch import Signal

deactivated = Signal()
