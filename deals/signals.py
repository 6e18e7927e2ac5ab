"""What deals announce. The rooms above answer; this app does not know them.

opportunity_won   sent by `working.win` inside the transaction that closes the deal, with the deal's row locked,
                  exactly once per deal. A receiver gets `sender=Opportunity`, `opportunity` (stage won, `closed_at`
                  set, amount above nothing), `registration` (the one that was approved and still ran when the deal
                  was won, or None) and `actor`. It writes to the database and queues messages only; what it raises
                  undoes the win.

credit_changed    sent by `crediting.change_credit` inside the transaction that changes who gets the credit for a deal,
                  with `sender=Opportunity` and `opportunity` (referrer and campaign set). What a receiver raises
                  undoes it.

shares_changed    sent by `crediting.change_shares` inside the transaction that changes the shares of a deal that
                  several partners sell, with `sender=Opportunity`, `opportunity` (locked), `actor` and `reason`. What
                  a receiver raises undoes it.
"""

from django.dispatch import Signal

opportunity_won = Signal()
credit_changed = Signal()
shares_changed = Signal()
