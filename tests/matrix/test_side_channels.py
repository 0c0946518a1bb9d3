"""What might tell somebody of a case file that they may not open, one channel after the other.

Alix reads one case file of an investigation. Beside it are one that is sealed and one of another
investigation; only these two hold the word `nenuphar`, and names that occur nowhere else.
"""

from __future__ import annotations

import json
import re
import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from casefiles import originals
from casefiles.models import CaseFile, Page
from casefiles.states import PageState
from investigations.audit import record
from investigations.models import AuditEvent, Grant
from investigations.roles import Role
from investigations.services.grants import end, give
from search.answers import Wanted
from search.engine import engine
from search.indexing import index_case_file
from search.lists.asking import create
from search.lists.counting import carry_on
from search.lists.lines import read_lines
from search.lists.variants import Ways
from search.saved import keeping, watching
from tests.dossiers import digital_pdf
from tests.factories import (
    AnnotationFactory,
    InvestigationFactory,
    PageFactory,
    PersonFactory,
    VolumeFactory,
    case_file_with_pages,
)
from tests.matrix.requests import told

pytestmark = pytest.mark.django_db

SECRET = "nenuphar"
COMMON = "quai"
# Words of the case files that Alix may not open; none may ever be in an answer to her.
TELLTALE = (SECRET, "Carnets", "Verger", "tome-cache", "renfort-secret")


@pytest.fixture
def investigation():
    return InvestigationFactory(name="Canal")


@pytest.fixture
def opened(investigation):
    case_file = case_file_with_pages(
        f"Le {COMMON} est désert.", f"Retour au {COMMON}.", investigation=investigation, name="Port"
    )
    index_case_file(case_file.pk)
    return case_file


def hidden(**attributes):
    case_file = case_file_with_pages(
        f"Le {SECRET} du {COMMON}.", f"{SECRET} encore, {COMMON}.", "Page sans mot.", **attributes
    )
    case_file.volumes.update(name="tome-cache.pdf")
    volume = case_file.volumes.get()
    PageFactory(volume=volume, state=PageState.WAITING, text="", text_version=0)
    PageFactory(volume=volume, state=PageState.FAILED, text="", text_version=0, reason="crashed")
    index_case_file(case_file.pk)
    return case_file


@pytest.fixture
def sealed(investigation):
    return hidden(investigation=investigation, name="Carnets", sealed=True)


@pytest.fixture
def foreign():
    return hidden(investigation=InvestigationFactory(name="Verger"), name="Carnets du Verger")


@pytest.fixture(params=["sealed", "foreign"])
def shut(request, sealed, foreign):
    """Each of the two case files that Alix may not open."""
    return {"sealed": sealed, "foreign": foreign}[request.param]


@pytest.fixture
def alix(opened, sealed, foreign):
    person = PersonFactory(username="alix")
    give(person, Role.EDITOR, opened.investigation)
    return person


@pytest.fixture
def client(alix):
    client = Client()
    client.force_login(alix)
    return client


def home(client, **asked):
    return client.get(reverse("search:home"), asked)


def silent(response, but=""):
    """The answer, after a look for what it must not hold, `but` for what was typed."""
    answer = told(response)
    heard = answer.body.decode(errors="replace") + repr(answer.headers) + repr(answer.cookies)
    for word in TELLTALE:
        assert word == but or word not in heard, word
    return answer


# --- search -----------------------------------------------------------------------------------


def test_it_works_for_who_may(client, alix, sealed):
    """Else the tests below would be silent for another reason."""
    give(alix, Role.READER, sealed)
    answer = home(client, q=SECRET)
    assert answer.context["total"] == 2
    assert b"Carnets" in answer.content


def test_hits_totals_facets_and_snippets_are_of_what_one_may_open(client, opened):
    answer = home(client, q=COMMON)
    silent(answer)
    assert answer.context["total"] == 2
    assert answer.context["case_files_found"] == 1
    assert {hit["case_file"] for hit in answer.context["hits"]} == {opened}
    assert [(f["case_file"], f["count"]) for f in answer.context["facets"]] == [(opened, 2)]
    pending = answer.context["pending"]
    assert (pending["total"], sum(pending.values())) == (2, 2)  # nothing waits, nothing failed


