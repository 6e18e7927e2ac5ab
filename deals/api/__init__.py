"""The API of registrations and deals."""

from . import deals, registrations

urlpatterns = [*registrations.urlpatterns, *deals.urlpatterns]
