"""Certificates: the list, one of them, entering, confirming and withdrawing; and what a member speaks."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import CHANNEL, EVERYONE, MEMBERS, PARTNER_ADMINS
from prm.core.quarters import months_later
from prm.core.views import ActionPage, DetailPage, ListPage
from prm.promises.enums import Kind
from prm.promises.selectors import promise_of

from .. import rules, selectors, services
from ..enums import CertificateState
from ..filters import CertificateFilter
from ..forms import CertificateForm, LanguagesForm, ReasonForm
from ..models import Certificate, Member, Partner
from ..tables import CertificateTable

TEAM_ADMINS = CHANNEL | PARTNER_ADMINS
WITH_HOLDER = Certificate.objects.select_related("partner", "member__user", "product", "entered_by", "decided_by")


class CertificateList(ListPage):
    roles = EVERYONE
    model = Certificate
    table_class = CertificateTable
    filterset_class = CertificateFilter
    template_name = "partners/certificates.html"
    title = gettext_lazy("Certificates")
    subtitle = gettext_lazy("Leads for some products go only to people who are certified for them.")
    export_name = "certificates"
    empty = {"icon": "award", "title": gettext_lazy("No certificates yet.")}

    def get_queryset(self) -> Any:
        return selectors.certificates(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = selectors.partner_of(self.request.user)
        may_add = own is not None and rules.runs_the_team(self.request.user, own.pk)
        return super().get_context_data(own=own if may_add else None, **kwargs)


class CertificatePage(DetailPage):
    roles = EVERYONE
    model = Certificate
    queryset = WITH_HOLDER
    template_name = "partners/certificate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, certificate = self.request.user, self.object
        is_open = certificate.state != CertificateState.WITHDRAWN
        return super().get_context_data(
            certificate=certificate,
            clock=promise_of(Kind.CONFIRM_CERTIFICATE, certificate),
            may_confirm=certificate.state == CertificateState.ENTERED and rules.runs_the_channel(user),
            may_withdraw=is_open and rules.runs_the_team(user, certificate.partner_id),
            **kwargs,
        )


class CertificateNew(ActionPage):
    """The object is the partner that is certified, or one of whose members is."""

    roles = TEAM_ADMINS
    model = Partner
    form_class = CertificateForm
    submit_label = gettext_lazy("Enter it")

    def get_title(self) -> str:
        return _("A certificate of %(partner)s") % {"partner": self.object}

    def get_initial(self) -> dict[str, Any]:
        today = timezone.localdate()
        member = self.request.GET.get("member", "")
        return {"valid_from": today, "expires_on": months_later(today, 12), "member": member}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"members": selectors.team(self.request.user, self.object)}

    def perform(self, form: Any) -> Certificate:
        return services.enter_certificate(actor=self.request.user, partner=self.object, **form.cleaned_data)

    def get_success_message(self, result: Certificate) -> str:
        if result.state == CertificateState.CONFIRMED:
            return _("Entered and confirmed.")
        return _("Entered. It counts as soon as %(name)s has confirmed it.") % {"name": result.partner.owner}


class CertificateConfirm(ActionPage):
    roles = CHANNEL
    model = Certificate
    queryset = WITH_HOLDER
    template_name = "core/confirm.html"
    submit_label = gettext_lazy("Confirm it")
    success_message = gettext_lazy("Confirmed: it counts from its first day on.")

    def get_title(self) -> str:
        return _("Confirm the certificate of %(holder)s?") % {"holder": self.object.holder}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sentence = _("Leads for %(product)s can be offered there while it is valid.")
        return super().get_context_data(explanation=sentence % {"product": self.object.product}, **kwargs)

    def perform(self, form: Any) -> Certificate:
        return services.confirm_certificate(actor=self.request.user, certificate=self.object)


class CertificateWithdraw(ActionPage):
    roles = TEAM_ADMINS
    model = Certificate
    queryset = WITH_HOLDER
    form_class = ReasonForm
    submit_label = gettext_lazy("Withdraw it")
    success_message = gettext_lazy("Withdrawn: it does not count any more.")

    def get_title(self) -> str:
        return _("Withdraw the certificate of %(holder)s?") % {"holder": self.object.holder}

    def perform(self, form: Any) -> Certificate:
        return services.withdraw_certificate(
            actor=self.request.user, certificate=self.object, reason=form.cleaned_data["reason"]
        )


class MemberLanguages(ActionPage):
    """One's own, or those of a member of the team one runs."""

    roles = CHANNEL | MEMBERS
    model = Member
    queryset = Member.objects.select_related("user", "partner")
    form_class = LanguagesForm
    success_message = gettext_lazy("Saved.")

    def get_title(self) -> str:
        return _("What %(name)s speaks") % {"name": self.object}

    def get_form(self, form_class: Any = None) -> BaseForm:
        if not rules.says_what_is_spoken(self.request.user, self.object):
            raise PermissionDenied
        return super().get_form(form_class)

    def get_initial(self) -> dict[str, Any]:
        return {"languages": self.object.languages}

    def perform(self, form: Any) -> Member:
        return services.speak(actor=self.request.user, member=self.object, spoken=form.cleaned_data["languages"])

    def get_success_url_for(self, result: Any) -> str:
        return reverse("partners:member", args=[result.ref])
