"""Every mail and notice about leads and offers: one function each, queued with a key that names the event.

What a reader may know of the contact is decided by `contact_of`; no template looks at the contact itself.
"""

from .inbound import (
    answer_reminder,
    lead_accepted_by_vendor,
    lead_acknowledged,
    lead_action_required,
    lead_completed,
    lead_progressed,
    lead_withdrawn,
    review_wanted,
)
from .leaving import handed_on, rep_changed
from .outbound import (
    contact_reminder,
    held_notice,
    lead_handed_over,
    lead_held,
    lead_idle,
    lead_is_yours,
    lead_unplaced,
    manager_reminder,
    offer_expired,
    offer_letter,
    offer_made,
    offer_recalled,
    offer_reminder,
    promise_is_late,
)
from .refusing import lead_appeal_answered, lead_appealed, lead_rejected, rejection_returned, second_reading
from .sending import (
    ANSWER_BY_MAIL,
    COMPLETE_BY_MAIL,
    answer_url,
    complete_url,
    fingerprint_of,
    fingerprint_of_question,
    vcard,
)
from .systems import lead_moved, offer_changed

__all__ = [
    "ANSWER_BY_MAIL",
    "COMPLETE_BY_MAIL",
    "answer_reminder",
    "answer_url",
    "complete_url",
    "contact_reminder",
    "fingerprint_of",
    "fingerprint_of_question",
    "handed_on",
    "held_notice",
    "lead_accepted_by_vendor",
    "lead_acknowledged",
    "lead_action_required",
    "lead_appeal_answered",
    "lead_appealed",
    "lead_completed",
    "lead_handed_over",
    "lead_held",
    "lead_idle",
    "lead_is_yours",
    "lead_moved",
    "lead_progressed",
    "lead_rejected",
    "lead_unplaced",
    "lead_withdrawn",
    "manager_reminder",
    "offer_changed",
    "offer_expired",
    "offer_letter",
    "offer_made",
    "offer_recalled",
    "offer_reminder",
    "promise_is_late",
    "rejection_returned",
    "rep_changed",
    "review_wanted",
    "second_reading",
    "vcard",
]
