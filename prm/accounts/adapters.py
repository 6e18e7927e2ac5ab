"""How allauth behaves here: nobody signs up, links come from SITE_URL, and single sign-on only opens what exists."""

import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages as page_messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from prm.core.callers import client_ip

from . import messages, second_factor, selectors
from .addresses import site_link
from .models import User

log = logging.getLogger("prm.security")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and this password do not belong together."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this site, on whatever host it is read."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago need not show at once that it is them."""
        records = get_authentication_records(self.request, self.request.user)
        return not records or time.time() - records[-1]["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return site_link(path.replace("UID-KEY", key))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts per Host header, which the caller chooses among ALLOWED_HOSTS.
        return str(credentials.get("email", "")).lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's mails, each as one of ours."""
        event = template_prefix.rpartition("/")[2]
        if event == "password_reset_key":
            messages.send_password_reset(context["user"], context["password_reset_url"])
        elif event == "unknown_account":
            messages.send_no_account(email)
        else:
            raise ValueError(f"No mail of ours stands for allauth's {template_prefix}.")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        address, browser = client_ip(self.request), self.get_http_user_agent(self.request)[:200]
        messages.send_security_notice(user, template_prefix.rpartition("/")[2], address=address, browser=browser)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("sign-in failed for %r from %s", credentials.get("email", ""), client_ip(request))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        log.info("sign-in of %s from %s", user.ref, client_ip(request))
        return super().post_login(request, user, **kwargs)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect signs in people who were invited, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect by an address the provider has verified; turn away whoever has no active account with it."""
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        user = User.objects.active().filter(email__in=verified).first()
        if user is None:
            log.warning("single sign-on without an account, from %s", client_ip(request))
            self._turn_away(request, _("There is no account for this sign-on. Ask for an invitation."))
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:
        self._turn_away(request, _("Single sign-on did not work. Try again, or sign in with your password."))

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        raise PermissionError("Single sign-on never makes an account.")

    @staticmethod
    def _turn_away(request: HttpRequest, sentence: Any) -> None:
        page_messages.error(request, sentence)
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it was used before. Wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        return second_factor.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factor.decipher(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A role that needs a second factor keeps at least one."""
        others = selectors.second_factors(authenticator.user).exclude(pk=authenticator.pk)
        return others.exists() or not selectors.mfa_required(authenticator.user.role)

    def _get_site_name(self) -> str:
        return settings.SITE_NAME
