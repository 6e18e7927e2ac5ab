"""Components hold what they promise: they escape, they work empty, they keep to the policy."""

import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import RequestContext, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from prm.core.views.gallery import GalleryPage

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted(path.relative_to(TEMPLATES / "components") for path in (TEMPLATES / "components").rglob("*.html"))
CANARY = """"'><script>canary</script>"""
PERSON = SimpleNamespace(
    is_authenticated=True,
    is_active=True,
    name=CANARY,
    role="partner_rep",
    get_role_display="Partner rep",
    is_vendor=False,
)


def request(path="/"):
    made = RequestFactory().get(path)
    made.user = PERSON
    return made


def render(markup, **context):
    return Template(CottonCompiler().process(markup)).render(RequestContext(request(), context))


def tag_of(path):
    return "c-" + ".".join(path.with_suffix("").parts)


def declaration(path):
    return re.search(r"<c-vars (.*?)/>", (TEMPLATES / "components" / path).read_text(), re.S).group(1)


def text_attributes(path):
    """Names that a component declares as text (those with a colon take objects)."""
    return re.findall(r'(?<![:\w])([a-z_]+)="', declaration(path))


@pytest.mark.parametrize("path", COMPONENTS, ids=str)
def test_every_component_renders_with_nothing(path):
    html = render(f"<{tag_of(path)} />")
    assert "<c-" not in html


NOT_WORDS = {"icon", "level", "type", "method"}  # chosen by the page's author from a fixed list, never by people


@pytest.mark.parametrize("path", COMPONENTS, ids=str)
def test_every_component_escapes_all_it_is_given(path):
    names = [name for name in text_attributes(path) if name not in NOT_WORDS]
    passed = " ".join(f':{name}="canary"' for name in names)
    html = render(f"<{tag_of(path)} {passed} />", canary=CANARY)
    assert "<script>canary" not in html
    assert not re.search(r"""=["'][^"'<>]*["']'><""", html)


def test_pass_through_attributes_are_escaped():
    html = render('<c-button label="Go" :data-note="canary" hx-get="/x/" />', canary=CANARY)
    assert 'hx-get="/x/"' in html
    assert "<script>canary" not in html


def test_a_masked_contact_shows_no_details_whatever_it_is_given():
    html = render('<c-contact name="Buyer" email="a@b.example" phone="+31 1" vcard_url="/card/" masked="yes" />')
    assert "a@b.example" not in html
    assert "+31 1" not in html
    assert "/card/" not in html
    assert "as soon as you accept" in html


def test_a_post_button_carries_its_token_and_the_guard():
    html = render('<c-post url="/go/" label="Go" />')
    assert "csrfmiddlewaretoken" in html
    assert "data-once" in html


def test_a_figure_opens():
    assert 'href="/deals/"' in render('<c-figure label="Deals" value="9" href="/deals/" />')
    assert "href" not in render('<c-figure label="Deals" value="0" />')
    assert ">0<" in render('<c-figure label="Deals" :value="zero" />', zero=0)


def test_an_empty_worklist_says_so():
    assert "Nothing to do" in render('<c-worklist title="Work" empty="Nothing to do"></c-worklist>')
    full = render('<c-worklist title="Work" empty="Nothing to do"><c-worklist.item title="x" href="/" /></c-worklist>')
    assert "Nothing to do" not in full


def test_numbers_in_attributes_keep_their_point(settings):
    from django.utils import translation

    with translation.override("de"):
        assert 'value="0.5"' in render('<c-progress label="x" :value="half" :max="1" />', half=0.5)


def gallery(query=""):
    made = request("/dev/components/" + query)
    return GalleryPage.as_view(roles={"partner_rep"})(made).rendered_content


@pytest.fixture(scope="module")
def shown():
    return gallery()


def test_a_wrong_form_links_each_error_to_its_field(shown):
    ids = set(re.findall(r'\bid="([^"]+)"', shown))
    summary = re.search(r'role="alert".*?</form>', shown, re.S).group(0)
    linked = set(re.findall(r'href="#(wrong_[^"]*)"', summary))
    assert {"wrong_email", "wrong_amount", "wrong_company"} <= linked
    assert linked <= ids
    described = re.findall(r'aria-describedby="([^"]+)"', shown)
    assert {part for value in described for part in value.split()} <= ids
    assert "Somebody else already works with this customer" in shown
    assert shown.count("Somebody else already works with this customer") == 1
    assert 'value="not-an-address"' in shown


def test_no_id_is_used_twice(shown):
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert sorted(set(ids)) == sorted(ids)


def test_headings_do_not_skip_a_level(shown):
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", shown)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_list_sorts_and_pages_by_plain_links():
    html = gallery("?page=2&q=hof")
    assert "5–6 of 6" in html
    assert 'href="?page=1&amp;q=hof"' in html
    sort = re.search(r'id="table-region-sort-account" href="([^"]+)" hx-get="([^"]+)"', html)
    assert sort.group(1) == sort.group(2)
    assert "sort=account" in sort.group(1)
    assert "page=" not in sort.group(1)


def test_the_sorted_column_says_so():
    html = gallery("?sort=-account")
    assert re.search(r'<th role="columnheader" scope="col" [^>]*aria-sort="descending"', html)


def test_cells_carry_the_label_that_a_phone_shows(shown):
    assert 'data-label="Protected until"' in shown


ALLOWED_SCRIPT = re.compile(r"<script\b[^>]*\b(src=|type=\"application/json\")")


def test_no_template_has_inline_script_or_style():
    """The content security policy would refuse them in silence."""
    found = []
    for path in TEMPLATES.rglob("*.html"):
        if path.relative_to(TEMPLATES).parts[0] == "mail":  # mail clients know no stylesheets
            continue
        text = path.read_text()
        scripts = [tag for tag in re.findall(r"<script\b[^>]*>", text) if not ALLOWED_SCRIPT.match(tag)]
        styles = re.findall(r"<style\b|\sstyle=[\"']|\son(?:click|change|submit|input|load)=", text)
        found += [f"{path.relative_to(TEMPLATES)}: {thing}" for thing in scripts + styles]
    assert found == []


def test_the_stylesheet_stays_small():
    assert (Path(settings.BASE_DIR) / "static/css/portal.css").stat().st_size <= 12 * 1024


PASS_ON = {"c-button", "c-post", "c-form"}  # hand further attributes to their element


def test_pages_use_only_components_and_attributes_that_exist():
    """A misspelt attribute would be ignored in silence."""
    declared = {tag_of(path): set(re.findall(r':?([a-z_]+)="', declaration(path))) | {"attrs"} for path in COMPONENTS}
    wrong = []
    for path in TEMPLATES.rglob("*.html"):
        text = re.sub(r"{%.*?%}|{{.*?}}", "", path.read_text())
        for name, given in re.findall(r'<(c-[\w.-]+)((?:\s+[:\w-]+(?:="[^"]*")?)*)\s*/?>', text):
            if name in ("c-vars", "c-slot"):
                continue
            names = set(re.findall(r":?([\w-]+)(?==|\s|$)", re.sub(r'"[^"]*"', "", given)))
            unknown = set() if name in PASS_ON and name in declared else names - declared.get(name, set())
            wrong += [f"{path.relative_to(TEMPLATES)}: <{name} {attribute}>" for attribute in unknown]
            wrong += [f"{path.relative_to(TEMPLATES)}: <{name}>"] if name not in declared else []
    assert wrong == []
