"""The first page and the search, which stand at the top of the site."""

from django.urls import path

from .views import home, search

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("search/", search.Search.as_view(), name="search"),
]
