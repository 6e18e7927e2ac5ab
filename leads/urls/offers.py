"""Addresses of offers."""

from django.urls import path

from ..views import detail, lists, offers

app_name = "offers"
urlpatterns = [
    path("", lists.OfferList.as_view(), name="list"),
    path("answer/<str:token>/", offers.AnswerByMail.as_view(), name="by_mail"),
    path("<ref:ref>/", detail.OfferPage.as_view(), name="detail"),
    path("<ref:ref>/accept/", offers.Accept.as_view(), name="accept"),
    path("<ref:ref>/decline/", offers.Decline.as_view(), name="decline"),
    path("<ref:ref>/recall/", offers.Recall.as_view(), name="recall"),
]
