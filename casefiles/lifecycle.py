"""Open a case file, seal it, unseal it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from casefiles.models import CaseFile
from investigations.audit import record
from investigations.models import AuditEvent, Investigation, Person
from investigations.services import grants


def open_case_file(
    investigation: Investigation,
    name: str,
    *,
    languages: str = CaseFile.Languages.FRENCH,
    by: Person | None = None,
    request: HttpRequest | None = None,
) -> CaseFile:
    """A new, empty case file of an investigation."""
    with transaction.atomic():
        case_file = CaseFile.objects.create(
            investigation=investigation, name=name, languages=languages, created_by=by
        )
        record(AuditEvent.Verb.CREATE, actor=by, target=case_file, request=request, name=name)
    return case_file


def seal(case_file: CaseFile, *, by: Person, request: HttpRequest | None = None) -> None:
    """Shut a case file to the roles on its investigation; who seals it stays its admin.

    Raises GrantRefused for an admin with an end date or by a team: sealing must not turn that
    into access for good, nor leave a case file that nobody can unseal.
    """
    if not grants.is_lasting_admin(by, case_file, case_file.investigation):
        raise grants.GrantRefused(
            _("Only an admin in person, without an end date, can seal a case file.")
        )
    with transaction.atomic():
        changed = CaseFile.objects.filter(pk=case_file.pk, sealed=False).update(sealed=True)
        if changed:
            grants.found(case_file, by)
            record(AuditEvent.Verb.SEAL, actor=by, target=case_file, request=request)


def unseal(case_file: CaseFile, *, by: Person, request: HttpRequest | None = None) -> None:
    """Open a sealed case file again to the roles on its investigation."""
    with transaction.atomic():
        changed = CaseFile.objects.filter(pk=case_file.pk, sealed=True).update(sealed=False)
        if changed:
            record(AuditEvent.Verb.UNSEAL, actor=by, target=case_file, request=request)