def test_a_secret_word_is_found_as_little_as_one_that_is_nowhere(client):
    secret, nowhere = (told(home(client, q=word)) for word in (SECRET, "zanzibar"))
    assert secret.body.replace(SECRET.encode(), b"zanzibar") == nowhere.body


@pytest.mark.parametrize("query", [f"{SECRET[:4]}*", f'"{SECRET} encore"', f"{SECRET} OR zzz"])
def test_no_form_of_query_finds_it(client, query):
    assert home(client, q=query).context["total"] == 0


def test_not_even_by_what_is_excluded(client):
    """`quai NOT nenuphar` counts the same as `quai`."""
    assert home(client, q=f"{COMMON} NOT {SECRET}").context["total"] == 2


def test_the_start_page_counts_nothing_hidden(client, opened):
    answer = home(client)
    silent(answer)
    assert [row.page_count for row in answer.context["case_files"]] == [2]


def within(client, query, *keys):
    """The answer about some case files; the address, which the page repeats, is taken out."""
    answer = silent(home(client, q=query, casefile=keys), but=query)
    body = answer.body
    for key in keys:
        body = body.replace(f"&amp;casefile={key}".encode(), b"")
    return answer.status, answer.cookies, body


@pytest.mark.parametrize("query", [COMMON, SECRET, "", '"'])
def test_a_case_file_that_is_shut_is_asked_for_like_one_that_is_not_there(client, shut, query):
    shut_one, no_one = within(client, query, shut.pk), within(client, query, uuid.uuid4())
    assert shut_one == no_one
    assert str(shut.pk).encode() not in shut_one[-1]


def test_together_with_one_that_is_open_it_changes_nothing(client, opened, shut):
    assert within(client, COMMON, opened.pk, shut.pk) == within(client, COMMON, opened.pk)


def test_a_lost_index_of_a_hidden_case_file_is_nobodys_news(client, sealed, foreign):
    for case_file in (sealed, foreign):
        engine().drop(str(case_file.pk))
    answer = home(client, q=COMMON)
    silent(answer)
    assert answer.context["rebuilding"] == []


def test_what_is_sealed_meanwhile_is_gone_from_the_next_answer(client, opened):
    assert home(client, q=COMMON).context["total"] == 2
    CaseFile.objects.filter(pk=opened.pk).update(sealed=True)
    assert home(client, q=COMMON).context["total"] == 0


def test_the_search_command_answers_as_the_person(alix, sealed):
    def run(query, *more):
        said = StringIO()
        call_command("search", query, "--as", "alix", "--json", *more, stdout=said)
        return json.loads(said.getvalue())

    assert run(SECRET) == run("nowhereatall")
    assert run(SECRET)["total"] == 0
    assert run(COMMON)["total"] == 2
    assert run(COMMON, "--casefile", "Carnets") == run(COMMON, "--casefile", "Nulle part")
    give(alix, Role.READER, sealed)
    assert run(SECRET, "--casefile", "Carnets")["total"] == 2


# --- the addresses of a case file -------------------------------------------------------------

ABOUT_A_CASE_FILE = ["detail", "progress", "notes", "go", "access"]
ABOUT_A_PAGE = ["page", "page-image", "page-strip", "page-text"]
HEADERS = [
    {},
    {"Range": "bytes=0-10"},
    {"If-None-Match": "*"},
    {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    {"Accept": "application/json"},
    {"X-Requested-With": "XMLHttpRequest"},
]


def addresses(case_file_key, volume_key):
    yield from (reverse(f"casefiles:{name}", args=[case_file_key]) for name in ABOUT_A_CASE_FILE)
    yield from (reverse(f"casefiles:{name}", args=[case_file_key, 1]) for name in ABOUT_A_PAGE)
    yield f"{reverse('casefiles:page', args=[case_file_key, 1])}?q={SECRET}&view=text"
    yield reverse("search:like", args=[case_file_key, 1])
    yield f"{reverse('casefiles:go', args=[case_file_key])}?number=2&q={SECRET}"
    yield reverse("casefiles:original", args=[volume_key])


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: next(iter(headers), "plain"))
def test_no_header_makes_a_difference(client, shut, method, headers):
    there = addresses(shut.pk, shut.volumes.get().pk)
    not_there = addresses(uuid.uuid4(), uuid.uuid4())
    for one, other in zip(there, not_there, strict=True):
        answers = [told(getattr(client, method)(a, headers=headers)) for a in (one, other)]
        assert answers[0] == answers[1], one
        assert answers[0].status == 404


