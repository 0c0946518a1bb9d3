from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone
from guardian.models import GroupObjectPermission, UserObjectPermission

from investigations.access import allowed, visible
from investigations.models import AuditEvent, Grant, Investigation
from investigations.roles import ACTIONS_OF, Action, Role
from investigations.services.grants import GrantRefused, end, end_due_grants, extend, give
from investigations.services.investigations import start
from tests.factories import CaseFileFactory, InvestigationFactory, PersonFactory, TeamFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def admin():
    return PersonFactory()


@pytest.fixture
def investigation(admin):
    return start("Canal", by=admin)


def held(holder, target):
    """The object permissions of a holder on a target, as guardian keeps them."""
    model = GroupObjectPermission if hasattr(holder, "permissions") else UserObjectPermission
    by = {"group": holder} if model is GroupObjectPermission else {"user": holder}
    kind = ContentType.objects.get_for_model(target)
    rows = model.objects.filter(content_type=kind, object_pk=str(target.pk), **by)
    return sorted(rows.values_list("permission__codename", flat=True))


def admin_grant(investigation, admin):
    return Grant.objects.on(investigation).live().get(person=admin)


def verbs():
    return list(AuditEvent.objects.values_list("verb", flat=True))


# --- give -------------------------------------------------------------------------------------


def test_it_works(investigation, admin, clock):
    person = PersonFactory()
    until = clock.now() + HOUR
    grant = give(person, Role.EDITOR, investigation, by=admin, until=until, reason="renfort")
    assert (grant.holder, grant.role, grant.until) == (person, Role.EDITOR, until)
    assert (grant.granted_by, grant.reason, grant.ended_at) == (admin, "renfort", None)
    assert held(person, investigation) == sorted(ACTIONS_OF[Role.EDITOR])
    told = AuditEvent.objects.last()
    assert (told.verb, told.actor) == ("grant", admin.username)
    assert told.details["holder"] == person.username


def test_the_founder_is_admin(investigation, admin):
    assert held(admin, investigation) == sorted(Action)


def test_a_team_can_be_given_a_role(investigation, admin):
    team = TeamFactory()
    give(team, Role.READER, investigation, by=admin)
    assert held(team, investigation) == sorted(ACTIONS_OF[Role.READER])


def test_a_new_role_takes_the_place_of_the_old_one(investigation, admin):
    person = PersonFactory()
    first = give(person, Role.EDITOR, investigation, by=admin)
    give(person, Role.READER, investigation, by=admin)
    first.refresh_from_db()
    assert first.ended_at is not None
    assert first.ended_by == admin
    assert Grant.objects.on(investigation).live().filter(person=person).count() == 1
    assert held(person, investigation) == sorted(ACTIONS_OF[Role.READER])


def test_grants_on_two_targets_do_not_touch_each_other(investigation, admin):
    person = PersonFactory()
    case_file = CaseFileFactory(investigation=investigation)
    on_investigation = give(person, Role.READER, investigation, by=admin)
    give(person, Role.EDITOR, case_file, by=admin)
    end(on_investigation, by=admin)
    assert held(person, investigation) == []
    assert held(person, case_file) == sorted(ACTIONS_OF[Role.EDITOR])


def test_a_persons_grant_and_their_teams_grant_do_not_touch_each_other(investigation, admin):
    person, team = PersonFactory(), TeamFactory()
    person.groups.add(team)
    give(team, Role.READER, investigation, by=admin)
    own = give(person, Role.EDITOR, investigation, by=admin)
    end(own, by=admin)
    assert allowed(person, Action.VIEW, investigation)
    assert not allowed(person, Action.ANNOTATE, investigation)


@pytest.mark.parametrize("ago", [timedelta(0), HOUR, timedelta(days=2000)])
def test_an_end_in_the_past_is_refused(investigation, admin, clock, ago):
    person = PersonFactory()
    with pytest.raises(GrantRefused):
        give(person, Role.READER, investigation, by=admin, until=clock.now() - ago)
    assert held(person, investigation) == []


def test_access_to_oneself_is_refused(investigation, admin):
    give(PersonFactory(), Role.ADMIN, investigation, by=admin)
    with pytest.raises(GrantRefused):
        give(admin, Role.READER, investigation, by=admin)
    assert held(admin, investigation) == sorted(Action)


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_the_last_admin_cannot_be_given_a_weaker_role(investigation, admin, role):
    with pytest.raises(GrantRefused):
        give(admin, role, investigation)
    assert held(admin, investigation) == sorted(Action)


