"""The screens of lists of names."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from investigations.models import AuditEvent
from investigations.roles import Role
from investigations.services.grants import give
from search.lists import asking
from search.lists.lines import LONGEST_NAME, MOST_NAMES
from search.models import ListState, NameList
from tests.factories import CaseFileFactory, PersonFactory
from tests.search.lists.conftest import asked_for, counted, dossier, revoke

pytestmark = pytest.mark.django_db

NEW = reverse("search:list-create")
WAYS = {"other_order": "on", "initials": "on"}


@pytest.fixture
def client(client, alix):
    client.force_login(alix)
    return client


def post(client, names="", **more):
    return client.post(NEW, {"names": names, **WAYS, **more})


def table(answer):
    """The rows of the screen: name, total, cells."""
    return {
        row["entry"].name: (row["pages"], [each["cell"].pages for each in row["cells"]])
        for row in answer.context["rows"]
    }


def test_it_works(client, alix, port, canal):
    answer = post(client, "Martin Dupuis\nAnne de Kerven\n", title="Témoins")
    name_list = NameList.objects.get()
    assert answer.status_code == 302
    assert answer.url == name_list.get_absolute_url()
    assert (name_list.owner, name_list.title, name_list.everywhere) == (alix, "Témoins", True)
    assert [entry.name for entry in name_list.entries.all()] == ["Martin Dupuis", "Anne de Kerven"]
    assert name_list.ways == {"other_order": True, "initials": True, "surname_first": False}
    assert name_list.tolerant is False


def test_the_table(client, alix, port, canal):
    name_list = counted(alix, "Martin Dupuis", "Anne de Kerven", "Paul Absent", tolerant=False)
    answer = client.get(name_list.get_absolute_url())
    assert answer.context["counts"].columns == [canal, port]
    assert table(answer) == {
        "Martin Dupuis": (4, [1, 3]),
        "Anne de Kerven": (1, [1, 0]),
        "Paul Absent": (0, [0, 0]),
    }


def test_every_number_leads_to_that_many_pages(client, alix):
    name_list = counted(alix, "Martin Dupuis", "Anne de Kerven", tolerant=False)
    numbers = {}
    for row in client.get(name_list.get_absolute_url()).context["rows"]:
        numbers[row["url"]] = row["pages"]
        numbers |= {each["url"]: each["cell"].pages for each in row["cells"]}
        numbers |= {each["url"]: each["tried"].pages for each in row["tried"]}
    assert numbers.pop("") == 0  # nowhere to go
    assert len(numbers) == 9
    assert {url: client.get(url).context["total"] for url in numbers} == numbers


def test_only_names_found_and_the_order(client, alix):
    name_list = counted(alix, "Paul Absent", "Anne de Kerven", "martin dupuis", tolerant=False)
    url = name_list.get_absolute_url()

    def names(**asked):
        return list(table(client.get(url, asked)))

    assert names() == ["Paul Absent", "Anne de Kerven", "martin dupuis"]
    assert names(sort="name") == ["Anne de Kerven", "martin dupuis", "Paul Absent"]
    assert names(sort="pages") == ["martin dupuis", "Anne de Kerven", "Paul Absent"]
    assert names(show="found", sort="pages") == ["martin dupuis", "Anne de Kerven"]
    assert names(sort="???", show="\x00", page="-1") == names()


def test_screens_of_names(client, alix):
    name_list = counted(alix, *[f"Nom{n}" for n in range(130)])
    url = name_list.get_absolute_url()
    assert len(table(client.get(url))) == 100
    assert len(table(client.get(url, {"page": 2}))) == 30


def test_progress(client, alix):
    name_list = asked_for(alix, "Martin Dupuis", "Rien")
    url = f"{name_list.get_absolute_url()}?part=progress"
    answer = client.get(url)
    assert b'data-busy="yes"' in answer.content
    assert (answer.context["counts"].done, answer.context["counts"].to_do) == (0, 4)
    assert b"<html" not in answer.content
    whole = client.get(name_list.get_absolute_url())
    assert url.replace("&", "&amp;") in whole.content.decode()
    assert b"data-progress-url" in whole.content
    assert table(whole)["Rien"] == (0, [])
    assert not whole.context["rows"][0]["is_known"]


def test_progress_ends_with_the_way_to_the_table(client, alix):
    name_list = counted(alix, "Martin Dupuis", "---", "Paul Absent")
    answer = client.get(f"{name_list.get_absolute_url()}?part=progress")
    assert b'data-busy="no"' in answer.content
    assert f'href="{name_list.get_absolute_url()}"' in answer.content.decode()
    assert (answer.context["counts"].found, answer.context["counts"].looked_for) == (1, 2)
    assert b"data-progress-url" not in client.get(name_list.get_absolute_url()).content


def test_pages_that_have_become_searchable_are_told(client, alix, port, canal):
    name_list = counted(alix, "Martin Dupuis")
    assert client.get(name_list.get_absolute_url()).context["counts"].newer == 0
    port.pages.filter(number=1).update(indexed_version=0)
    again = counted(alix, "Martin Dupuis")
    assert client.get(again.get_absolute_url()).context["counts"].unsearchable == 1
    port.pages.filter(number=1).update(indexed_version=1)
    assert client.get(again.get_absolute_url()).context["counts"].newer == 1


def test_the_lists(client, alix):
    assert b"<table" not in client.get(reverse("search:lists")).content
    counted(alix, "Martin Dupuis", "Paul Absent", title="Témoins")
    counted(PersonFactory(), "Martin Dupuis", title="Ailleurs")
    answer = client.get(reverse("search:lists"))
    [row] = answer.context["rows"]
    assert (row["list"].title, row["names"], row["found"]) == ("Témoins", 2, 1)
    assert "Ailleurs" not in answer.content.decode()


def test_names_from_a_file(client):
    file = SimpleUploadedFile("temoins.csv", "Prénom;Nom\nMartin;Dupuis\n".encode("cp1252"))
    assert post(client, "Anne de Kerven\n", file=file).status_code == 302
    name_list = NameList.objects.get()
    assert [entry.name for entry in name_list.entries.all()] == ["Anne de Kerven", "Dupuis, Martin"]
    assert name_list.title == "temoins"


def test_without_a_title_it_has_that_of_its_first_name(client):
    post(client, "---\nMartin Dupuis\nAnne de Kerven")
    assert NameList.objects.get().title == "Martin Dupuis …"


def test_chosen_case_files(client, port):
    post(client, "Martin Dupuis", case_files=[str(port.pk)])
    name_list = NameList.objects.get()
    assert not name_list.everywhere
    assert [listed.case_file for listed in name_list.listed.all()] == [port]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("", "at least one name"),
        ("---\n...", "at least one name"),
        (f"Dupuis\n{'x' * (LONGEST_NAME + 1)}", "Line 2 has 201 characters"),
        ("\n".join(f"Nom{n}" for n in range(MOST_NAMES + 1)), "1,001"),
    ],
)
def test_what_cannot_be_taken_comes_back(client, names, told):
    answer = client.post(
        NEW, {"names": names, "title": "Témoins"}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 400
    assert told in " ".join(answer.context["form"].errors["names"])
    assert answer.context["form"]["names"].value() == names
    assert answer.context["form"]["title"].value() == "Témoins"
    assert not NameList.objects.exists()


def test_many_wrong_lines_are_counted(client):
    answer = post(client, "\n".join(["x" * 300] * 500))
    assert len(answer.context["form"].errors["names"]) == 21


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("noms.csv", b"Dupuis;Martin\nMorel;Anne", "Anne de Kerven\nDupuis\nMorel"),
        ("noms.xlsx", b"PK\x03\x04", "Anne de Kerven"),
        ("noms.txt", b"a" * 1_000_001, "Anne de Kerven"),
    ],
)
def test_a_file_that_cannot_be_taken(client, name, content, kept):
    answer = post(client, "Anne de Kerven", file=SimpleUploadedFile(name, content))
    assert answer.status_code == 400
    assert name in answer.context["form"].errors["names"][0]
    assert answer.context["form"]["names"].value() == kept
    assert not NameList.objects.exists()


def test_a_file_that_cannot_be_taken_is_told_alone_and_before_bad_lines(client):
    def errors(names):
        answer = post(client, names, file=SimpleUploadedFile("noms.xlsx", b"PK\x03\x04"))
        return answer.context["form"].errors["names"]

    assert len(errors("")) == 1
    first, second = errors("x" * 300)
    assert "noms.xlsx" in first
    assert "300" in second


def test_odd_names_are_shown_and_not_run(client, alix):
    odd = [
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "{{ 7 }}",
        "نور",
        "\x00\x1b[31mDupuis",
    ]
    assert post(client, "\n".join(odd), title="<b>gras</b>").status_code == 302
    answer = client.get(NameList.objects.get().get_absolute_url())
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert b"<b>gras" not in answer.content


@pytest.mark.parametrize("case_files", [["abc"], [str(uuid.uuid4())], ["\x00"]])
def test_a_key_that_is_none(client, case_files):
    assert post(client, "Dupuis", case_files=case_files).status_code == 400
    assert not NameList.objects.exists()


def test_a_case_file_one_may_not_open_is_as_one_that_is_not_there(client):
    hidden, nothing = str(CaseFileFactory().pk), str(uuid.uuid4())
    answers = [
        post(client, "Dupuis", case_files=[key]).content.decode().replace(key, "")
        for key in (hidden, nothing)
    ]
    plain = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text) for text in answers]
    assert plain[0] == plain[1]


def test_who_may_open_nothing_is_told_so(client):
    client.force_login(PersonFactory())
    assert client.get(NEW).status_code == 200
    assert post(client, "Dupuis").status_code == 400
    assert not NameList.objects.exists()


def test_again_stop_delete(client, alix):
    name_list = asked_for(alix, "Martin Dupuis")

    def ask(verb):
        answer = client.post(reverse(f"search:list-{verb}", args=[name_list.pk]))
        return answer.status_code, NameList.objects.filter(pk=name_list.pk).first()

    assert ask("stop")[1].state == ListState.STOPPED
    status, after = ask("again")
    assert (status, after.state) == (302, ListState.COUNTING)
    assert ask("delete") == (302, None)
    assert AuditEvent.objects.last().verb == "delete"


@pytest.mark.parametrize("route", ["list", "list-csv", "list-xlsx"])
def test_nobody_elses(client, alix, port, route):
    """Not even an admin of everything that is counted in it."""
    admin = PersonFactory()
    give(admin, Role.ADMIN, port.investigation)
    url = reverse(f"search:{route}", args=[counted(alix, "Martin Dupuis").pk])
    assert client.get(url).status_code == 200
    client.force_login(admin)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("verb", ["again", "stop", "delete"])
def test_nobody_else_changes_it(client, alix, verb):
    name_list = counted(alix, "Martin Dupuis")
    client.force_login(PersonFactory())
    assert client.post(reverse(f"search:list-{verb}", args=[name_list.pk])).status_code == 404
    assert NameList.objects.get().turn == name_list.turn


def test_what_can_no_longer_be_opened_is_in_no_count(client, alix, port, canal):
    name_list = counted(alix, "Martin Dupuis", "Anne de Kerven", tolerant=False)
    revoke(alix, port)
    answer = client.get(name_list.get_absolute_url())
    assert table(answer) == {"Martin Dupuis": (1, [1]), "Anne de Kerven": (1, [1])}
    assert "Port" not in answer.content.decode()
    row = answer.context["rows"][0]
    assert [each["tried"].pages for each in row["tried"]] == [1, 0, 0, 0]
    assert row["by_initial"] == 0
    revoke(alix, canal)
    answer = client.get(name_list.get_absolute_url())
    assert b"<table" not in answer.content
    assert "Canal" not in answer.content.decode()
    [row] = client.get(reverse("search:lists")).context["rows"]
    assert (row["names"], row["found"]) == (2, 0)


def test_progress_is_of_what_can_be_opened(client, alix, port, canal):
    name_list = asked_for(alix, "Martin Dupuis", "Rien")
    revoke(alix, port)
    counts = client.get(f"{name_list.get_absolute_url()}?part=progress").context["counts"]
    assert (counts.to_do, counts.pages) == (2, 1)


def test_sealed_after_it_was_counted(client, alix, port):
    name_list = counted(alix, "Martin Dupuis", tolerant=False)
    port.sealed = True
    port.save()
    answer = client.get(name_list.get_absolute_url())
    assert table(answer) == {"Martin Dupuis": (1, [1])}
    assert "Port" not in answer.content.decode()
    asking.count_again(name_list)
    assert not name_list.listed.filter(case_file=port).exists()


def test_names_found_only_in_what_was_revoked_are_not_found(client, alix, canal):
    name_list = counted(alix, "Anne de Kerven", tolerant=False)
    revoke(alix, canal)
    answer = client.get(name_list.get_absolute_url(), {"show": "found", "sort": "pages"})
    assert table(answer) == {}


def test_where_nothing_was_found_is_told(client, alix, canal):
    empty = dossier("Rien.", investigation=canal.investigation, name="Annexes")
    name_list = counted(alix, "Anne de Kerven", tolerant=False)
    answer = client.get(name_list.get_absolute_url())
    assert empty in answer.context["counts"].without
    assert "Annexes" in answer.content.decode()


def test_not_without_logging_in(client, alix):
    url = counted(alix, "Martin Dupuis").get_absolute_url()
    client.logout()
    for address in (url, NEW, reverse("search:lists")):
        assert client.get(address).status_code == 302
