"""The API of money: fees, and co-marketing money."""

from . import fees, mdf

urlpatterns = [*fees.urlpatterns, *mdf.urlpatterns]
