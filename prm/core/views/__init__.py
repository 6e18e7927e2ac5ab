"""Base views. Every page of the portal is one of these, so none can forget who may see what."""

from .base import ActionPage, DetailPage, FormPage, Guarded, Page, PagePart
from .lists import ListPage
from .merging import MergedEdit

__all__ = ["ActionPage", "DetailPage", "FormPage", "Guarded", "ListPage", "MergedEdit", "Page", "PagePart"]
