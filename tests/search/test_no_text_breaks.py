"""Whatever is sent to an address of the search, it is answered: never with an error of our own."""

import os
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from investigations.roles import Role
from investigations.services.grants import give
from search.answers import Wanted
from search.saved import keeping, watching
from search.urls import app_name, urlpatterns
from tests.factories import AnnotationFactory, PersonFactory
from tests.search.lists.conftest import counted
from tests.search.searching import dossier, stamped

pytestmark = pytest.mark.django_db

# For a long look: GREFFE_EXAMPLES=5000 pytest --timeout=0
EXAMPLES = int(os.environ.get("GREFFE_EXAMPLES", "120"))
often = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ANSWERS = {200, 302, 400, 403, 404, 405, 409}
KINDS = {"UUIDConverter": uuid.UUID, "IntConverter": int}
ROUTES = [  # name, and what stands in the address
    *(
        (
            f"{app_name}:{route.name}",
            {name: KINDS[type(kind).__name__] for name, kind in route.pattern.converters.items()},
        )
        for route in urlpatterns
    ),
    ("casefiles:page", {"pk": uuid.UUID, "number": int}),
    ("casefiles:go", {"pk": uuid.UUID}),
]

BAD = {  # name: query, whether it can be understood
    "empty": ("", False),
    "one quote": ('"', False),
    "long": ("q" * 10_000, False),
    "many words": ("quai " * 2_000, False),
    "star": ("*", False),
    "prefix": ("a*", True),
    "tilde": ("~", False),
    "empty phrase": ('"" AND', False),
    "unbalanced": ("((quai", True),
    "closing": ("quai))", True),
    "many alternatives": (" OR ".join(f"mot{n}" for n in range(300)), False),
    "nested": ("(" * 60 + "quai" + ")" * 60, False),
    "no such field": ("couleur:bleu", True),
    "regex": ("(a+)+$", True),
    "stars": ("a*" * 40, True),
    "control characters": ("quai\x00\x01\x1b\x7f", True),
    "emoji": ("🦀🔎", False),
    "arabic": ("رصيف الميناء", True),
    "grammar": ("le la les de du", True),
    "page abc": ("page:abc", False),
    "dates upside down": ("date:2024-05..2024-03", False),
    "no such day": ("date:2024-02-31", False),
    "confidence": ("confidence:<9e999", False),
    "markup": ("<script>alert(1)</script>", True),
    "separator": ("quai\u2028quai\u202e", True),
    "near nothing": ('"quai"~99999999999999999999', True),
    "fuzzy": ("quai~99", True),
    "huge page": ("page:99999999999999999999999", False),
    "only not": ("NOT quai", False),
}


@pytest.fixture
def port():
    return dossier(
        stamped("D12", "Le quai est désert, le 3 mai 2019. Appeler le 06 12 34 56 78."),
        "Le docurnent d’Anne Martin est sur le quai.",
        "Rien.",
        name="Port",
    )


@pytest.fixture
def person(client, port):
    person = PersonFactory(username="alix")
    give(person, Role.EDITOR, port.investigation)
    client.force_login(person)
    AnnotationFactory(page=port.pages.get(number=1), author=person, body="Un alibi.")
    return person


@pytest.fixture
def keys(person, port):
    """What may stand for a key: of what is one's own, of what is not, of nothing."""
    shut = dossier("Le quai.")
    saved = keeping.save(person, "Le quai", Wanted("quai"))
    watching.begin(saved, person)
    made = counted(person, "Anne Martin", "Paul Absent")
    return [port.pk, saved.pk, made.pk, shut.pk, port.investigation_id, uuid.UUID(int=0)]


def ask(client, method, address, data, **extra):
    """The answer; what it has changed is taken back."""
    before = transaction.savepoint()
    try:
        answer = getattr(client, method)(address, data, **extra)
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer
    finally:
        transaction.savepoint_rollback(before)


