"""A volume: opened again after it was refused."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casefiles.ingest.reopen import reopen as open_again
from casefiles.models import Volume
from investigations.access import fetch
from investigations.http import Request
from investigations.roles import Action


@require_POST
def reopen(request: Request, pk: UUID) -> HttpResponse:
    """Try again to open a volume that was refused."""
    volume = fetch(request.user, Volume, Action.ADD_VOLUMES, pk=pk)
    volumes = Volume.objects.filter(pk=volume.pk)
    if open_again(volume.case_file, volumes, by=request.user, request=request):
        told = _("%(name)s is being opened again.") % {"name": volume.name}
        messages.info(request, told)
    return redirect(volume.case_file)