def test_no_304_for_who_may_not_see_the_image(client, alix, opened, tmp_path):
    pdf = digital_pdf(tmp_path / "tome.pdf", ["Une", "Deux"]).read_bytes()
    opened.volumes.update(sha256=originals.store([pdf])[0])
    address = reverse("casefiles:page-image", args=[opened.pk, 1])
    kept = {"If-None-Match": told(client.get(address)).headers["ETag"]}
    assert client.get(address, headers=kept).status_code == 304
    CaseFile.objects.filter(pk=opened.pk).update(sealed=True)
    assert client.get(address, headers=kept).status_code == 404
    CaseFile.objects.filter(pk=opened.pk).update(sealed=False)
    client.logout()
    assert client.get(address, headers=kept).status_code == 302


def test_posts_tell_nothing_either(client, shut):
    page, note = shut.pages.first(), AnnotationFactory(page=shut.pages.first())
    region = {"left": "0", "top": "0", "width": "1", "height": "1"}
    words = {"body": "x", "visibility": "shared", "version": "1"}

    def attempts(case_file_key, note_key):
        yield reverse("casefiles:note-create", args=[case_file_key, page.number]), region | words
        yield reverse("casefiles:note-edit", args=[note_key]), words
        yield reverse("casefiles:note-delete", args=[note_key]), {}
        yield reverse("casefiles:upload", args=[case_file_key]), {}
        yield reverse("casefiles:retry", args=[case_file_key]), {}
        yield reverse("casefiles:seal", args=[case_file_key]), {"sealed": "0"}
        yield reverse("casefiles:access", args=[case_file_key]), {"holder": "alix", "role": "admin"}

    there, not_there = attempts(shut.pk, note.pk), attempts(uuid.uuid4(), uuid.uuid4())
    for (one, given), (other, _) in zip(there, not_there, strict=True):
        answers = [silent(client.post(address, given)) for address in (one, other)]
        assert answers[0] == answers[1], one
        assert answers[0].status == 404
    note.refresh_from_db()
    assert note.body == "À vérifier."


def test_the_investigation_page_does_not_count_the_sealed_one(client, opened):
    answer = client.get(reverse("casefiles:investigation", args=[opened.investigation_id]))
    silent(answer)
    assert list(answer.context["case_files"]) == [opened]


def test_a_name_that_a_sealed_case_file_bears_can_be_given_again(client, investigation):
    create = reverse("casefiles:create", args=[investigation.pk])
    answer = client.post(create, {"name": "Carnets", "languages": "fra"})
    assert answer.status_code == 302
    assert CaseFile.objects.filter(investigation=investigation, name="Carnets").count() == 2


def test_a_file_that_a_sealed_case_file_holds_is_taken_like_any_other(
    client, opened, sealed, tmp_path
):
    pdf = digital_pdf(tmp_path / "tome.pdf", ["Une"])
    sealed.volumes.update(sha256=originals.store([pdf.read_bytes()])[0])
    with pdf.open("rb") as file:
        answer = client.post(
            reverse("casefiles:upload", args=[opened.pk]),
            {"files": [file]},
            headers={"Accept": "application/json"},
        )
    assert answer.status_code == 201
    assert [v["state"] for v in answer.json()["volumes"]] == ["received"]


def test_a_guest_of_a_case_file_is_not_told_of_what_is_around_it(foreign):
    """A grant on one case file names neither its investigation nor the case files beside it."""
    beside = case_file_with_pages("Autre.", investigation=foreign.investigation, name="Autre pièce")
    CaseFile.objects.filter(pk=foreign.pk).update(name="Liasse")
    guest, client = PersonFactory(), Client()
    give(guest, Role.ADMIN, foreign)
    client.force_login(guest)
    page = foreign.pages.first()
    seen = [
        reverse("search:home"),
        f"{reverse('search:home')}?q={COMMON}",
        reverse("investigations:list"),
        foreign.get_absolute_url(),
        foreign.access_url(),
        page.get_absolute_url(),
        f"{page.get_absolute_url()}?q={SECRET}",
        reverse("casefiles:notes", args=[foreign.pk]),
        reverse("casefiles:progress", args=[foreign.pk]),
    ]
    for address in seen:
        answer = client.get(address)
        assert answer.status_code == 200
        for word in ("Verger", beside.name, str(foreign.investigation_id), str(beside.pk)):
            assert word not in answer.content.decode(), (address, word)


