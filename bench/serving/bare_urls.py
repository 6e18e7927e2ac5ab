"""The least that Django can do for a signed-in person: one indexed query, 25 rows of a table."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from leads.models import Lead

PAGE = engines["django"].from_string(
    "<!doctype html><title>Leads</title><p>{{ user.name }}</p><table>{% for lead in leads %}<tr>"
    "<td>{{ lead.ref }}</td>"
    "<td>{{ lead.customer.name }}</td><td>{{ lead.customer.country }}</td><td>{{ lead.contact.name }}</td>"
    "<td>{{ lead.get_state_display }}</td><td>{{ lead.score }}</td><td>{{ lead.value }}</td>"
    "<td>{{ lead.arrived_at }}</td></tr>{% endfor %}</table>"
)


@login_required
def leads(request: HttpRequest) -> HttpResponse:
    rows = Lead.objects.select_related("customer", "contact").order_by("-pk")[:25]
    return HttpResponse(PAGE.render({"leads": rows, "user": request.user}, request))


urlpatterns = [path("leads/", leads), path("healthz", lambda request: HttpResponse("ok"))]