def test_the_last_admin_cannot_be_given_an_end(investigation, admin, clock):
    with pytest.raises(GrantRefused):
        give(admin, Role.ADMIN, investigation, until=clock.now() + HOUR)
    assert admin_grant(investigation, admin).until is None


def test_an_admin_with_an_end_is_no_last_admin(investigation, admin, clock):
    give(PersonFactory(), Role.ADMIN, investigation, by=admin, until=clock.now() + HOUR)
    with pytest.raises(GrantRefused):
        end(admin_grant(investigation, admin))


def test_an_inactive_admin_is_no_last_admin(investigation, admin):
    give(PersonFactory(is_active=False), Role.ADMIN, investigation, by=admin)
    with pytest.raises(GrantRefused):
        end(admin_grant(investigation, admin))


def test_a_team_without_members_is_no_last_admin(investigation, admin):
    give(TeamFactory(), Role.ADMIN, investigation, by=admin)
    with pytest.raises(GrantRefused):
        end(admin_grant(investigation, admin))


# --- extend -----------------------------------------------------------------------------------


def test_an_end_can_be_moved_and_taken_away(investigation, admin, clock):
    person = PersonFactory()
    grant = give(person, Role.READER, investigation, by=admin, until=clock.now() + HOUR)
    later = clock.now() + 3 * HOUR
    extend(grant, later, by=admin)
    clock.move(hours=2)
    assert allowed(person, Action.VIEW, investigation)
    extend(grant, None, by=admin)
    grant.refresh_from_db()
    assert grant.until is None
    assert verbs().count("extend-grant") == 2


def test_extending_into_the_past_is_refused(investigation, admin, clock):
    grant = give(PersonFactory(), Role.READER, investigation, by=admin)
    with pytest.raises(GrantRefused):
        extend(grant, clock.now() - HOUR, by=admin)
    grant.refresh_from_db()
    assert grant.until is None


def test_an_ended_grant_cannot_be_extended(investigation, admin, clock):
    person = PersonFactory()
    grant = give(person, Role.READER, investigation, by=admin)
    end(grant, by=admin)
    with pytest.raises(GrantRefused):
        extend(grant, clock.now() + HOUR, by=admin)
    assert held(person, investigation) == []


def test_an_expired_grant_cannot_be_extended(investigation, admin, clock):
    person = PersonFactory()
    grant = give(person, Role.READER, investigation, by=admin, until=clock.now() + HOUR)
    clock.move(hours=2)
    with pytest.raises(GrantRefused):
        extend(grant, None, by=admin)
    assert not allowed(person, Action.VIEW, investigation)


def test_ones_own_end_cannot_be_moved(investigation, admin, clock):
    until_friday = PersonFactory()
    grant = give(until_friday, Role.ADMIN, investigation, by=admin, until=clock.now() + HOUR)
    with pytest.raises(GrantRefused):
        extend(grant, None, by=until_friday)


def test_the_end_of_a_team_by_which_one_is_admin_cannot_be_moved(investigation, admin, clock):
    member, team = PersonFactory(), TeamFactory()
    member.groups.add(team)
    grant = give(team, Role.ADMIN, investigation, by=admin, until=clock.now() + HOUR)
    with pytest.raises(GrantRefused):
        extend(grant, None, by=member)


def test_the_last_admin_cannot_be_given_an_end_by_extending(investigation, admin, clock):
    helper = PersonFactory()
    give(helper, Role.ADMIN, investigation, by=admin, until=clock.now() + HOUR)
    with pytest.raises(GrantRefused):
        extend(admin_grant(investigation, admin), clock.now() + HOUR, by=helper)


# --- end --------------------------------------------------------------------------------------


def test_ending_takes_the_access_away(investigation, admin):
    person = PersonFactory()
    grant = give(person, Role.ADMIN, investigation, by=admin)
    end(grant, by=admin)
    grant.refresh_from_db()
    assert (grant.ended_at is not None, grant.ended_by) == (True, admin)
    assert held(person, investigation) == []
    assert AuditEvent.objects.last().verb == "end-grant"


def test_ending_twice_does_no_harm(investigation, admin):
    grant = give(PersonFactory(), Role.READER, investigation, by=admin)
    end(grant, by=admin)
    grant.refresh_from_db()
    first = grant.ended_at
    end(grant, by=admin)
    grant.refresh_from_db()
    assert grant.ended_at == first
    assert verbs().count("end-grant") == 1


