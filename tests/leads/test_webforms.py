"""Forms on the vendor's own site: who may embed and send them, what is kept, and what nobody learns."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from leads.enums import FormField
from leads.models import Lead, WebEntry, WebForm
from leads.services import webforms
from leads.views.webforms import PER_ADDRESS, PER_FORM
from prm.core.errors import NotAllowed

from .conftest import fresh, page

pytestmark = pytest.mark.django_db
SITE = "https://www.vendor.example"
SETTINGS = {
    "name": "Ask us",
    "campaign": "Spring fair",
    "lead_source": "event",
    "origins": [SITE],
    "fields": list(FormField),
    "consent_text": "You may call me about this.",
    "thanks": "Thank you, we will call you.",
    "is_active": True,
}
TYPED = {
    "company": "Brook Mill BV",
    "contact_name": "Ann Brook",
    "contact_email": "ann@brook.example",
    "country": "NL",
    "need": "Forty desks",
    "consent": "on",
}


@pytest.fixture
def form(cast):
    cache.clear()
    return webforms.save_form(cast.ada, None, SETTINGS)


def send(form, origin=SITE, address="203.0.113.9", **changes):
    headers = {"HTTP_ORIGIN": origin} if origin else {}
    client = Client(enforce_csrf_checks=True)
    return client.post(form.get_public_url(), TYPED | changes, REMOTE_ADDR=address, **headers)


def test_what_is_sent_becomes_a_lead_with_the_consent_given(form):
    answer = send(form)
    assert answer.status_code == 200 and "Thank you, we will call you." in answer.content.decode()
    lead = Lead.objects.get()
    assert (lead.customer.name, lead.lead_source, lead.need) == ("Brook Mill BV", "event", "Forty desks")
    entry = lead.web_entry
    assert (entry.form, entry.consent_text, entry.consent_version) == (form, "You may call me about this.", 1)
    assert entry.consented_at is not None and "Ask us" in lead.contact.consent


@pytest.mark.parametrize(
    ("of_form", "chosen", "spoken"), [("", "", ""), ("fr", "", "fr"), ("fr", "nl", "nl"), ("", "nl", "nl")]
)
def test_visitors_are_talked_to_in_the_language_of_the_form_or_the_one_they_choose(cast, of_form, chosen, spoken):
    cache.clear()
    form = webforms.save_form(cast.ada, None, SETTINGS | {"language": of_form})
    assert send(form, language=chosen).status_code == 200
    assert Lead.objects.get().language == spoken


def test_a_language_that_nobody_knows_is_refused_with_its_field(form):
    answer = send(form, language="xx")
    assert answer.status_code == 422 and "xx is not one of the available choices" in answer.content.decode()
    assert not Lead.objects.exists()


def test_another_text_is_another_version_and_the_old_consent_stays(cast, form):
    send(form)
    webforms.save_form(cast.ada, form, SETTINGS | {"consent_text": "You may write to me."})
    send(fresh(form), contact_email="bo@brook.example")
    assert list(WebEntry.objects.order_by("pk").values_list("consent_version", "consent_text")) == [
        (1, "You may call me about this."),
        (2, "You may write to me."),
    ]
    webforms.save_form(cast.ada, form, SETTINGS | {"consent_text": "You may write to me.", "thanks": "Thanks"})
    assert fresh(form).consent_version == 2


def test_a_double_reads_the_same_thanks(form):
    first, second = send(form), send(form)
    texts = [re.sub(r"\w{64}", "", answer.content.decode()) for answer in (first, second)]
    assert texts[0] == texts[1]
    assert Lead.objects.filter(missing__contains=["duplicate"]).count() == 1


@pytest.mark.parametrize(
    "origin", ["", "null", "https://evil.example", f"{SITE}.evil.example", "http://www.vendor.example"]
)
def test_other_sites_send_nothing(form, origin):
    answer = send(form, origin)
    assert answer.status_code == 403 and "Brook Mill BV" in answer.content.decode()
    assert not Lead.objects.exists()


def test_the_portal_itself_may_send_it(form):
    assert send(form, "http://testserver").status_code == 200
    assert Lead.objects.count() == 1


def test_only_this_page_may_stand_in_a_frame_and_only_there(cast, form):
    answer = Client().get(form.get_public_url())
    assert f"frame-ancestors {SITE};" in answer["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in answer
    webforms.save_form(cast.ada, form, SETTINGS | {"origins": []})
    assert "frame-ancestors 'none'" in Client().get(form.get_public_url())["Content-Security-Policy"]
    other = Client().get(reverse("account_login"))
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"] and other["X-Frame-Options"] == "DENY"


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(form):
    assert "Thank you" in send(form, fax="1").content.decode()
    assert not Lead.objects.exists()


def test_one_address_sends_a_few_an_hour(form):
    statuses = [send(form, contact_email=f"a{number}@brook.example").status_code for number in range(PER_ADDRESS + 1)]
    assert statuses == [200] * PER_ADDRESS + [429]
    assert send(form, address="203.0.113.10").status_code == 200


def test_one_form_takes_so_many_an_hour(form, monkeypatch):
    monkeypatch.setattr("leads.views.webforms.PER_FORM", 2)
    assert PER_FORM > 2
    answers = [send(form, address=f"203.0.113.{number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Brook Mill BV" in answers[-1].content.decode()


def test_bad_input_names_the_field_and_keeps_what_was_typed(form):
    answer = send(form, contact_email="no address", company="<script>alert(1)</script>", consent="")
    text = answer.content.decode()
    assert answer.status_code == 422 and "Forty desks" in text and "no address" in text
    assert 'href="#id_contact_email"' in text and 'href="#id_consent"' in text
    assert "<script>alert" not in text and not Lead.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"company": "!!!"}, {"country": "ZZ"}, {"contact_name": "x" * 400}, {"need": "a\x00b"}]
)
def test_hostile_input_is_refused(form, changes):
    assert send(form, **changes).status_code in (400, 422)
    assert not Lead.objects.exists()


def test_what_the_form_does_not_ask_for_is_not_taken(cast, form):
    webforms.save_form(cast.ada, form, SETTINGS | {"fields": []})
    send(form, value="1000000", rank="hot", state="accepted", partner=cast.one.pk)
    lead = Lead.objects.get()
    assert (lead.need, lead.value, lead.partner, str(lead.customer.country)) == ("", None, None, "")


def test_switched_off_it_is_gone(cast, form):
    webforms.save_form(cast.ada, form, SETTINGS | {"is_active": False})
    assert Client().get(form.get_public_url()).status_code == send(form).status_code == 404
    assert Client().get(reverse("web_form", args=["guessed"])).status_code == 404


def test_managers_make_and_change_forms(cast, as_):
    ada = as_(cast.ada)
    assert "No form yet" in page(ada, "lead_settings:web_forms")
    typed = SETTINGS | {"origins": f"{SITE}\nhttps://shop.example:8443", "fields_asked": ["need"], "is_active": "on"}
    assert ada.post(reverse("lead_settings:web_form_new"), typed).status_code == 302
    form = WebForm.objects.get()
    assert (form.origins, form.fields) == ([SITE, "https://shop.example:8443"], ["need"])
    text = page(ada, "lead_settings:web_form", form.ref)
    assert f"http://testserver{form.get_public_url()}" in text and "&lt;iframe" in text
    assert ada.post(reverse("lead_settings:web_form", args=[form.ref]), typed | {"name": "Other"}).status_code == 302
    assert fresh(form).name == "Other" and "Other" in page(ada, "lead_settings:web_forms")


@pytest.mark.parametrize(
    "origin", ["https://a.example; script-src *", "*", "javascript:alert(1)", "https://a.example/x", "https://*"]
)
def test_no_origin_breaks_out_of_the_header(cast, as_, origin):
    answer = as_(cast.ada).post(reverse("lead_settings:web_form_new"), SETTINGS | {"origins": origin})
    assert answer.status_code == 422 and not WebForm.objects.exists()


def test_only_managers_make_forms(cast):
    for person in (cast.ben, cast.cleo):
        with pytest.raises(NotAllowed):
            webforms.save_form(person, None, SETTINGS)
