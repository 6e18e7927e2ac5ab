"""What companies and places are compared by, as functions of the database, so that indexes can be built on them.

`company_core` leaves of a name what people would recognise in any spelling: Latin letters, small, without accents,
legal form, and words that only say which part of a group this is. `company_places` says where a company is, as keys
that one place has in common: the country, the country with the first letters of the postcode, and with the city.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value

from leads.identity import IN_FRONT, LEGAL_FORMS, LONG_FORMS, normal_company

GROUP_TEXT = """
group groupe gruppe gruppo grupo groep holding holdings international internationale intl global worldwide europe
europa european emea benelux dach nordic nordics iberia deutschland germany allemagne osterreich austria schweiz suisse
svizzera switzerland nederland netherlands belgie belgique belgium france italia italy espana spain portugal uk
ireland polska poland cesko czech slovensko slovakia magyarorszag hungary sverige sweden norge norway danmark denmark
suomi finland romania bulgaria hellas greece usa america americas canada india japan china brasil brazil australia
"""
GROUP_WORDS = frozenset(GROUP_TEXT.split())
SINGLE_LETTERS = (
    "абвгґдеєзиіїйклмнопрстуфыэαβγδεζηικλμνορσςτυφω",
    "abvggdeeziiiiklmnoprstufyeabgdeziiklmnorsstyfo",
)
# Letters that Latin writes as several, or not at all; and what Latin writes in two ways.
LETTERS = (
    ("щ", "shch"), ("ж", "zh"), ("х", "h"), ("ц", "ts"), ("ч", "ch"), ("ш", "sh"), ("ю", "yu"), ("я", "ya"),
    ("ъ", ""), ("ь", ""), ("ё", "e"), ("θ", "th"), ("ξ", "x"), ("π", "p"), ("χ", "ch"), ("ψ", "ps"),
)  # fmt: skip
DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("kh", "h"))
POSTCODE_AREA = 4  # the first letters of a postcode; with fewer than three it says nothing


def _replaced(letters: tuple[tuple[str, str], ...]) -> str:
    term = "core"
    for old, new in letters:
        term = f"replace({term}, '{old}', '{new}')"
    return term


# Legal forms that the identity of a customer keeps, and those that stand in front once they are in Latin letters.
MORE_FORMS = frozenset(["bvba", "sprl", "eood", "ood", "ad", "ehf", "sarlau", "scrl", "snc", "lda", "ltda"])
MORE_IN_FRONT = frozenset(["ao", "pao", "ip", "chp", "pt"])
_ENDINGS = "|".join([*LONG_FORMS, *sorted(LEGAL_FORMS | MORE_FORMS, key=lambda form: (-len(form), form))])
_FORMS = ",".join(sorted(LEGAL_FORMS | MORE_FORMS))
_FRONTS = "|".join(sorted(IN_FRONT | MORE_IN_FRONT))
_GROUPS = ",".join(sorted(GROUP_WORDS))
# Schemas are named: when a backup is restored and its indexes are built, the search path is empty.
CREATE_FUNCTIONS = f"""
CREATE FUNCTION company_core(words text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    core text := public.folded(words);
    parts text[];
    rest text[];
BEGIN
    IF octet_length(core) <> char_length(core) THEN
        core := translate(core, '{SINGLE_LETTERS[0]}', '{SINGLE_LETTERS[1]}');
        core := {_replaced(LETTERS)};
    END IF;
    IF position('.' IN core) > 0 THEN
        core := regexp_replace(core, '\\m(\\w)\\.', '\\1', 'g');
    END IF;
    core := trim(regexp_replace(core, '[^[:alnum:]]+', ' ', 'g'));
    parts := string_to_array(regexp_replace(core, '^(?:(?:{_FRONTS}) )+', ''), ' ');
    LOOP
        WHILE cardinality(parts) > 1 AND parts[cardinality(parts)] = ANY ('{{{_FORMS}}}'::text[]) LOOP
            parts := trim_array(parts, 1);
        END LOOP;
        IF cardinality(parts) > 1 AND parts[cardinality(parts)] ~ '^(?:..?|haftung)$' THEN
            core := regexp_replace(array_to_string(parts, ' '), '(?: (?:{_ENDINGS}))+$', '');
            parts := string_to_array(core, ' ');
        END IF;
        EXIT WHEN NOT parts && '{{{_GROUPS}}}'::text[];
        rest := ARRAY(
            SELECT word FROM unnest(parts) WITH ORDINALITY AS listed(word, place)
            WHERE word <> ALL ('{{{_GROUPS}}}'::text[]) ORDER BY place
        );
        EXIT WHEN cardinality(rest) = 0;
        parts := rest;
    END LOOP;
    core := array_to_string(parts, ' ');
    RETURN {_replaced(DIGRAPHS)};
END $$;
CREATE FUNCTION company_places(country text, postcode text, city text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_remove(ARRAY[
        country,
        country || ' ' || substring(upper(translate(postcode, ' -./', '')) FROM '^.{{3,{POSTCODE_AREA}}}'),
        country || ' ' || nullif(public.company_core(city), '')
    ], NULL)
$$;
"""
DROP_FUNCTIONS = "DROP FUNCTION company_places(text, text, text); DROP FUNCTION company_core(text);"


class Core(models.Func):
    """A company's name by which spellings are compared."""

    function = "company_core"
    arity = 1
    output_field = models.TextField()  # type: ignore[assignment]


class Places(models.Func):
    """Where a company is: of country, postcode and city."""

    function = "company_places"
    arity = 3
    output_field = ArrayField(models.TextField())  # type: ignore[assignment]


def typed(words: str) -> Value:
    """What a person wrote, for these functions; PostgreSQL keeps no NUL."""
    return Value(words.replace("\0", ""), output_field=models.TextField())


def says_part_of_group(name: str) -> bool:
    """Whether the name says that this is one company of several: “Acme Deutschland”, “Acme Holding”."""
    return not GROUP_WORDS.isdisjoint(normal_company(name).split())