# --- suggestions, saved searches, alerts ------------------------------------------------------


def suggested(client, typed):
    return client.get(reverse("search:suggest"), {"q": typed})


def test_a_secret_word_is_suggested_as_little_as_one_that_is_nowhere(client, alix, sealed):
    assert told(suggested(client, SECRET[:4])) == told(suggested(client, "zanz"))
    silent(suggested(client, COMMON[:2]))
    give(alix, Role.READER, sealed)
    assert SECRET in suggested(client, SECRET[:4]).content.decode()


def test_what_becomes_searchable_elsewhere_is_no_news(client, alix, opened, shut):
    saved = keeping.save(alix, "Mot commun", Wanted(COMMON))
    watching.begin(saved, alix)
    addresses = [
        reverse("search:saved"),
        reverse("search:saved-new", args=[saved.pk]),
        reverse("search:home"),
    ]
    before = [told(client.get(address)) for address in addresses]
    PageFactory(volume=shut.volumes.get(), text=f"Encore un {COMMON}.")
    index_case_file(shut.pk)
    assert watching.look_around() == 0
    assert [told(client.get(address)) for address in addresses] == before
    PageFactory(volume=opened.volumes.get(), text=f"Encore un {COMMON}.")
    index_case_file(opened.pk)
    assert watching.look_around() == 1


def test_a_search_shared_by_who_may_open_more_names_none_of_it(client, opened, shut):
    """Whoever shares it may have chosen case files that the receiver may not open."""
    chief = PersonFactory(username="chef")
    give(chief, Role.READER, opened.investigation)
    saved = keeping.save(chief, "Mot commun", Wanted(COMMON, within=(opened.pk, shut.pk)))
    keeping.change(saved, name=saved.name, shared_with=opened.investigation, by=chief)
    for address in (reverse("search:saved"), saved.get_absolute_url()):
        answer = silent(client.get(address))
        assert str(shut.pk) not in repr(answer)


# --- pages like a page, places of a sentence --------------------------------------------------


def test_a_sentence_of_a_shut_case_file_stands_nowhere(client, alix, sealed):
    def stands(word):
        return client.get(reverse("search:places"), {"sentence": f"Le {word} du {COMMON}."})

    secret, nowhere = told(stands(SECRET)), told(stands("zanzibar"))
    assert secret.status == 200
    assert secret.body.replace(SECRET.encode(), b"zanzibar") == nowhere.body
    give(alix, Role.READER, sealed)
    assert stands(SECRET).context["found"].count == 1


def test_pages_like_a_page_are_of_what_one_may_open_and_so_is_what_tells_them(
    client, alix, opened, sealed, foreign
):
    """A word that only case files which are shut have as well tells nothing of the page."""
    volume = opened.volumes.get()
    texts = (f"Un {SECRET} au hangar de Sarlannot.", "Le hangar de Sarlannot, un mardi.", "Mardi.")
    pages = [PageFactory(volume=volume, text=text) for text in texts]
    for number in range(20):
        PageFactory(volume=volume, text=f"Feuillet {number}.")
    index_case_file(opened.pk)

    def like(page):
        return client.get(reverse("search:like", args=[opened.pk, page.number]))

    answer = like(pages[0])
    silent(like(pages[1]), but=SECRET)
    words = {word["text"] for word in answer.context["words"]}
    assert words == {"hangar", "Sarlannot"}
    assert answer.context["hits"] == []
    give(alix, Role.READER, sealed)
    answer = like(pages[0])
    assert SECRET in {word["text"] for word in answer.context["words"]}
    assert [hit["page"] for hit in answer.context["hits"]] == [pages[1]]


@pytest.mark.parametrize("asked", [{"like": "{key}/1"}, {"sentence": f"Le {SECRET} du {COMMON}."}])
def test_the_reader_marks_nothing_by_what_is_shut(client, opened, shut, asked):
    """A page that is opened as like one that is shut answers as if that one were not there."""
    page = opened.pages.first().get_absolute_url()

    def answer(key):
        given = {name: value.replace("{key}", str(key)) for name, value in asked.items()}
        answer = silent(client.get(page, given), but=SECRET)
        return answer.body.replace(str(key).encode(), b"")

    assert answer(shut.pk) == answer(uuid.uuid4())