numbers = st.sampled_from(
    ["0", "-1", "1", "2", "1e9", "9" * 30, "٣", "²", " 1 ", "1.5", "NaN", "0x1", "on", "true"]
)
days = st.from_regex(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?(\.\.[0-9]{4}-[0-9]{2})?", fullmatch=True)
words = st.text(max_size=40) | st.text(alphabet='quai "()*?~=:.<-ANDORNOT/«»\\', max_size=30)
fields = st.builds(
    "{}:{}".format,
    st.sampled_from(
        ["page", "volume", "cote", "date", "has", "source", "confidence", "author", "note", "x", ""]
    ),
    words | numbers | days,
)
names = st.sampled_from(
    [
        *("q", "page", "order", "f", "tolerant", "casefile", "part", "show", "sort", "view"),
        *("text", "number", "folded", "sentence", "like", "state", "name", "title", "names"),
        *("case_files", "other_order", "initials", "surname_first", "shared_with", "on", "up_to"),
    ]
)
bad = st.sampled_from([query for query, _ in BAD.values()])
given_values = words | fields | numbers | days | bad


def sendable(value):
    """Text as a browser sends it: what is no text arrives as bytes that are none."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


@often
@given(
    route=st.sampled_from(ROUTES),
    method=st.sampled_from(["get", "get", "get", "post"]),
    place=st.integers(0, 5),
    number=st.sampled_from([1, 2, 3, 4, 10**9, 10**30]),
    asked=st.lists(st.tuples(names, given_values | st.integers(0, 5)), max_size=8),
    file=st.none() | st.binary(max_size=200),
    kind=st.sampled_from(["noms.csv", "noms.xlsx", "noms.txt", "\u202enoms", "'\"<>.csv"]),
    language=st.sampled_from(["fr", "en"]),
    is_part=st.booleans(),
)
def test_it_is_answered(
    client, keys, route, method, place, number, asked, file, kind, language, is_part
):
    name, takes = route
    filled = {of: keys[place] if what is uuid.UUID else number for of, what in takes.items()}
    data = {}
    for field, value in asked:
        given_key = keys[value] if isinstance(value, int) else value
        if field == "like" and isinstance(value, int):
            given_key = f"{given_key}/{number}"
        data.setdefault(field, []).append(sendable(given_key))
    if method == "post" and file is not None:
        data["file"] = SimpleUploadedFile(kind, file)
    headers = {"accept-language": language}
    if is_part:
        headers["x-requested-with"] = "fetch"
    answer = ask(client, method, reverse(name, kwargs=filled), data, headers=headers)
    assert answer.status_code in ANSWERS
    if answer.status_code == 302:
        assert answer.url.startswith(("/", "?"))


@often
@given(
    route=st.sampled_from(ROUTES),
    place=st.integers(0, 5),
    sent=st.binary(max_size=80) | st.text(alphabet="qf&=%+;0aàé/", max_size=40).map(str.encode),
)
@example(route=("search:home", {}), place=0, sent=b"q=%00&page=%ff&f=%C3")
@example(route=("search:home", {}), place=0, sent=b"f=page%3A1&" * 1_500)
@example(route=("search:suggest", {}), place=0, sent=b"q=" + b"%F0%9F%A6%80" * 3_000)
def test_bytes_that_are_no_address_are_answered(client, keys, route, place, sent):
    name, takes = route
    filled = {of: keys[place] if what is uuid.UUID else 1 for of, what in takes.items()}
    extra = {"QUERY_STRING": sent.decode("latin-1")}
    answer = ask(client, "get", reverse(name, kwargs=filled), None, **extra)
    assert answer.status_code in ANSWERS


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("query", "understood"), BAD.values(), ids=BAD)
def test_a_bad_query_is_answered_in_words(client, person, port, query, understood, language):
    def get(name, *args, **more):
        headers = {"accept-language": language}
        asked = {"q": query, **more}
        return client.get(reverse(name, args=args), asked, headers=headers)

    answer = get("search:home")
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert "<script>alert" not in page
    if query:
        assert answer.status_code == (200 if understood else 400)
        assert bool(answer.context["error"]) is not understood
        if not understood:
            assert len(answer.context["error"]["message"]) > 10
    overview = get("search:overview")
    assert overview.status_code == (200 if understood else 302)
    assert get("search:suggest").status_code == 200
    opened = get("casefiles:page", port.pk, 1)
    assert opened.status_code == 200
    assert bool((opened.context["found"] or {}).get("error")) is (bool(query) and not understood)
    assert get("casefiles:go", port.pk, number="2").status_code in (302, 400)


@pytest.mark.parametrize("query", [query for query, _ in BAD.values()], ids=BAD)
def test_a_bad_query_is_kept_or_refused_in_words(client, person, port, query):
    headers = {"accept-language": "en"}
    saved = client.post(
        reverse("search:save"), {"name": "Le quai", "state": f"q={query}"}, headers=headers
    )
    assert saved.status_code in (302, 400)
    made = client.post(reverse("search:list-create"), {"names": query}, headers=headers)
    assert made.status_code in (302, 400)
    if made.status_code == 400:
        assert made.context["form"].errors
