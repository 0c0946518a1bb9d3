"""A house full of people and case files, built once; what each may do is written down beside it.

The facts are kept apart from the Grant table, so that the tests compare two accounts of them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from django.utils import timezone

from casefiles import originals
from casefiles.models import Annotation, CaseFile, Comparison, Page, PageText, Upload, Volume
from investigations.access import visible
from investigations.models import Grant, Investigation, Person
from investigations.roles import ACTIONS_OF, Action, Role
from investigations.services import grants
from search.answers import Wanted
from search.models import NameList, SavedSearch
from search.saved.keeping import save
from tests.dossiers import digital_pdf
from tests.factories import (
    AnnotationFactory,
    CaseFileFactory,
    InvestigationFactory,
    NameListFactory,
    PageFactory,
    PageTextFactory,
    PersonFactory,
    TeamFactory,
    UploadFactory,
    VolumeFactory,
    compared,
)

KINDS = ("own", "sealed", "foreign", "missing")


@dataclass(frozen=True)
class Things:
    """One object of each model, all about the same case file; for "missing", keys of nothing."""

    kind: str
    investigation: Any
    case_file: Any
    volume: Any
    page: Any
    note: Any  # shared, of somebody who is no player here
    private: Any  # the same author's, for nobody else
    text: Any  # another text of the page
    hidden: Any  # what lies under black boxes of it
    comparison: Any  # of the volume with another one of the case file
    upload: Any  # somebody else's, into the case file
    name_list: Any  # somebody else's
    grant: Any  # somebody else's, on the investigation, or on the case file where it is sealed
    saved: Any  # somebody else's search; shared with the investigation, where that is not sealed

    def of(self, name: str) -> Any:
        return getattr(self, name)


@dataclass
class Player:
    """Somebody who tries the doors, and what they have been given."""

    name: str
    person: Person | AnonymousUser
    client: Client = field(default_factory=Client)
    roles: dict[uuid.UUID, Role] = field(default_factory=dict)  # by investigation or case file
    mine: dict[str, Annotation] = field(default_factory=dict)  # shared notes of theirs, by kind
    uploads: dict[str, Upload] = field(default_factory=dict)  # of theirs, by kind
    lists: dict[str, NameList] = field(default_factory=dict)  # of names, by kind
    saved: dict[str, SavedSearch] = field(default_factory=dict)  # the same

    @property
    def logged_in(self) -> bool:
        return isinstance(self.person, Person) and self.person.is_active

    def may(self, action: Action, obj: Any) -> bool:
        """The rules of access, told again in ten lines."""
        if not self.logged_in:
            return False
        if isinstance(obj, Annotation):
            hidden = obj.visibility == "private" and obj.author_id != self.person.pk
            return not hidden and self.may(action, obj.page)
        if isinstance(obj, NameList):
            return obj.owner_id == self.person.pk
        if isinstance(obj, Upload):
            return obj.owner_id == self.person.pk and self.may(action, obj.case_file)
        if isinstance(obj, SavedSearch):
            is_shared = obj.shared_with is not None and self.may(action, obj.shared_with)
            return obj.owner_id == self.person.pk or is_shared
        if isinstance(obj, PageText):
            is_secret = obj.source == "hidden" or obj.with_hidden
            needed = {action, Action.ANNOTATE} if is_secret else {action}
            return all(self.may(one, obj.page) for one in needed)
        if isinstance(obj, Page | Volume | Comparison):
            return self.may(action, obj.case_file)
        doors = [obj.pk]
        if isinstance(obj, CaseFile) and not obj.sealed:
            doors.append(obj.investigation_id)
        return any(action in ACTIONS_OF[self.roles[door]] for door in doors if door in self.roles)


@dataclass
class House:
    things: dict[str, Things]
    players: dict[str, Player]

    def rows(self, player: Player) -> list[Any]:
        """Rows of every model, with the player's own notes and none of the other players'."""
        found = []
        for kind in ("own", "sealed", "foreign"):
            things = self.things[kind]
            found += [things.case_file, things.page, things.note, things.text, things.hidden]
            found += [things.comparison]
            found += [things.investigation, things.volume, things.private] if kind == "own" else []
            found += [things.investigation] if kind == "foreign" else []
            found += [player.mine[kind]] if kind in player.mine and kind != "foreign" else []
            found += [things.upload, *filter(None, [player.uploads.get(kind)])]
            found += [things.name_list, *filter(None, [player.lists.get(kind)])]
        return found


def build(folder: Path) -> House:
    """Everything, in the database and on disk. `folder` is for the one PDF behind all volumes."""
    sha256 = _original(folder)
    bystander = PersonFactory(username="tiers")
    own, foreign = InvestigationFactory(name="Canal"), InvestigationFactory(name="Verger")
    things = {
        "own": _things("own", own, bystander, sha256),
        "sealed": _things("sealed", own, bystander, sha256, sealed=True),
        "foreign": _things("foreign", foreign, bystander, sha256),
        "missing": Things("missing", *[_nothing() for _ in fields(Things)[1:]]),
    }
    for target in (own, foreign, things["sealed"].case_file):
        # So that nobody the tests end the grant of is the last admin.
        grants.give(PersonFactory(), Role.ADMIN, target)
    players = {player.name: player for player in _players(things)}
    for player in players.values():
        if isinstance(player.person, Person):
            player.client.force_login(player.person)
            for kind in ("own", "sealed", "foreign"):
                player.mine[kind] = AnnotationFactory(page=things[kind].page, author=player.person)
                player.uploads[kind] = UploadFactory(
                    case_file=things[kind].case_file, owner=player.person
                )
                player.lists[kind] = NameListFactory(owner=player.person)
                player.saved[kind] = save(player.person, "Quai", Wanted("quai"))
    # Inactive only now: nobody inactive can log in.
    Person.objects.filter(pk=players["inactive"].person.pk).update(is_active=False)
    players["inactive"].person.refresh_from_db()
    visible(players["reader"].person, CaseFile)  # the door closes what is past its end
    return House(things, players)


def _original(folder: Path) -> str:
    made = digital_pdf(folder / "tome.pdf", ["Première page", "Deuxième page"])
    return originals.store([made.read_bytes()])[0]


def _things(
    kind: str, investigation: Investigation, author: Person, sha256: str, *, sealed: bool = False
) -> Things:
    case_file = CaseFileFactory(investigation=investigation, sealed=sealed)
    volume = VolumeFactory(case_file=case_file, sha256=sha256, page_count=2, first_page=1)
    page = PageFactory(volume=volume, text_version=2)
    PageFactory(volume=volume)
    newer = VolumeFactory(case_file=case_file, sha256=sha256, page_count=1, first_page=3)
    PageFactory(volume=newer)
    return Things(
        kind,
        investigation,
        case_file,
        volume,
        page,
        AnnotationFactory(page=page, author=author),
        AnnotationFactory(page=page, author=author, visibility="private"),
        PageTextFactory(page=page, version=1),
        PageTextFactory(page=page, source="hidden"),
        compared(volume, newer),
        UploadFactory(case_file=case_file, owner=author),
        NameListFactory(owner=author),
        grants.give(PersonFactory(), Role.READER, case_file if sealed else investigation),
        SavedSearch.objects.create(
            owner=author,
            name="Quai",
            state="q=quai",
            shared_with=None if sealed else investigation,
        ),
    )


@dataclass(frozen=True)
class Nothing:
    pk: uuid.UUID
    case_file_id: uuid.UUID
    number: int = 1


def _nothing() -> Nothing:
    return Nothing(uuid.uuid4(), uuid.uuid4())


def _players(things: dict[str, Things]) -> list[Player]:
    own, foreign = things["own"].investigation, things["foreign"].investigation
    sealed = things["sealed"].case_file
    players = [Player("anonymous", AnonymousUser())]

    def enter(name: str, *roles: tuple[Any, Role], **attributes: Any) -> Player:
        person = PersonFactory(username=name, **attributes)
        for target, role in roles:
            grants.give(person, role, target)
        player = Player(name, person, roles={target.pk: role for target, role in roles})
        players.append(player)
        return player

    enter("nobody")
    for role in Role:
        enter(role.value, (own, role))
    enter("elsewhere", (foreign, Role.ADMIN))
    enter("keyholder", (sealed, Role.ADMIN))
    enter("guest", (sealed, Role.READER))
    enter("both", (own, Role.READER), (sealed, Role.EDITOR))
    enter("superuser", is_superuser=True, is_staff=True)
    enter("inactive", (own, Role.ADMIN))
    member = enter("member")
    team: Group = TeamFactory()
    member.person.groups.add(team)
    grants.give(team, Role.EDITOR, own)
    member.roles[own.pk] = Role.EDITOR
    revoked, expired = enter("revoked").person, enter("expired").person
    for target in (own, sealed):
        _gave_once(revoked, target)
        _gave_until(expired, target)
    return players


def _gave_once(person: Person, target: Any) -> None:
    grants.end(grants.give(person, Role.ADMIN, target))


def _gave_until(person: Person, target: Any) -> None:
    past = timezone.now() - timedelta(minutes=1)
    grant = grants.give(person, Role.ADMIN, target, until=timezone.now() + timedelta(hours=1))
    Grant.objects.filter(pk=grant.pk).update(until=past)