# --- lists of names ---------------------------------------------------------------------------


def test_lists_of_names_count_only_what_one_may_open(client, alix, opened):
    """The form, the table, how far it is, the files; also for a case file asked for by its key."""
    silent(client.get(reverse("search:list-create")))
    given = create(alix, "Mots", read_lines(f"{COMMON}\n{SECRET}").lines, ways=Ways())
    assert carry_on(given.pk, given.turn) is None
    assert [listed.case_file for listed in given.listed.all()] == [opened]
    for address in ("list", "list-csv", "list-xlsx"):
        silent(client.get(reverse(f"search:{address}", args=[given.pk])), but=SECRET)
    answer = client.get(given.get_absolute_url())
    assert [row["pages"] for row in answer.context["rows"]] == [2, 0]
    assert (answer.context["counts"].to_do, answer.context["counts"].pages) == (2, 2)
    silent(client.get(f"{given.get_absolute_url()}?part=progress"))
    silent(client.get(reverse("search:lists")))


def test_a_list_cannot_be_asked_for_elsewhere(client, alix, shut):
    given = create(alix, "Mots", read_lines(COMMON).lines, ways=Ways(), within=[shut.pk])
    assert not given.listed.exists()
    assert carry_on(given.pk, given.turn) is None
    silent(client.get(given.get_absolute_url()))


# --- notes and the trail ----------------------------------------------------------------------


def test_a_private_note_of_somebody_else_is_nowhere(client, opened):
    page = opened.pages.first()
    private = AnnotationFactory(page=page, visibility="private", body=SECRET)
    silent(client.get(page.get_absolute_url()))
    silent(client.get(reverse("casefiles:notes", args=[opened.pk])))
    for name in ("note-edit", "note-delete"):
        there = told(client.post(reverse(f"casefiles:{name}", args=[private.pk]), {}))
        not_there = told(client.post(reverse(f"casefiles:{name}", args=[uuid.uuid4()]), {}))
        assert there == not_there
        assert there.status == 404


def test_the_number_of_notes_does_not_count_private_ones(client, opened):
    page = opened.pages.first()
    before = told(client.get(page.get_absolute_url()))
    AnnotationFactory(page=page, visibility="private")
    assert told(client.get(page.get_absolute_url())) == before


def test_the_trail_is_not_shown_anywhere(client, alix, opened, investigation):
    chief = PersonFactory(username="renfort-secret")
    record(AuditEvent.Verb.SEARCH, actor=chief, query=SECRET)
    give(alix, Role.ADMIN, investigation)
    page = opened.pages.first()
    for address in (
        reverse("search:home"),
        reverse("investigations:list"),
        reverse("casefiles:investigation", args=[investigation.pk]),
        investigation.access_url(),
        opened.get_absolute_url(),
        opened.access_url(),
        page.get_absolute_url(),
        reverse("casefiles:notes", args=[opened.pk]),
    ):
        silent(client.get(address))


@pytest.mark.parametrize("route", ["page", "page-text", "page-image"])
def test_whoever_reads_a_page_in_whatever_form_is_in_the_trail(
    client, alix, opened, tmp_path, route
):
    """The words and the picture of a page are the page: nobody may read on without a trace."""
    pdf = digital_pdf(tmp_path / "tome.pdf", ["Une", "Deux"]).read_bytes()
    opened.volumes.update(sha256=originals.store([pdf])[0])
    told(client.get(reverse(f"casefiles:{route}", args=[opened.pk, 2])))
    event = AuditEvent.objects.last()
    assert (event.verb, event.actor) == ("view-page", "alix")
    assert (event.target, event.details["page"]) == (f"casefiles.casefile:{opened.pk}", 2)


def test_an_original_and_a_search_are_in_the_trail(client, opened, tmp_path):
    pdf = digital_pdf(tmp_path / "tome.pdf", ["Une", "Deux"]).read_bytes()
    opened.volumes.update(sha256=originals.store([pdf])[0])
    told(client.get(reverse("casefiles:original", args=[opened.volumes.get().pk])))
    home(client, q=COMMON)
    verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs[-2:] == ["view-original", "search"]


# --- what a browser keeps ---------------------------------------------------------------------


