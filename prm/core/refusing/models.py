"""The fields of a letter that says no, and of the appeal against it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Refusable(models.Model):
    """Something of a partner's that may be refused. The model adds `rejection_reasons`, a list of its own codes."""

    rejection_checked = models.TextField(_("what was checked"), max_length=2000, blank=True)
    rejection_changes = models.TextField(_("what would change the answer"), max_length=2000, blank=True)
    rejection_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rejection_started_at = models.DateTimeField(null=True, blank=True)
    # As the letter named it: another policy later does not move it.
    appeal_until = models.DateTimeField(_("can be appealed until"), null=True, blank=True)
    appeal_reason = models.TextField(_("why the decision should be looked at again"), max_length=2000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal_answer = models.TextField(_("answer to the appeal"), max_length=2000, blank=True)
    appeal_answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def has_open_appeal(self) -> bool:
        return self.appealed_at is not None and self.appeal_answered_at is None
