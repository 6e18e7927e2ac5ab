"""The roof: which room answers under which address."""

from django.conf import settings
from django.urls import include, path, register_converter

from prm.accounts.enums import EVERYONE
from prm.core.admin import site
from prm.core.references import ReferenceConverter
from prm.core.views.gallery import GalleryPage

register_converter(ReferenceConverter, "ref")

urlpatterns = [
    path("accounts/", include("prm.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("leads/", include("leads.urls.leads")),
    path("forms/", include("leads.urls.public")),
    path("offers/", include("leads.urls.offers")),
    path("deals/", include("deals.urls")),
    path("", include("deals.incentives.urls")),
    path("library/", include("partners.library.urls")),
    path("partners/", include("partners.urls")),
    path("reports/", include("reports.urls")),
    path("settings/webhooks/", include("prm.outbox.webhook_urls")),
    path("settings/imports/", include("prm.importing.urls")),
    path("settings/", include("prm.settings_urls")),
    path("settings/", include("partners.settings_urls")),
    path("settings/", include("leads.urls.settings")),
    path("settings/", include("reports.settings_urls")),
    path("settings/", include("deals.settings_urls")),
    path("settings/", include("deals.incentives.settings_urls")),
    path("notices/", include("prm.outbox.urls")),
    path("api/v1/", include("prm.api")),
    path("admin/", site.urls),
    path("", include("prm.core.urls")),
    path("", include("reports.home_urls")),
]
if settings.DEV_MAIL_PAGE:
    urlpatterns.append(path("dev/mail/", include("prm.outbox.dev_urls")))
    urlpatterns.append(path("dev/components/", GalleryPage.as_view(roles=EVERYONE), name="gallery"))

handler400 = "prm.core.views.errors.bad_request"
handler403 = "prm.core.views.errors.permission_denied"
handler404 = "prm.core.views.errors.not_found"
handler500 = "prm.core.views.errors.server_error"