def shown(case_file):
    """All that a reader of a case file is shown, but for its files."""
    yield reverse("search:home")
    yield f"{reverse('search:home')}?q={COMMON}"
    yield f"{reverse('search:home')}?q=%22"
    yield f"{reverse('search:overview')}?q={COMMON}"
    yield reverse("search:like", args=[case_file.pk, 1])
    yield f"{reverse('search:places')}?sentence=Le+{COMMON}+est+désert"
    yield reverse("search:saved")
    yield reverse("search:history")
    yield f"{reverse('search:suggest')}?q={COMMON[:2]}"
    yield reverse("investigations:list")
    yield reverse("casefiles:investigation", args=[case_file.investigation_id])
    for name in ("detail", "progress", "notes"):
        yield reverse(f"casefiles:{name}", args=[case_file.pk])
    yield reverse("casefiles:page", args=[case_file.pk, 1])
    yield reverse("casefiles:page-text", args=[case_file.pk, 1])
    yield reverse("casefiles:page", args=[case_file.pk, 99])  # 404
    yield reverse("casefiles:access", args=[case_file.pk])  # 403
    yield reverse("password_change")
    yield "/nowhere/"


def test_nothing_is_kept_by_a_browser_or_a_proxy(client, opened):
    for address in shown(opened):
        kept = client.get(address).headers["Cache-Control"]
        assert "no-store" in kept, address
        assert "private" in kept, address
    client.logout()
    for address in (*shown(opened), reverse("login")):
        kept = client.get(address).headers["Cache-Control"]
        assert "no-store" in kept, address


def test_after_log_out_nothing_is_shown(client, opened):
    assert client.post(reverse("logout")).status_code == 302
    for address in shown(opened):
        answer = client.get(address)
        assert (answer.status_code, answer.content) in ((302, b""), (404, answer.content))
        assert b"Port" not in answer.content


def test_a_message_does_not_outlive_the_log_out(client, alix, investigation):
    """Who logs in next at the same browser is not told what the one before has done."""
    give(alix, Role.ADMIN, investigation)
    PersonFactory(username="renfort-secret")
    given = {"holder": "renfort-secret", "role": "reader"}
    assert client.post(investigation.access_url(), given).status_code == 302
    client.post(reverse("logout"))
    silent(client.get(reverse("login")))


def test_a_message_is_not_shown_where_there_is_nothing(client, alix, investigation):
    """All answers to what is not there are the same, whatever has just been done."""
    give(alix, Role.ADMIN, investigation)
    before = told(client.get("/nowhere/"))
    PersonFactory(username="renfort-secret")
    client.post(investigation.access_url(), {"holder": "renfort-secret", "role": "reader"})
    assert told(client.get("/nowhere/")) == before


def test_only_the_session_and_the_token_are_set_as_cookies(client, opened):
    for address in shown(opened):
        cookies = client.get(address).cookies
        assert set(cookies) <= {"sessionid", "csrftoken"}
        assert all(cookie["samesite"] == "Lax" for cookie in cookies.values())


def test_who_has_lost_access_while_logged_in_reads_nothing_more(client, alix, opened):
    assert client.get(reverse("casefiles:page", args=[opened.pk, 1])).status_code == 200
    end(Grant.objects.get(person=alix))
    for address in shown(opened):
        answer = silent(client.get(address))
        assert b"Port" not in answer.body
        assert str(opened.pk).encode() not in re.sub(rb"<form[^>]*>", b"", answer.body)


def test_pages_know_only_their_own_case_file(client, opened, sealed):
    """A number that exists only in the other case file leads nowhere."""
    assert Page.objects.filter(case_file=sealed, number=3).exists()
    assert client.get(reverse("casefiles:page", args=[opened.pk, 3])).status_code == 404


def test_files_are_never_run_by_the_browser(client, opened, tmp_path):
    pdf = digital_pdf(tmp_path / "tome.pdf", ["Une", "Deux"]).read_bytes()
    opened.volumes.update(sha256=originals.store([pdf])[0], name="a\"b;'<x>.html")
    answer = told(client.get(reverse("casefiles:original", args=[opened.volumes.get().pk])))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.body == pdf


def test_two_volumes_of_one_name_are_told_apart_by_key_alone(client, opened, foreign):
    VolumeFactory(case_file=opened, name="tome-cache.pdf")
    theirs = foreign.volumes.get()
    assert client.get(reverse("casefiles:original", args=[theirs.pk])).status_code == 404
