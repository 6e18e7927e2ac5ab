"""`/dev/mail/`, in development and demo only."""

from django.urls import path

from . import dev_views

app_name = "devmail"

urlpatterns = [
    path("", dev_views.MailList.as_view(), name="list"),
    path("<ref:ref>/", dev_views.MailDetail.as_view(), name="detail"),
    path("<ref:ref>/html/", dev_views.MailHtml.as_view(), name="html"),
    path("<ref:ref>/<int:number>/", dev_views.MailFile.as_view(), name="file"),
]
