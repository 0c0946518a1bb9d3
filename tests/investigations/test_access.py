from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404
from guardian.models import UserObjectPermission

from casefiles.models import Annotation, CaseFile, Page, Volume
from investigations.access import allowed, fetch, require, visible
from investigations.models import Investigation
from investigations.roles import ACTIONS_OF, Action, Role
from investigations.services import grants
from search.models import NameList
from tests.factories import (
    AnnotationFactory,
    CaseFileFactory,
    InvestigationFactory,
    PersonFactory,
    TeamFactory,
    case_file_with_pages,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_file():
    return case_file_with_pages("Le quai est désert.", "Rien à signaler.")


def test_it_works(case_file):
    reader = PersonFactory()
    grants.give(reader, Role.READER, case_file.investigation)
    CaseFileFactory()  # of another investigation
    assert list(visible(reader, CaseFile)) == [case_file]
    assert visible(reader, Page).count() == 2
    assert fetch(reader, Page, case_file=case_file.pk, number=2).number == 2
    require(reader, Action.VIEW, case_file)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_gives_the_actions_in_its_table_and_no_others(case_file, role, action):
    person = PersonFactory()
    grants.give(person, role, case_file.investigation)
    rows = [case_file.investigation, case_file, case_file.volumes.get(), case_file.pages.first()]
    for row in rows:
        assert allowed(person, action, row) is (action in ACTIONS_OF[role])


def test_a_grant_on_the_case_file_alone_opens_it_and_nothing_above_or_beside(case_file):
    guest = PersonFactory()
    beside = CaseFileFactory(investigation=case_file.investigation)
    grants.give(guest, Role.READER, case_file)
    assert list(visible(guest, CaseFile)) == [case_file]
    assert visible(guest, Page).count() == 2
    assert not visible(guest, Investigation).exists()
    assert not allowed(guest, Action.VIEW, beside)


def test_the_stronger_of_two_roles_counts(case_file):
    person = PersonFactory()
    grants.give(person, Role.READER, case_file.investigation)
    grants.give(person, Role.EDITOR, case_file)
    assert allowed(person, Action.ANNOTATE, case_file)
    assert not allowed(person, Action.ANNOTATE, case_file.investigation)


def test_a_sealed_case_file_is_shut_to_the_roles_on_the_investigation(case_file):
    admin, keyholder = PersonFactory(), PersonFactory()
    grants.give(admin, Role.ADMIN, case_file.investigation)
    grants.give(keyholder, Role.READER, case_file)
    CaseFile.objects.update(sealed=True)
    case_file.refresh_from_db()
    for model in (CaseFile, Volume, Page):
        assert not visible(admin, model).exists()
        assert visible(keyholder, model).exists()
    assert allowed(admin, Action.MANAGE_ACCESS, case_file.investigation)


def test_a_team_opens_to_its_members_as_long_as_they_are_members(case_file):
    member, team = PersonFactory(), TeamFactory()
    member.groups.add(team)
    grants.give(team, Role.EDITOR, case_file.investigation)
    assert allowed(member, Action.ANNOTATE, case_file)
    member.groups.remove(team)
    assert not allowed(member, Action.VIEW, case_file)


@pytest.mark.parametrize("target", ["investigation", "case_file"])
def test_a_revoked_grant_opens_nothing_at_the_next_question(case_file, target):
    person = PersonFactory()
    on = case_file if target == "case_file" else case_file.investigation
    grants.give(PersonFactory(), Role.ADMIN, on)
    grant = grants.give(person, Role.ADMIN, on)
    assert allowed(person, Action.VIEW, case_file)
    grants.end(grant)
    assert not any(allowed(person, action, case_file) for action in Action)


def test_an_expired_grant_opens_nothing_at_the_next_question(case_file, clock):
    person = PersonFactory()
    grants.give(person, Role.READER, case_file, until=clock.now() + timedelta(hours=1))
    assert allowed(person, Action.VIEW, case_file)
    clock.move(hours=1)
    assert not allowed(person, Action.VIEW, case_file)
    assert not visible(person, CaseFile).exists()


@pytest.mark.parametrize("model", [Investigation, CaseFile, Page, NameList])
def test_who_asks_has_a_grant_that_is_due_closed(case_file, clock, model):
    grant = grants.give(
        PersonFactory(), Role.READER, case_file, until=clock.now() + timedelta(hours=1)
    )
    clock.move(hours=1)
    list(visible(PersonFactory(), model))
    grant.refresh_from_db()
    assert grant.ended_at == grant.until


def test_a_question_to_the_door_is_two_to_the_database(case_file, django_assert_num_queries):
    person, team = PersonFactory(), TeamFactory()
    person.groups.add(team)
    grants.give(team, Role.READER, case_file.investigation)
    grants.give(person, Role.READER, case_file)
    list(visible(person, CaseFile))  # what is asked once a process does not count
    with django_assert_num_queries(2):
        assert list(visible(person, CaseFile)) == [case_file]


def test_a_permission_on_a_row_of_another_kind_opens_nothing(case_file):
    person = PersonFactory()
    grants.give(person, Role.READER, case_file)
    kind = ContentType.objects.get_for_model(Investigation)
    UserObjectPermission.objects.update(content_type=kind)
    assert not visible(person, CaseFile).exists()


def test_an_inactive_person_may_nothing(case_file):
    person = PersonFactory(is_active=False)
    grants.give(person, Role.ADMIN, case_file.investigation)
    assert not any(allowed(person, action, case_file) for action in Action)


def test_a_superuser_has_no_silent_key(case_file):
    superuser = PersonFactory(is_superuser=True, is_staff=True)
    assert not any(allowed(superuser, action, case_file) for action in Action)
    assert not visible(superuser, Investigation).exists()


def test_nobody_in_particular_may_nothing(case_file):
    for model in (Investigation, CaseFile, Volume, Page, Annotation):
        assert not visible(AnonymousUser(), model).exists()
    with pytest.raises(Http404):
        require(AnonymousUser(), Action.VIEW, case_file)


def test_a_private_note_is_its_authors_alone(case_file):
    author, admin = PersonFactory(), PersonFactory()
    grants.give(author, Role.EDITOR, case_file.investigation)
    grants.give(admin, Role.ADMIN, case_file.investigation)
    note = AnnotationFactory(page=case_file.pages.first(), author=author, visibility="private")
    assert allowed(author, Action.VIEW, note)
    assert not any(allowed(admin, action, note) for action in Action)


def test_an_author_without_access_has_lost_their_notes_too(case_file):
    author = PersonFactory()
    AnnotationFactory(page=case_file.pages.first(), author=author)
    assert not visible(author, Annotation).exists()


def test_a_note_on_a_page_of_a_case_file_that_is_shut_is_none(case_file):
    author, reader = PersonFactory(), PersonFactory()
    note = AnnotationFactory(page=case_file.pages.first(), author=author, visibility="shared")
    beside = case_file_with_pages("Rien.", investigation=case_file.investigation)
    grants.give(reader, Role.READER, beside)
    assert not allowed(reader, Action.VIEW, note)
    grants.give(reader, Role.READER, case_file)
    assert list(visible(reader, Annotation)) == [note]
    CaseFile.objects.update(sealed=True)
    grants.give(author, Role.ADMIN, case_file.investigation)
    assert not allowed(author, Action.VIEW, note)


def test_notes_are_not_looked_for_among_the_keys_of_all_pages(case_file):
    reader = PersonFactory()
    grants.give(reader, Role.READER, case_file)
    asked = str(visible(reader, Annotation).query)
    assert asked.count("SELECT") == 2  # the notes, and the case files that are open


def test_what_one_may_not_know_of_is_as_what_is_not_there(case_file):
    person = PersonFactory()
    missing = CaseFileFactory.build(investigation=InvestigationFactory())
    for unknown in (case_file, missing):
        for action in Action:
            with pytest.raises(Http404):
                require(person, action, unknown)
            with pytest.raises(Http404):
                fetch(person, CaseFile, action, pk=unknown.pk)


def test_what_one_may_open_and_no_more_is_refused(case_file):
    reader = PersonFactory()
    grants.give(reader, Role.READER, case_file.investigation)
    with pytest.raises(PermissionDenied):
        require(reader, Action.MANAGE_ACCESS, case_file)
    with pytest.raises(PermissionDenied):
        fetch(reader, CaseFile, Action.ANNOTATE, pk=case_file.pk)
