"""Random lives of a small newsroom; after every step, for everybody:

pages found by search = pages opened by address = the pages that a ten-line model says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casefiles import lifecycle
from casefiles.models import Page
from investigations.models import Grant, Person
from investigations.roles import Role
from investigations.services import grants
from investigations.services.grants import GrantRefused
from search.answers import Wanted
from search.finding import find
from search.indexing import index_case_file
from tests.factories import (
    CaseFileFactory,
    InvestigationFactory,
    PageFactory,
    PersonFactory,
    TeamFactory,
    VolumeFactory,
)
from tests.investigations.clock import Clock

PEOPLE, INVESTIGATIONS, CASE_FILES = 3, 2, 3
WORD = "commun"

some_person = st.integers(0, PEOPLE - 1)
some_holder = st.integers(0, PEOPLE)  # the last is the team
some_case_file = st.integers(0, CASE_FILES - 1)
some_target = st.integers(0, INVESTIGATIONS + CASE_FILES - 1)


@dataclass
class Fact:
    """A grant as the model remembers it."""

    holder: Any
    target: Any
    until: datetime | None
    row: Grant
    over: bool = False


class Newsroom(RuleBasedStateMachine):
    @initialize()
    def open_the_house(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.clock = Clock()
        self.on_the_wall = self.clock.on_the_wall()
        self.on_the_wall.__enter__()
        self.people = [PersonFactory() for _ in range(PEOPLE)]
        self.team = TeamFactory()
        self.members: set[int] = set()
        self.inactive: set[int] = set()
        investigations = [InvestigationFactory() for _ in range(INVESTIGATIONS)]
        self.case_files = [
            CaseFileFactory(investigation=investigations[n % INVESTIGATIONS])
            for n in range(CASE_FILES)
        ]
        self.volumes = [VolumeFactory(case_file=case_file) for case_file in self.case_files]
        self.targets = [*investigations, *self.case_files]
        self.facts: list[Fact] = []
        self.chief = PersonFactory()  # keeps every door from losing its last admin
        for target in self.targets:
            self.remember(self.chief, target, None)
        self.clients = {}
        for person in [*self.people, self.chief]:
            self.clients[person.pk] = Client()
            self.clients[person.pk].force_login(person)
        for n in range(CASE_FILES):
            self.upload(n)

    def teardown(self):
        if hasattr(self, "undo"):
            self.on_the_wall.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- what happens -------------------------------------------------------------------------

    def remember(self, holder, target, until, role=Role.ADMIN):
        row = grants.give(holder, role, target, until=until)
        for fact in self.facts:
            fact.over |= (fact.holder, fact.target) == (holder, target)
        self.facts.append(Fact(holder, target, until, row))

    @rule(
        holder=some_holder,
        door=some_target,
        role=st.sampled_from(Role),
        hours=st.none() | st.integers(1, 3),
    )
    def give(self, holder, door, role, hours):
        holder = [*self.people, self.team][holder]
        until = None if hours is None else self.clock.now() + timedelta(hours=hours)
        self.remember(holder, self.targets[door], until, role)

    @precondition(lambda self: any(not f.over and f.holder != self.chief for f in self.facts))
    @rule(data=st.data())
    def revoke(self, data):
        live = [f for f in self.facts if not f.over and f.holder != self.chief]
        fact = live[data.draw(st.integers(0, len(live) - 1))]
        grants.end(fact.row)
        fact.over = True

    @precondition(lambda self: any(f.until and not f.over for f in self.facts))
    @rule(data=st.data(), hours=st.none() | st.integers(1, 3))
    def extend(self, data, hours):
        live = [f for f in self.facts if f.until and not f.over]
        fact = live[data.draw(st.integers(0, len(live) - 1))]
        until = None if hours is None else self.clock.now() + timedelta(hours=hours)
        grants.extend(fact.row, until, by=self.chief)
        fact.until = until

    @rule(hours=st.sampled_from([1, 2, -1]))
    def time_passes(self, hours):
        """Also backwards: what was over stays over."""
        self.clock.move(hours=hours, seconds=1)

    @rule(case_file=some_case_file)
    def seal_or_unseal(self, case_file):
        sealed = self.case_files[case_file]
        sealed.refresh_from_db()
        change = lifecycle.unseal if sealed.sealed else lifecycle.seal
        change(sealed, by=self.chief)
        sealed.refresh_from_db()

    @rule(case_file=some_case_file)
    def upload(self, case_file):
        page = PageFactory(volume=self.volumes[case_file], text=f"Le mot {WORD} est ici.")
        index_case_file(page.case_file_id)

    @rule(person=some_person)
    def join_or_leave_the_team(self, person):
        self.members ^= {person}
        self.people[person].groups.set([self.team] if person in self.members else [])

    @rule(person=some_person)
    def leave_or_come_back(self, person):
        self.inactive ^= {person}
        pk = self.people[person].pk
        Person.objects.filter(pk=pk).update(is_active=person not in self.inactive)
        self.people[person].refresh_from_db()
        if person not in self.inactive:
            self.clients[pk].force_login(self.people[person])

    @rule()
    def the_last_admin_tries_to_leave(self):
        last = Grant.objects.on(self.targets[0]).live().get(person=self.chief)
        others = Grant.objects.on(self.targets[0]).live().filter(role=Role.ADMIN, until=None)
        if others.filter(person__is_active=True).count() == 1 and not self.team.user_set.exists():
            with pytest.raises(GrantRefused):
                grants.end(last)

    # --- what must hold -----------------------------------------------------------------------

    def may_open(self, place: int | None, person: Person, page: Page) -> bool:
        """The model."""
        case_file = page.case_file
        if place in self.inactive:
            return False
        holders = [person, self.team] if place in self.members else [person]
        doors = [case_file] if case_file.sealed else [case_file, case_file.investigation]
        return any(
            not fact.over and fact.holder in holders and fact.target in doors for fact in self.facts
        )

    @invariant()
    def all_ways_lead_to_the_same_pages(self):
        for fact in self.facts:
            fact.over |= fact.until is not None and fact.until <= self.clock.now()
        pages = list(Page.objects.select_related("case_file__investigation"))
        for place, person in [*enumerate(self.people), (None, self.chief)]:
            by_the_model = {page.pk for page in pages if self.may_open(place, person, page)}
            answer = find(person, Wanted(WORD), limit=1000)
            found = {hit.page.pk for hit in answer.hits}
            assert answer.total == sum(answer.counts.values()) == len(found)
            opened = {page.pk for page in pages if self.opens(person, page)}
            assert found == opened == by_the_model

    def opens(self, person, page):
        """By its address; the first page in the reader, the others as plain text."""
        route = "page" if page.number == 1 else "page-text"
        address = reverse(f"casefiles:{route}", args=[page.case_file_id, page.number])
        answer = self.clients[person.pk].get(address)
        assert answer.status_code in (200, 404, 302)
        return answer.status_code == 200


@pytest.mark.django_db
def test_search_and_addresses_open_what_the_model_says():
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            phases=set(Phase) - {Phase.explain},  # takes minutes and says little here
        ),
    )