def test_ending_an_old_grant_leaves_the_new_one(investigation, admin):
    person = PersonFactory()
    old = give(person, Role.READER, investigation, by=admin)
    give(person, Role.EDITOR, investigation, by=admin)
    end(old, by=admin)
    assert held(person, investigation) == sorted(ACTIONS_OF[Role.EDITOR])


def test_the_last_admin_cannot_be_ended(investigation, admin):
    with pytest.raises(GrantRefused):
        end(admin_grant(investigation, admin), by=admin)
    assert held(admin, investigation) == sorted(Action)


def test_an_admin_who_is_not_the_last_can_leave(investigation, admin):
    give(PersonFactory(), Role.ADMIN, investigation, by=admin)
    end(admin_grant(investigation, admin), by=admin)
    assert not visible(admin, Investigation).exists()


def test_the_last_admin_of_an_open_case_file_can_be_ended(investigation, admin):
    """The admins of the investigation still decide about it: who left must not stay for ever."""
    case_file = CaseFileFactory(investigation=investigation)
    grant = give(PersonFactory(), Role.ADMIN, case_file, by=admin)
    end(grant, by=admin)
    assert not Grant.objects.on(case_file).live().exists()


def test_the_last_admin_of_a_sealed_case_file_cannot_be_ended(investigation, admin):
    case_file = CaseFileFactory(investigation=investigation, sealed=True)
    grant = give(PersonFactory(), Role.ADMIN, case_file)
    with pytest.raises(GrantRefused):
        end(grant, by=admin)


# --- expiry -----------------------------------------------------------------------------------


def test_expiry_closes_the_grant_at_the_next_question(investigation, admin, clock):
    person = PersonFactory()
    until = clock.now() + HOUR
    grant = give(person, Role.READER, investigation, by=admin, until=until)
    clock.move(hours=1)
    assert not allowed(person, Action.VIEW, investigation)
    grant.refresh_from_db()
    assert grant.ended_at == until
    assert held(person, investigation) == []
    assert AuditEvent.objects.last().verb == "grant-expired"


def test_a_clock_moved_back_does_not_reopen_an_expired_grant(investigation, admin, clock):
    person = PersonFactory()
    give(person, Role.READER, investigation, by=admin, until=clock.now() + HOUR)
    clock.move(hours=1)
    assert not allowed(person, Action.VIEW, investigation)
    clock.move(hours=-1)
    assert not allowed(person, Action.VIEW, investigation)
    assert held(person, investigation) == []


def test_expiry_of_an_older_grant_leaves_the_one_that_came_after(investigation, admin, clock):
    person = PersonFactory()
    give(person, Role.READER, investigation, by=admin, until=clock.now() + HOUR)
    clock.move(hours=2)
    # Nobody has asked the door since; the new grant comes before the old one is closed.
    give(person, Role.EDITOR, investigation, by=admin)
    end_due_grants()
    assert held(person, investigation) == sorted(ACTIONS_OF[Role.EDITOR])
    assert Grant.objects.on(investigation).live().filter(person=person).count() == 1


def test_expiry_of_a_team_closes_it_for_its_members(investigation, admin, clock):
    member, team = PersonFactory(), TeamFactory()
    member.groups.add(team)
    give(team, Role.READER, investigation, by=admin, until=clock.now() + HOUR)
    clock.move(hours=1)
    assert not allowed(member, Action.VIEW, investigation)
    assert held(team, investigation) == []


def test_a_grant_is_to_somebody():
    investigation = InvestigationFactory()
    kind = ContentType.objects.get_for_model(investigation)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(target_type=kind, target_id=investigation.pk, role=Role.READER)


def test_an_admin_with_an_end_makes_nobody_admin_for_longer(investigation):
    """Else a friend made admin for good would give the access back after Friday."""
    friday = timezone.now() + timedelta(days=2)
    until_friday = PersonFactory()
    give(until_friday, Role.ADMIN, investigation, until=friday)
    friend = PersonFactory()
    for until in (None, friday + timedelta(hours=1)):
        with pytest.raises(GrantRefused):
            give(friend, Role.ADMIN, investigation, by=until_friday, until=until)
    grant = give(friend, Role.ADMIN, investigation, by=until_friday, until=friday)
    with pytest.raises(GrantRefused):
        extend(grant, None, by=until_friday)
    give(friend, Role.READER, investigation, by=until_friday)  # a reader can give nothing on
